// What a person does on the console page: the onboarding story, one-click sign-ins, trying an endpoint, reading mails.

import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";

import { openPage, startBrowser, startStack } from "./stack.mjs";

let browser;
let stack;
before(async () => {
  browser = await startBrowser();
});
after(() => browser.close());

describe("the console page", () => {
  let opened;
  let page;
  beforeEach(async () => {
    stack = await startStack();
    opened = await openPage(browser);
    page = opened.page;
    await page.goto(`${stack.url}/`);
  });
  afterEach(async () => {
    await opened.context.close();
    await stack.stop();
    const strangers = opened.requests.filter((url) => !url.startsWith(`${stack.url}/`) && !url.startsWith("data:"));
    assert.deepEqual(strangers, [], "no request leaves the machine");
  });
  const family = (name) => page.click(`[data-family=${name}]`);
  const tab = (name) => page.click(`nav a[href="#${name}"]`);
  const outcome = (step) => page.locator(`li:has([data-step=${step}])`);

  it("leads from the first sign-in to the approval, click by click", async () => {
    const steps = ["boss_proof", "superuser", "boss_login", "proof", "mail", "inbox", "register", "waiting", "list", "approve", "proof_again", "login"];
    for (const step of steps) {
      assert.ok(await page.locator(`[data-step=${step}]`).isEnabled(), step);
      await page.click(`[data-step=${step}]`);
      await page.waitForSelector(`li[data-outcome]:has([data-step=${step}])`);
      assert.equal(await outcome(step).getAttribute("data-outcome"), "good", await outcome(step).innerText());
    }
    assert.match(await outcome("waiting").innerText(), /1002:用户信息审核中!/);
    assert.match(await outcome("login").innerText(), /1000:员工登录成功/);
    const { users } = await stack.ask("/_local/users");
    assert.deepEqual(users.map((user) => user.profiles.mjpm.status), ["在职", "在职"]);

    await tab("users");
    // In the table: the steps that are about to go have the name too.
    await page.locator("section table").first().getByText("王芳").waitFor();
    assert.equal(await page.locator("section table").first().locator("tbody tr").count(), 2);
    await tab("audit");
    await page.getByRole("cell", { name: "employee reviewed" }).waitFor();
    await page.selectOption("select", "registered");
    await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 1);
    assert.match(await page.locator("tbody tr").innerText(), /registered/);
    assert.deepEqual(opened.complaints, []);
  });

  it("does all steps at one click, and says which one is not as expected", async () => {
    await page.click("#all");
    await page.waitForSelector("li[data-outcome=good]:has([data-step=login])");
    // The same person again: the reviewer's half goes as before, the registration is refused.
    await page.reload();
    await page.click("#all");
    await page.waitForSelector("li[data-outcome=bad]");
    assert.match(await page.locator("li[data-outcome=bad]").innerText(), /Not as expected/);
    await page.click("#another");
    await page.click("#all");
    await page.waitForSelector("li[data-outcome=good]:has([data-step=login])");
  });

  it("signs a sandbox person in by every door of every family", async () => {
    await tab("people");
    const doors = page.locator("select");
    await doors.waitFor();
    const count = await doors.locator("option").count();
    assert.equal(count, 13);
    await page.fill("main input", "王小明");
    const use = async (kind) => {
      await page.click(`[data-code=${kind}]`);
      await page.waitForSelector("section[aria-live] .exchange");
      return page.locator("section[aria-live]").innerText();
    };
    for (let i = 0; i < count; i += 1) {
      await doors.selectOption(String(i));
      const label = await doors.locator("option").nth(i).innerText();
      await page.click("[data-fresh]");
      const told = await use("once");
      // At mjpm a stranger proves the openid and is not an employee yet.
      assert.match(told, label.startsWith("mjpm") ? /1001:员工信息不存在!/ : /^Signed in:/, `${label}: ${told}`);
    }
    assert.match(await use("once"), /^Not signed in/, "it works once");
    // Each provider fails in its own words; the last door is Apple's.
    assert.match(await use("fail_code"), /^Not signed in[^]*invalid_grant[^]*授权码无效或已使用/);
    await doors.selectOption("0");
    assert.match(await use("fail_invalid"), /^Not signed in[^]*fail:40029/);
  });

  it("fills the token of a sign-in into the form that tries an endpoint", async () => {
    await tab("people");
    await page.locator("select").selectOption({ label: "campus · WeChat · wx_small · wx10ca1500d0b0c0de" });
    await page.click("[data-code=plain]");
    await page.getByText("Signed in:").waitFor();
    await tab("api");
    await family("campus");
    const operation = page.locator("#operations-campus-campus-userinfo-post");
    await operation.locator(".opblock-summary-control").click();
    await operation.locator(".try-out__btn").click();
    assert.ok(!(await operation.locator("textarea").inputValue()).includes("abcd1234"), "the document's example token is gone");
    await operation.locator(".execute").click();
    await operation.locator(".live-responses-table").getByText("获取个人信息成功").waitFor();
    const curl = await operation.locator(".curl-command pre").innerText();
    assert.match(curl, /Authorization: Bearer ey/);
    await page.getByRole("button", { name: "Forget the token" }).click();
    await page.getByText("Nobody has signed in here.").waitFor();
    assert.deepEqual(opened.complaints, []);
  });

  it("tries an endpoint with the cookie of a sign-in, and leaves the cookie at home beside a token", async () => {
    const account = { username: "panel", password: "panel password" };
    await stack.ask("/2015-03-31/functions/create-superuser/invocations", account);
    await tab("api");
    await family("account");
    const login = page.locator("#operations-account-account-login-post");
    await login.locator(".opblock-summary-control").click();
    await login.locator(".try-out__btn").click();
    await login.locator("textarea").fill(JSON.stringify(account));
    await login.locator(".execute").click();
    await login.locator(".live-responses-table").getByText("Login Successful.").waitFor();
    const users = page.locator("#operations-account-account-user-get");
    await users.locator(".opblock-summary-control").click();
    await users.locator(".try-out__btn").click();
    await users.locator(".execute").click();
    await users.locator(".live-responses-table").getByText('"username": "panel"').waitFor();
    // Alice's token and the panel's cookie would be two callers.
    await tab("people");
    await page.click("[data-code=plain]");
    await page.getByText("Signed in:").waitFor();
    await tab("api");
    await users.locator(".opblock-summary-control").click();
    await users.locator(".try-out__btn").click();
    await users.locator(".execute").click();
    await users.locator(".live-responses-table .response-col_status").getByText("403").waitFor();
  });

  it("invokes a function without a route", async () => {
    await tab("api");
    await page.click(".direct summary");
    await page.locator(".direct option").first().waitFor({ state: "attached" });
    await page.selectOption(".direct select", "create-superuser");
    await page.click(".direct button");
    await page.locator(".direct .exchange").getByText('"created": true').waitFor();
    assert.equal((await stack.ask("/_local/users")).users[0].is_superuser, true);
  });

  it("shows a mail with its code, as it looks and as text, and copies the code", async () => {
    await opened.context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: stack.url });
    const { data } = await stack.ask("/api/v1/weixinmp", { code: "alice" });
    await tab("inbox");
    await page.getByText("No mail yet.").waitFor();
    await stack.ask(`/mjpm/v1/auth/code/${data.openid}`, { email: "alice@example.com" });
    const [{ text }] = await stack.ask("/_local/inbox");
    const code = text.match(/\d{4}/)[0];
    await page.frameLocator("iframe").getByText([...code].join(" ")).or(page.frameLocator("iframe").getByText(code)).first().waitFor();
    await page.getByRole("button", { name: `Copy ${code}` }).click();
    await page.getByRole("button", { name: "Copied" }).waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), code);
    await page.getByRole("button", { name: "As text" }).click();
    assert.equal(await page.locator(".mail pre").textContent(), text);
    await page.getByRole("button", { name: "Empty" }).click();
    await page.getByText("No mail yet.").waitFor();
  });

  it("moves the clock, and back", async () => {
    await page.click(".clock summary");
    await page.getByRole("button", { name: "+15 days" }).click();
    await page.locator(".clock .badge").getByText("+1296000 s").waitFor();
    assert.equal((await stack.ask("/_local/clock")).offset_seconds, 1_296_000);
    await page.getByRole("button", { name: "Back to now" }).click();
    await page.waitForSelector(".clock .badge", { state: "hidden" });
    assert.equal((await stack.ask("/_local/clock")).offset_seconds, 0);
  });

  it("speaks Chinese and English, by the browser's choice and by the reader's", async () => {
    assert.equal(await page.locator("html").getAttribute("lang"), "en");
    const { page: chinese, context } = await openPage(browser, { locale: "zh-CN" });
    await chinese.goto(`${stack.url}/#api`);
    assert.equal(await chinese.locator("html").getAttribute("lang"), "zh-CN");
    assert.equal(await chinese.locator("main > h1").innerText(), "接口");
    const operation = chinese.locator("#operations-attendance-attendance-wechat-login-post");
    await operation.getByText("微信小程序登录").waitFor();
    await operation.locator(".opblock-summary-control").click();
    await operation.getByRole("button", { name: "试一试" }).click();
    await operation.getByRole("button", { name: "执行" }).click();
    await operation.getByText("服务器响应").waitFor();
    await chinese.getByRole("button", { name: "English" }).click();
    assert.equal(await chinese.locator("html").getAttribute("lang"), "en");
    await operation.getByText("Sign in by a WeChat mini-program").waitFor();
    await chinese.reload();
    assert.equal(await chinese.locator("main > h1").innerText(), "API");
    await context.close();
  });
});
