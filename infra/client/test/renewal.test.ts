// A dead token: one new sign-in for all who were refused, one repetition each, and the family's own failure when that does not help.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ApiError, NetworkError, alipayTransport, fetchTransport, memoryTokens, orThrow, tongxing, wxTransport, type Api, type TokenStore, type Transport } from "tongxing-client";
import { fakeMy } from "./platforms/alipay.js";
import { recording } from "./platforms/index.js";
import { fakeWx } from "./platforms/wx.js";
import { Stack } from "./stack.js";

let stack: Stack;
before(async () => {
  stack = await Stack.start();
});
after(() => stack.stop());

/** A campus client whose sign-ins are counted. */
function campus(person: string, { tokens = memoryTokens(), under = fetchTransport() as Transport, signIn = (api: Api) => api.campus.loginWx({ code: person }) as Promise<unknown> } = {}) {
  const { transport, sent } = recording(under);
  let signIns = 0;
  const api = tongxing({
    baseUrl: stack.url,
    transport,
    tokens,
    signIn: {
      campus: (bare) => {
        signIns += 1;
        return signIn(bare);
      },
    },
  });
  const count = (path: string) => sent.filter(({ url }) => new URL(url).pathname === path).length;
  return { api, sent, tokens, count, signIns: () => signIns };
}

test("many requests that are refused at once share one sign-in", async () => {
  const { api, count, signIns } = campus("many");
  orThrow(await api.campus.loginWx({ code: "many" }));
  await stack.expireTokens();
  const results = await Promise.all(Array.from({ length: 20 }, () => api.campus.userinfo()));
  assert(results.every(({ ok }) => ok));
  assert.equal(signIns(), 1);
  assert.equal(count("/userinfo"), 40);
});

/** `under`, holding back the answer to the first request to `path` until it is released. */
function holdingFirst(under: Transport, path: string) {
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  let requests = 0;
  const transport: Transport = {
    cookies: under.cookies,
    async request(request) {
      const isFirst = new URL(request.url).pathname === path && (requests += 1) === 1;
      const answer = await under.request(request);
      if (isFirst) await held;
      return answer;
    },
  };
  return { transport, release };
}

test("a request that was refused after the new sign-in had ended is repeated with its token, without another", async () => {
  const { transport, release } = holdingFirst(fetchTransport(), "/userinfo");
  const { api, signIns } = campus("late", { under: transport });
  orThrow(await api.campus.loginWx({ code: "late" }));
  await stack.expireTokens();
  const late = api.campus.userinfo();
  assert((await api.campus.userinfo()).ok);
  release();
  assert((await late).ok);
  assert.equal(signIns(), 1);
});

test("so it is with a cookie, which tells the client nothing, and when the sign-in has failed", async () => {
  const username = "cookie";
  const password = "panel password";
  await stack.superuser({ username, password });
  for (const given of [password, "another password"]) {
    const { transport, release } = holdingFirst(alipayTransport(fakeMy(username)), "/account/user");
    let signIns = 0;
    const api = tongxing({
      baseUrl: stack.url,
      transport,
      signIn: { account: (bare) => ((signIns += 1), bare.account.login({ username, password: given })) },
    });
    orThrow(await api.account.login({ username, password }));
    await stack.expireTokens();
    const late = api.account.userList();
    const early = await api.account.userList();
    release();
    for (const result of [early, await late]) {
      assert.equal(result.ok, given === password);
      if (!result.ok) assert(result.error.status === 401 && result.error.cause instanceof ApiError && result.error.cause.message === "account or password error.");
    }
    assert.equal(signIns, 1);
  }
});

test("a refused sign-in ends every waiting request in the family's failure, with the reason, after one attempt", async () => {
  const { api, signIns, count } = campus("banned", { signIn: (bare) => bare.campus.loginWx({ code: "fail:40029" }) });
  orThrow(await api.campus.loginWx({ code: "banned" }));
  await stack.expireTokens();
  for (const result of await Promise.all([api.campus.userinfo(), api.campus.userinfo(), api.campus.updateuserinfo({ Avatar: "" })])) {
    assert(!result.ok);
    assert(result.error instanceof ApiError);
    assert.equal(result.error.code, 3);
    assert.equal(result.error.message, "Token无效或已过期,请重新登录");
    assert(result.error.cause instanceof ApiError);
    assert.equal(result.error.cause.code, 7);
  }
  assert.equal(signIns(), 1);
  assert.equal(count("/userinfo"), 2);
});

test("a sign-in that throws is a reason too", async () => {
  const reason = new NetworkError("the device is offline");
  const { api } = campus("thrown", { signIn: () => Promise.reject(reason) });
  orThrow(await api.campus.loginWx({ code: "thrown" }));
  await stack.expireTokens();
  const result = await api.campus.userinfo();
  assert(!result.ok && result.error.code === 3);
  assert.equal(result.error.cause, reason);
});

