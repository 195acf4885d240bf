// What is not a success: failures with their fields, answers of others, and none at all. And what never leaves the client.
import assert from "node:assert/strict";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, test, type TestContext } from "node:test";
import { inspect } from "node:util";
import { alipayTransport, ApiError, fetchTransport, GatewayError, memoryTokens, NetworkError, orThrow, tongxing, webTokens, wxTokens, wxTransport, type Transport } from "tongxing-client";
import { fakeMy } from "./platforms/alipay.js";
import { recording } from "./platforms/index.js";
import { fakeWx } from "./platforms/wx.js";
import { Stack } from "./stack.js";

let stack: Stack;
before(async () => {
  stack = await Stack.start();
});
after(() => stack.stop());

/** A server in front of which no API stands. */
async function server(t: TestContext, handle: http.RequestListener): Promise<string> {
  const listening = http.createServer(handle);
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    listening.closeAllConnections();
    listening.close();
  });
  return `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
}

const transports = (timeoutMs?: number): Record<string, Transport> => {
  const options = timeoutMs === undefined ? {} : { timeoutMs };
  return { fetch: fetchTransport(options), wx: wxTransport(fakeWx("nobody"), options), my: alipayTransport(fakeMy("nobody"), options) };
};

const TOKEN = "e30.e30.c2VjcmV0LXNpZ25hdHVyZQ";

test("nobody listens: a NetworkError that names the operation", async (t) => {
  const gone = http.createServer();
  await new Promise<void>((resolve) => gone.listen(0, "127.0.0.1", resolve));
  const baseUrl = `http://127.0.0.1:${(gone.address() as AddressInfo).port}`;
  await new Promise((resolve) => gone.close(resolve));
  for (const [name, transport] of Object.entries(transports())) {
    await t.test(name, async () => {
      const api = tongxing({ baseUrl, transport });
      await assert.rejects(api.mjpm.weixinmp({ code: "alice" }), (error) => {
        assert(error instanceof NetworkError);
        assert(!(error instanceof ApiError));
        assert.equal(error.operation, "mjpm-weixinmp-post");
        assert.equal(error.timeout, false);
        assert(error.cause);
        return true;
      });
    });
  }
});

test("no answer in time: a NetworkError that says so", async (t) => {
  const baseUrl = await server(t, () => {});
  for (const [name, transport] of Object.entries(transports(50))) {
    await t.test(name, () => assert.rejects(tongxing({ baseUrl, transport }).member.nonce(), (error) => error instanceof NetworkError && error.timeout));
  }
});

test("an answer of the gateway or of a proxy: a GatewayError with status and waiting time", async (t) => {
  const answers: [number, Record<string, string>, string][] = [
    [429, { "retry-after": "7", "content-type": "application/json" }, '{"message":"Too Many Requests"}'],
    [502, { "content-type": "text/html" }, "<h1>Bad Gateway</h1>"],
    [200, { "content-type": "text/html" }, "<p>Log in to the Wi-Fi</p>"],
    [200, { "content-type": "application/json" }, "[]"],
    [504, {}, ""],
  ];
  let next = 0;
  const baseUrl = await server(t, (_, response) => {
    const [status, headers, body] = answers[next] ?? [500, {}, ""];
    response.writeHead(status, headers).end(body);
  });
  for (const [index, [status, headers]] of answers.entries()) {
    next = index;
    for (const transport of Object.values(transports())) {
      await assert.rejects(tongxing({ baseUrl, transport }).campus.loginWx({ code: "alice" }), (error) => {
        assert(error instanceof GatewayError);
        assert.equal(error.status, status);
        assert.equal(error.retryAfter, headers["retry-after"] ? 7 : undefined);
        assert.equal(error.operation, "campus-login-wx-post");
        return true;
      });
    }
  }
});

