// Each family, on each platform: sign in, read something, fail, and sign in once more when the token has died.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { ApiError, orThrow, type Api } from "tongxing-client";
import { PLATFORMS, type Device } from "./platforms/index.js";
import { Stack } from "./stack.js";

let stack: Stack;
before(async () => {
  stack = await Stack.start();
});
after(() => stack.stop());

let people = 0;
/** A name that no other test uses. */
const somebody = () => `person${(people += 1)}`;

/** How the member family is told whose code it is, where that is not WeChat. */
const LOGINS: Readonly<Record<string, { login_method: string; login_type?: string }>> = {
  "qq.request": { login_method: "QQ", login_type: "qq_small" },
  "my.request": { login_method: "Alipay" },
};

/** The paths a device has sent to, in order. */
const paths = (device: Device) => device.sent.map(({ method, url }) => `${method} ${decodeURIComponent(new URL(url).pathname)}`);

/** Signs in to mjpm by a code of the platform; the openid is kept for the paths. */
async function mjpmSignIn(api: Api, code: string) {
  const { openid } = orThrow(await api.mjpm.weixinmp({ code }));
  return api.mjpm.login({ openid });
}

for (const [platform, make] of Object.entries(PLATFORMS)) {
  describe(platform, () => {
    test("attendance signs in with a password and shows the session of its cookie in the account family", async () => {
      const username = somebody();
      const { api, tokens } = make(stack.url, username, { tokenOf: { account: "attendance" } });
      assert.deepEqual(await api.attendance.register({ username, password: "123456", confirm_password: "123456" }), {
        ok: true, data: null, message: "success", status: 200,
      });

      const wrong = await api.attendance.login({ username, password: "654321" });
      assert(!wrong.ok);
      assert.equal(wrong.error.family, "attendance");
      assert.equal(wrong.error.code, 0);
      assert.equal(wrong.error.message, "用户名或密码错误");
      assert.equal(wrong.error.status, 200);

      const right = await api.attendance.login({ username, password: "123456" });
      assert(right.ok);
      const sessions = orThrow(await api.account.sessionList());
      assert.deepEqual(sessions.map(({ issuer, current }) => [new URL(issuer).pathname, current]), [["/admin/user/login", true]]);
      // Only Alipay's platform hides the cookie, and sends it itself.
      assert.equal(platform === "my.request", (await tokens.get("attendance")) === undefined);
    });

    test("attendance signs in by a code", async () => {
      const { api, tokens, code } = make(stack.url, somebody());
      const { id, openid, token } = orThrow(await api.attendance.wechatLogin({ code: await code() }));
      assert(id > 0 && openid);
      assert.equal(await tokens.get("attendance"), token);
    });

    test("mjpm registers, waits for review, lists, and signs in again", async () => {
      const boss = somebody();
      const { api, sent, code } = make(stack.url, boss, ({ code }) => ({ signIn: { mjpm: async (bare) => mjpmSignIn(bare, await code()) } }));
      const { openid } = orThrow(await api.mjpm.weixinmp({ code: await code() }));
      await stack.superuser({ username: boss, openid });

      const employee = make(stack.url, somebody());
      const { openid: newcomer } = orThrow(await employee.api.mjpm.weixinmp({ code: await employee.code() }));
      const email = `${newcomer}@example.com`.toLowerCase();
      const unknown = await employee.api.mjpm.login({ openid: newcomer });
      assert(!unknown.ok && unknown.error.code === "1001" && unknown.error.message === "1001:员工信息不存在!");
      orThrow(await employee.api.mjpm.code({ openid: newcomer }, { email }));
      orThrow(await employee.api.mjpm.register({ openid: newcomer }, { name: "王芳", email, avatar_url: "", code: await stack.mailedCode(email) }));
      const waiting = await employee.api.mjpm.login({ openid: newcomer });
      assert(!waiting.ok && waiting.error.code === "1002");

      orThrow(await api.mjpm.login({ openid }));
      const page = await api.mjpm.employees({ openid, limit: 1 });
      assert(page.ok && page.data.length === 1 && page.next);
      const [candidate] = orThrow(await api.mjpm.employees({ openid, status: "审核" })).filter((one) => one.openid === newcomer);
      assert(candidate);

      await stack.expireTokens();
      sent.length = 0;
      const reviewed = await api.mjpm.review({ openid }, { id: candidate.id, status: "在职", rights: ["员工管理"] });
      assert(reviewed.ok && reviewed.message === "1003:操作成功!");
      assert.equal(sent.filter(({ url }) => url.includes("/login/")).length, 1);
      assert.equal(sent.filter(({ url }) => decodeURIComponent(url).includes("/审核/")).length, 2);

      const { openid: again } = orThrow(await employee.api.mjpm.weixinmp({ code: await employee.code() }));
      assert.equal(orThrow(await employee.api.mjpm.login({ openid: again })).status, "在职");
    });

    test("campus reads and changes a profile, and signs in again", async () => {
      const device = make(stack.url, somebody(), ({ code }) => ({ signIn: { campus: async (bare) => bare.campus.loginWx({ code: await code() }) } }));
      const { api, code } = device;
      const { UserID } = orThrow(await api.campus.loginWx({ code: await code() }));
      assert.equal(orThrow(await api.campus.userinfo({ UserID })).Permission, "学生");
      const refused = await api.campus.updateuserinfo({ Name: "王芳" });
      assert(!refused.ok && refused.error.code === 4);
      const changed = await api.campus.updateuserinfo({ PhoneNumber: "13800000000" });
      assert(changed.ok && changed.message === "修改个人信息成功");

      await stack.expireTokens();
      device.sent.length = 0;
      assert.equal(orThrow(await api.campus.userinfo()).PhoneNumber, "13800000000");
      assert.deepEqual(paths(device), ["POST /userinfo", "GET /account/session", "POST /login_wx", "POST /userinfo"]);

      orThrow(await api.campus.logout());
      assert.equal(await device.tokens.get("campus"), undefined);
    });

    test("member signs in by the platform's provider, binds a number, and signs in again", async () => {
      const person = somebody();
      const login = LOGINS[platform] ?? { login_method: "WeChat", login_type: "wx_small" };
      const device = make(stack.url, person, ({ code }) => ({ signIn: { member: async (bare) => bare.member.codeGetInfo({ ...login, code: await code() }) } }));
      const { api, code } = device;
      const first = await api.member.codeGetInfo({ ...login, code: await code(), nickName: "鲍勃" });
      assert(first.ok && first.message === "注册成功" && first.data.first_login);
      const used = await code();
      orThrow(await api.member.codeGetInfo({ ...login, code: used }));
      const twice = await api.member.codeGetInfo({ ...login, code: used });
      assert(!twice.ok && twice.error.code === 0 && twice.error.message === "授权码无效或已使用");

      await stack.expireTokens();
      device.sent.length = 0;
      // The code works once: a refused token has not used it up.
      const bound = await api.member.bindPhone({ code: `once:${person}:phone` });
      if (login.login_method !== "WeChat") {
        // The button is WeChat's: what comes is another failure than the token's, after a new sign-in.
        assert(!bound.ok && bound.error.message === "请先通过该小程序登录");
      } else {
        assert.equal(orThrow(bound).c_code, "86");
      }
      assert.deepEqual(paths(device), ["POST /module/iot/bindPhone", "POST /module/iot/codeGetInfo", "POST /module/iot/bindPhone"]);
    });

    test("account signs in with a password, pages through users, says which field is wrong, and signs in again", async () => {
      const username = somebody();
      const password = "panel password";
      await stack.superuser({ username, password });
      const device = make(stack.url, username, { signIn: { account: (bare) => bare.account.login({ username, password }) } });
      const { api } = device;
      const wrong = await api.account.login({ username, password: "another password" });
      assert(!wrong.ok && wrong.error.code === 401 && wrong.error.status === 401 && wrong.error.message === "account or password error.");
      orThrow(await api.account.login({ username, password }));
      const created = await api.account.userCreate([{ username: somebody(), password }, { username: somebody(), password }]);
      assert(created.ok && created.status === 201);

      const first = await api.account.userList({ limit: 1, search: "person" });
      assert(first.ok && first.data.length === 1 && first.next);
      const second = await api.account.userList({ limit: 1, search: "person", cursor: first.next });
      assert(second.ok && second.data[0] && first.data[0]);
      assert.notEqual(second.data[0].id, first.data[0].id);

      const taken = await api.account.userCreate({ username, password });
      assert(!taken.ok && taken.error.code === 400);
      assert.equal(taken.error.field, "username");
      assert.deepEqual(taken.error.fields, { username: ["A user with that username already exists."] });

      await stack.expireTokens();
      device.sent.length = 0;
      const replaced = await api.account.userReplace({ pk: second.data[0].id }, { username: somebody(), password, first_name: "芳" });
      assert.equal(orThrow(replaced).first_name, "芳");
      assert.equal(device.sent.filter(({ url }) => url.endsWith("/account/login")).length, 1);

      const out = await api.account.logout();
      assert(out.ok && out.data === null);
      assert.equal(await device.tokens.get("account"), undefined);
    });

    test("a failure is an ApiError", async () => {
      const { api } = make(stack.url, somebody());
      const result = await api.campus.loginWx({ code: "fail:40029" });
      assert(!result.ok && result.error instanceof ApiError && result.error instanceof Error);
      assert.throws(() => orThrow(result), (error) => error === result.error);
    });
  });
}