test("a request is sent twice and never a third time", async () => {
  // A sign-in that claims to have worked and brings no session.
  const { api, count, signIns } = campus("liar", { signIn: () => Promise.resolve({ ok: true }) });
  orThrow(await api.campus.loginWx({ code: "liar" }));
  await stack.expireTokens();
  const result = await api.campus.userinfo();
  assert(!result.ok && result.error.code === 3);
  assert.equal(signIns(), 1);
  assert.equal(count("/userinfo"), 2);
});

test("the client that signs in never signs in again itself", async () => {
  const { api, signIns } = campus("recursive", { signIn: (bare) => bare.campus.userinfo() });
  orThrow(await api.campus.loginWx({ code: "recursive" }));
  await stack.expireTokens();
  const result = await api.campus.userinfo();
  assert(!result.ok && result.error.cause instanceof ApiError);
  assert.equal(signIns(), 1);
});

test("a failure that is not the token's brings no sign-in", async () => {
  const { api, signIns, count } = campus("alive");
  orThrow(await api.campus.loginWx({ code: "alive" }));
  // Somebody else's UserID gets the number of a dead token.
  const result = await api.campus.userinfo({ UserID: 4711 });
  assert(!result.ok && result.error.code === 3);
  const lacking = await api.campus.updateuserinfo({ Name: "王芳" });
  assert(!lacking.ok && lacking.error.code === 4);
  assert.equal(signIns(), 0);
  assert.equal(count("/userinfo"), 1);
});

test("an employee whose token stands is told that the openid is not theirs, without a sign-in", async () => {
  const { transport, sent } = recording(fetchTransport());
  let signIns = 0;
  const api = tongxing({ baseUrl: stack.url, transport, signIn: { mjpm: async () => void (signIns += 1) } });
  const { openid } = orThrow(await api.mjpm.weixinmp({ code: "chief" }));
  await stack.superuser({ username: "chief", openid });
  orThrow(await api.mjpm.login({ openid }));
  const result = await api.mjpm.employees({ openid: "another" });
  assert(!result.ok && result.error.code === "1001");
  assert.equal(signIns, 0);
  assert.equal(sent.length, 4);
});

test("without a way to sign in, the failure is all there is", async () => {
  const { transport, sent } = recording(fetchTransport());
  const api = tongxing({ baseUrl: stack.url, transport });
  const result = await api.account.userList();
  assert(!result.ok && result.error.status === 401 && result.error.message === "Authentication credentials were not provided.");
  assert.equal(sent.length, 1);
});

test("a mini-program without a token signs in before its first request", async () => {
  const { api, sent } = campus("fresh", { under: wxTransport(fakeWx("fresh")) });
  assert((await api.campus.userinfo()).ok);
  assert.deepEqual(sent.map(({ url }) => new URL(url).pathname), ["/login_wx", "/userinfo"]);
});

test("signing out of a session that has died is not a reason to sign in", async () => {
  const { api, tokens, signIns } = campus("gone");
  orThrow(await api.campus.loginWx({ code: "gone" }));
  await stack.expireTokens();
  const result = await api.campus.logout();
  assert(!result.ok && result.error.code === 3);
  assert.equal(signIns(), 0);
  assert.equal(await tokens.get("campus"), undefined);
});

test("a token that another client over the same store has got is taken, without a sign-in", async () => {
  const tokens = memoryTokens();
  const here = campus("tabs", { tokens });
  const there = campus("tabs", { tokens });
  orThrow(await here.api.campus.loginWx({ code: "tabs" }));
  const stale = await tokens.get("campus");
  await stack.expireTokens();
  orThrow(await there.api.campus.loginWx({ code: "tabs" }));
  const fresh = await tokens.get("campus");
  // `here` read the store before `there` wrote: its first look gives the old token.
  let looks = 0;
  const late: TokenStore = { ...tokens, get: (family) => ((looks += 1) === 1 ? stale : tokens.get(family)) };
  const behind = campus("tabs", { tokens: late });
  assert((await behind.api.campus.userinfo()).ok);
  assert.equal(behind.signIns(), 0);
  assert.equal(await tokens.get("campus"), fresh);
});

test("a session that was ended elsewhere is renewed as an expired one is", async () => {
  const { api, tokens, signIns } = campus("revoked");
  orThrow(await api.campus.loginWx({ code: "revoked" }));
  const elsewhere = tongxing({ baseUrl: stack.url, transport: fetchTransport(), tokens, tokenOf: { account: "campus" } });
  orThrow(await elsewhere.account.sessionRemoveAll());
  assert((await api.campus.userinfo()).ok);
  assert.equal(signIns(), 1);
});