test("a redirect is not followed: neither password nor token go where it leads", async (t) => {
  const reached: string[] = [];
  const elsewhere = await server(t, (request, response) => {
    reached.push(request.url ?? "");
    response.end("{}");
  });
  const baseUrl = await server(t, (_, response) => response.writeHead(307, { location: `${elsewhere}/account/login` }).end());
  for (const transport of [fetchTransport(), wxTransport(fakeWx("nobody"))]) {
    const tokens = memoryTokens();
    await tokens.set("account", TOKEN);
    const api = tongxing({ baseUrl, transport, tokens });
    await assert.rejects(api.account.login({ username: "admin", password: "secret" }));
    await assert.rejects(api.account.userList());
  }
  assert.deepEqual(reached, []);
});

test("a failure names the field, in every family", async () => {
  const api = tongxing({ baseUrl: stack.url, transport: fetchTransport() });
  // What the types forbid can still come from a form.
  const nothing = {} as never;
  const wrong = { code: 5 } as never;
  for (const [result, field] of [
    [await api.attendance.login(nothing), "username"],
    [await api.attendance.wechatLogin(wrong), "code"],
    [await api.mjpm.weixinmp(nothing), "code"],
    [await api.campus.loginWx(wrong), "code"],
    [await api.member.codeGetInfo(nothing), "login_method"],
    [await api.account.login({ username: "admin" } as never), "password"],
  ] as const) {
    assert(!result.ok);
    assert.equal(result.error.status, 400);
    assert.equal(result.error.field, field, result.error.message);
    assert.equal(result.error.fields[field]?.length, 1);
  }
});

test("several records that were sent at once have their problems apart", async () => {
  const password = "panel password";
  await stack.superuser({ username: "rows", password });
  const api = tongxing({ baseUrl: stack.url, transport: fetchTransport() });
  orThrow(await api.account.login({ username: "rows", password }));
  const result = await api.account.userCreate([{ username: "fine", password }, { username: "rows", password }]);
  assert(!result.ok);
  assert.deepEqual(result.error.fields, {});
  assert.deepEqual(result.error.rows, [{}, { username: ["A user with that username already exists."] }]);
});

test("a failure says how long to wait", async () => {
  const api = tongxing({ baseUrl: stack.url, transport: fetchTransport() });
  const attempts = [];
  for (let attempt = 0; attempt < 12; attempt += 1) attempts.push(await api.campus.loginAccountPassword({ Username: "guessed", Password: "wrong password" }));
  const last = attempts.at(-1);
  assert(last && !last.ok);
  assert.equal(last.error.code, 8);
  assert.equal(last.error.status, 429);
  assert(last.error.retryAfter && last.error.retryAfter > 0);
});

test("a parameter cannot lead to another path", async () => {
  const { transport, sent } = recording(fetchTransport());
  const api = tongxing({ baseUrl: `${stack.url}/`, transport });
  for (const openid of ["", ".", "..", undefined as never]) {
    await assert.rejects(api.mjpm.login({ openid }), TypeError);
  }
  assert.equal(sent.length, 0);
  await api.mjpm.login({ openid: "../../../logout?a=b#c" });
  assert.equal(sent[0]?.url, `${stack.url}/mjpm/v1/auth/login/..%2F..%2F..%2Flogout%3Fa%3Db%23c`);
});

test("mini-programs cannot send PATCH, and say so before anything is sent", async () => {
  for (const transport of [wxTransport(fakeWx("nobody")), alipayTransport(fakeMy("nobody"))]) {
    const tokens = memoryTokens();
    await tokens.set("account", TOKEN);
    const api = tongxing({ baseUrl: stack.url, transport, tokens });
    await assert.rejects(api.account.userUpdate({ pk: 1 }, { is_active: true }), /cannot send PATCH/);
  }
});

test("a token goes into the header alone, and then no cookie goes along", async () => {
  const { transport, sent } = recording(fetchTransport());
  const api = tongxing({ baseUrl: stack.url, transport });
  const { Token } = orThrow(await api.campus.loginWx({ code: "alice" }));
  orThrow(await api.campus.userinfo());
  const [login, read] = sent;
  assert.equal(login?.headers["authorization"], undefined);
  assert.equal(read?.headers["authorization"], `Bearer ${Token}`);
  assert.equal(read?.credentials, false);
  assert.equal(read?.body, "{}");
  assert(!read?.url.includes(Token));
});

