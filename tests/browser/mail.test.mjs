// A mail with everything in it that a mail should not be able to do.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, it } from "node:test";

import { openPage, startBrowser, startStack } from "./stack.mjs";

let browser;
let stack;
let beacon;
const called = [];
before(async () => {
  beacon = createServer((request, response) => {
    called.push(request.url);
    response.end();
  });
  await new Promise((resolve) => beacon.listen(0, "127.0.0.1", resolve));
  stack = await startStack();
  browser = await startBrowser();
});
after(async () => {
  await browser.close();
  await stack.stop();
  beacon.closeAllConnections();
  beacon.close();
});

/** Sends a mail as a function does, by SES. */
async function send(html) {
  const form = new URLSearchParams({
    Action: "SendEmail",
    Source: "no-reply@tongxing.example",
    "Destination.ToAddresses.member.1": "victim@example.com",
    "Message.Subject.Data": "<img src=x onerror=\"top.hacked='subject'\">",
    "Message.Body.Text.Data": "<script>hacked='text'</script> 123456",
    "Message.Body.Html.Data": html,
  });
  const answer = await fetch(stack.awsUrl, { method: "POST", body: form });
  assert.equal(answer.status, 200, await answer.text());
}

it("a mail with script in it does nothing", async () => {
  const { port } = beacon.address();
  const away = `http://127.0.0.1:${port}`;
  await send(`
    <meta http-equiv="refresh" content="0;url=${away}/refresh">
    <base href="${away}/">
    <link rel="stylesheet" href="${away}/style.css">
    <style>@import "${away}/import.css"; p { background: url(${away}/background.png); color: rgb(1, 2, 3) }</style>
    <script>fetch("/_local/clock", { method: "POST", body: '{"advance":60}' }); top.hacked = parent.hacked = "script"; location = "${away}/location"</script>
    <img src="${away}/pixel.png" onerror="top.hacked = 'image'">
    <svg onload="top.hacked = 'svg'"></svg>
    <iframe src="${away}/frame"></iframe>
    <iframe srcdoc="<script>top.hacked = 'srcdoc'</script>"></iframe>
    <object data="${away}/object"></object>
    <video src="${away}/video" autoplay></video>
    <form id="f" action="${away}/form" method="post"><input name="a" autofocus onfocus="top.hacked = 'focus'; f.submit()"><button>send</button></form>
    <p style="letter-spacing: 2px">looks</p>
    <a id="js" href="javascript:top.hacked = 'link'">js</a> <a id="away" href="${away}/link">away</a> <a id="top" target="_top" href="${away}/top">top</a> <a id="new" target="_blank" href="${away}/new">new</a>
  `);
  const { page, context, requests } = await openPage(browser);
  await page.goto(`${stack.url}/#inbox`);
  const mail = page.frameLocator(".mail iframe");
  const text = mail.getByText("looks", { exact: true });
  await text.waitFor();
  // It looks as it is meant to.
  const looks = await text.evaluate((p) => [getComputedStyle(p).color, getComputedStyle(p).letterSpacing]);
  assert.deepEqual(looks, ["rgb(1, 2, 3)", "2px"]);
  for (const link of ["#js", "#top", "#new", "button", "#away"]) {
    await mail.locator(link).click({ timeout: 2000 }).catch(() => {});
  }
  await page.getByRole("button", { name: "As text" }).click();
  await page.locator(".mail pre").waitFor();
  assert.equal(await page.evaluate(() => globalThis.hacked), undefined);
  assert.equal(page.url(), `${stack.url}/#inbox`);
  assert.equal(context.pages().length, 1);
  assert.equal((await stack.ask("/_local/clock")).offset_seconds, 0);

  // Nor when somebody opens it by itself.
  const alone = await context.newPage();
  await alone.goto(`${stack.url}/_local/mails/1`);
  await alone.getByText("looks", { exact: true }).waitFor();
  assert.equal((await stack.ask("/_local/clock")).offset_seconds, 0);
  assert.equal(alone.url(), `${stack.url}/_local/mails/1`);

  // A round trip later, nothing has come out.
  await fetch(`${away}/witness`);
  assert.deepEqual(called, ["/witness"]);
  await context.close();
  assert.ok(requests.some((url) => url.endsWith("/_local/mails/1")));
});
