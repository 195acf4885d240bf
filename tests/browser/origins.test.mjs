// Pages of other origins, as a browser really treats them: a panel that is let in, and strangers who get nothing.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, describe, it } from "node:test";

import { freePort, openPage, startBrowser, startStack } from "./stack.mjs";

const EVIL = "evil.example";
const ACCOUNT = { username: "panel", password: "panel password" };

/** A server of empty pages on `port`: what they do is told to them by the test. */
function startPages(port) {
  const server = createServer((_, response) => response.setHeader("content-type", "text/html").end("<!doctype html><title>elsewhere</title>"));
  return new Promise((resolve) => server.listen(port, "127.0.0.1", () => resolve(server)));
}

/** In a page: sends a request and tells what the page's own script gets to see. */
async function attempt({ url, method = "GET", headers = {}, json, text, credentials = "include", mode = "cors" }) {
  const body = json === undefined ? text : JSON.stringify(json);
  const type = json === undefined ? {} : { "content-type": "application/json" };
  try {
    const response = await fetch(url, { method, headers: { ...type, ...headers }, body, credentials, mode });
    const seen = await response.text();
    return { status: response.status, body: seen };
  } catch (error) {
    return { refused: String(error) };
  }
}

describe("pages of other origins", () => {
  let browser;
  let stack;
  let pages;
  let port;
  before(async () => {
    port = await freePort();
    pages = await startPages(port);
    stack = await startStack({ host: "localhost", parameters: [`AllowedOrigins=http://localhost:${port}`] });
    browser = await startBrowser([EVIL]);
    await stack.ask("/2015-03-31/functions/create-superuser/invocations", ACCOUNT);
  });
  after(async () => {
    await browser.close();
    await stack.stop();
    pages.closeAllConnections();
    pages.close();
  });

  it("a panel signs in with a cookie and lists users", async () => {
    const { page, context } = await openPage(browser);
    await page.goto(`http://localhost:${port}/`);
    const login = await page.evaluate(attempt, { url: `${stack.url}/account/login/`, method: "POST", json: ACCOUNT });
    assert.match(login.body ?? login.refused, /Login Successful/);
    const [cookie] = await context.cookies();
    assert.deepEqual([cookie.name, cookie.httpOnly, cookie.sameSite], ["sessionid", true, "Lax"]);
    assert.equal(await page.evaluate(() => document.cookie), "");
    const list = await page.evaluate(attempt, { url: `${stack.url}/account/user/` });
    assert.equal(list.status, 200);
    assert.match(list.body, /"username":"panel"/);
    const anonymous = await page.evaluate(attempt, { url: `${stack.url}/account/user/`, credentials: "omit" });
    assert.equal(anonymous.status, 401);
    // The panel is a client of the API and nothing more.
    for (const path of ["/_local/users", "/_local/inbox", "/_local/clock"]) {
      const own = await page.evaluate(attempt, { url: stack.url + path });
      assert.ok(own.refused, `${path}: ${own.body}`);
    }
    await context.close();
  });

  it("a stranger reads nothing, and moves nothing, with the visitor's cookie in the browser", async () => {
    const { page, context } = await openPage(browser);
    await page.goto(`http://localhost:${port}/`);
    await page.evaluate(attempt, { url: `${stack.url}/account/login/`, method: "POST", json: ACCOUNT });
    await page.goto(`http://${EVIL}:${port}/`);
    const before = JSON.stringify([await stack.ask("/_local/users"), await stack.ask("/_local/inbox")]);
    const invoke = "/2015-03-31/functions/create-superuser/invocations";
    const evil = { username: "evil", password: "evil password" };
    const target = { "x-amz-target": "secretsmanager.GetSecretValue" };
    const tries = [
      { url: `${stack.url}/account/user/` },
      { url: `${stack.url}/account/user/`, method: "POST", json: { username: "evil", password: "evil password" } },
      { url: `${stack.url}/account/user/`, method: "POST", text: JSON.stringify(evil), headers: { "content-type": "text/plain" } },
      { url: `${stack.url}/_local/users` },
      { url: `${stack.url}/_local/sessions` },
      { url: `${stack.url}/_local/audit` },
      { url: `${stack.url}/_local/inbox` },
      { url: `${stack.url}/_local/mails/1` },
      { url: `${stack.url}/_local/clock`, method: "POST", text: '{"advance":86400}', headers: { "content-type": "text/plain" } },
      { url: stack.url + invoke, method: "POST", json: evil },
      { url: stack.url + invoke, method: "POST", text: JSON.stringify(evil), headers: { "content-type": "text/plain" } },
      { url: `${stack.awsUrl}/`, method: "POST", text: '{"SecretId":"TokenKeysSecret"}', headers: target },
      { url: `${stack.awsUrl}/`, method: "POST", text: "Action=SendEmail", headers: { "content-type": "application/x-www-form-urlencoded" } },
    ];
    for (const request of tries) {
      const seen = await page.evaluate(attempt, request);
      assert.ok(seen.refused, `${request.method ?? "GET"} ${request.url}: ${seen.body}`);
      // Without asking to read it, a page may send some of it all the same.
      if (!request.json && !request.headers?.["x-amz-target"]) await page.evaluate(attempt, { ...request, mode: "no-cors" });
    }
    // Nor by a form, which no preflight stops.
    await page.evaluate((action) => {
      const form = document.createElement("form");
      Object.assign(form, { action, method: "POST", enctype: "text/plain" });
      const input = document.createElement("input");
      Object.assign(input, { name: '{"username":"evil","password":"evil password","x":"', value: '"}' });
      form.append(input);
      document.body.append(form);
      form.submit();
    }, stack.url + invoke);
    await page.waitForURL(`${stack.url}${invoke}`);
    assert.match(await page.locator("body").innerText(), /Pages of other sites have no access/);
    assert.equal(JSON.stringify([await stack.ask("/_local/users"), await stack.ask("/_local/inbox")]), before);
    assert.equal((await stack.ask("/_local/clock")).offset_seconds, 0);
    await context.close();
  });

  it("a stranger cannot frame the console, nor load its files as its own", async () => {
    const { page, context, complaints } = await openPage(browser);
    await page.goto(`http://${EVIL}:${port}/`);
    await page.evaluate((url) => {
      const frame = document.createElement("iframe");
      frame.src = url;
      document.body.append(frame);
    }, `${stack.url}/`);
    await waitFor(() => complaints.some((text) => /frame-ancestors/.test(text)));
    const loaded = await page.evaluate(
      (src) =>
        new Promise((resolve) => {
          const script = document.createElement("script");
          Object.assign(script, { src, onload: () => resolve(true), onerror: () => resolve(false) });
          document.body.append(script);
        }),
      `${stack.url}/_console/vendor/swagger-ui/swagger-ui-bundle.js`,
    );
    assert.equal(loaded, false);
    await context.close();
  });

  it("a name that a stranger leads here gets nothing either", async () => {
    const { page, context } = await openPage(browser);
    // DNS rebinding: the page is of the stack's own origin, as the browser sees it.
    const rebound = `http://${EVIL}:${stack.port}`;
    const answer = await page.goto(`${rebound}/`);
    assert.equal(answer.status(), 403);
    for (const path of ["/_local/users", "/account/user/", "/openapi.json"]) {
      const seen = await page.evaluate(attempt, { url: rebound + path });
      assert.equal(seen.status, 403, path);
    }
    await context.close();
  });

  it("a panel on another site keeps no cookie that is Lax", async () => {
    const { page, context } = await openPage(browser);
    await page.goto(`http://localhost:${port}/`);
    // The panel is at localhost, the API at 127.0.0.1: two sites.
    const api = stack.url.replace("localhost", "127.0.0.1");
    const login = await page.evaluate(attempt, { url: `${api}/account/login/`, method: "POST", json: ACCOUNT });
    assert.match(login.body, /Login Successful/);
    const list = await page.evaluate(attempt, { url: `${api}/account/user/` });
    assert.equal(list.status, 401);
    await context.close();
  });
});

async function waitFor(condition) {
  const until = Date.now() + 10_000;
  while (!condition()) {
    if (Date.now() > until) throw new Error("it does not come");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