test("where the platform sends its cookies by itself, it does not beside a token", async () => {
  const password = "panel password";
  await stack.superuser({ username: "both", password });
  const api = tongxing({ baseUrl: stack.url, transport: alipayTransport(fakeMy("both")) });
  orThrow(await api.account.login({ username: "both", password }));
  orThrow(await api.campus.loginAccountPassword({ Username: "both", Password: password }));
  // Two sessions in one request are refused.
  orThrow(await api.campus.userinfo());
  orThrow(await api.account.userList());
});

test("every request that is no GET is JSON, which another site's page cannot send", async () => {
  const { transport, sent } = recording(fetchTransport());
  const api = tongxing({ baseUrl: stack.url, transport });
  await api.account.logout();
  await api.account.userMultipleDelete({ ids: "1,2" });
  await api.account.groupPermissionPost({ pk: 1, user_ids: "1" });
  assert(sent.every(({ headers }) => headers["content-type"] === "application/json"));
  assert(sent.every(({ credentials }) => credentials));
});

test("what a store holds beside tokens never becomes a header", async () => {
  const { transport, sent } = recording(fetchTransport());
  const tokens = memoryTokens();
  await tokens.set("campus", "nonsense\r\nx-injected: 1");
  await tongxing({ baseUrl: stack.url, transport, tokens }).campus.userinfo();
  assert.equal(sent[0]?.headers["authorization"], undefined);
});

test("printing shows no token: not of the client, nor of a failure, nor of a lost request", async (t) => {
  const written: string[] = [];
  for (const method of ["log", "info", "warn", "error", "debug"] as const) t.mock.method(console, method, (...args: unknown[]) => void written.push(inspect(args)));
  const storage = new Map<string, string>();
  const tokens = webTokens({ getItem: (key) => storage.get(key) ?? null, setItem: (key, value) => void storage.set(key, value), removeItem: (key) => void storage.delete(key) });
  await tokens.set("account", TOKEN);
  const options = { depth: 20, showHidden: true };
  const api = tongxing({ baseUrl: stack.url, transport: fetchTransport(), tokens });
  const refused = await api.account.userList();
  assert(!refused.ok);
  const lost = await tongxing({ baseUrl: "http://127.0.0.1:1", transport: fetchTransport(), tokens }).account.userList().catch((error: unknown) => error);
  assert(lost instanceof NetworkError);
  const memory = memoryTokens();
  await memory.set("account", TOKEN);
  const wx = fakeWx("nobody");
  for (const shown of [api, refused, lost, tokens, memory, wxTokens(wx), tongxing({ baseUrl: stack.url, transport: wxTransport(wx), tokens: memory })]) {
    assert(!inspect(shown, options).includes(TOKEN));
    assert(!JSON.stringify(shown).includes(TOKEN));
  }
  assert.deepEqual(written, []);
});

test("stores keep a token for each family, and forget it", async () => {
  const local = new Map<string, string>();
  const wx = fakeWx("nobody");
  const stores = {
    memory: memoryTokens(),
    web: webTokens({ getItem: (key) => local.get(key) ?? null, setItem: (key, value) => void local.set(key, value), removeItem: (key) => void local.delete(key) }),
    wx: wxTokens(wx),
  };
  for (const store of Object.values(stores)) {
    assert.equal(await store.get("mjpm"), undefined);
    await store.set("mjpm", "a.b.c");
    await store.set("campus", "d.e.f");
    assert.equal(await store.get("mjpm"), "a.b.c");
    await store.remove("mjpm");
    assert.equal(await store.get("mjpm"), undefined);
    assert.equal(await store.get("campus"), "d.e.f");
  }
  assert.deepEqual([...local.keys()], ["tongxing.token.campus"]);
  assert.deepEqual([...wx.storage.keys()], ["tongxing.token.campus"]);
});
