// The example mini-program, on an engine without anything but the language, against the stack.
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { after, before, test } from "node:test";
import { orThrow, tongxing, wxTransport } from "tongxing-client";
import { bareEngine } from "./platforms/engine.js";
import { fakeWx } from "./platforms/wx.js";
import { Stack } from "./stack.js";

const PACKAGE = fileURLToPath(new URL("../../", import.meta.url));
const EXAMPLE = join(PACKAGE, "examples/mini-program");

let stack: Stack;
before(async () => {
  stack = await Stack.start();
});
after(() => stack.stop());

interface Page {
  data: { standing: string; me: { name: string; status: string; token: string } | null; candidates: { id: number; name: string }[]; email: string; problem: string };
  setData(change: object): void;
  onLoad(): Promise<void>;
  refresh(): Promise<void>;
  onEmail(event: object): void;
  onSendCode(): Promise<void>;
  onRegister(event: object): Promise<void>;
  onApprove(event: object): Promise<void>;
}

/** The page on the phone of `person`, as WeChat would open it. */
function open(person: string, baseUrl = stack.url) {
  const wx = fakeWx(person);
  let page: Page | undefined;
  const Page = (definition: Page) => {
    page = { ...definition, setData: (change) => void Object.assign(page?.data ?? {}, change) };
  };
  const client = bareEngine(join(PACKAGE, "miniprogram_dist")).require("./index.js");
  const engine = bareEngine(EXAMPLE, { wx, Page }, { "tongxing-client": client, "./config.js": { baseUrl } });
  engine.require("./pages/employee/index.js");
  assert(page);
  return { wx, page };
}

const tap = (id: number) => ({ currentTarget: { dataset: { id } } });

test("somebody new registers, waits, is let in by the boss, and comes back after a month", async () => {
  const operator = tongxing({ baseUrl: stack.url, transport: wxTransport(fakeWx("boss")) });
  await stack.superuser({ username: "boss", openid: orThrow(await operator.mjpm.weixinmp({ code: "boss" })).openid });

  const alice = open("alice");
  await alice.page.onLoad();
  assert.equal(alice.page.data.standing, "unknown");
  alice.page.onEmail({ detail: { value: "alice@" } });
  await alice.page.onSendCode();
  assert.equal(alice.page.data.problem, "1001:邮箱格式错误!");
  alice.page.onEmail({ detail: { value: "alice@example.com" } });
  // She looks for her spectacles: the proof is over when she asks for the code.
  await stack.advance(11 * 60);
  await alice.page.onSendCode();
  assert.equal(alice.page.data.problem, "");
  await alice.page.onRegister({ detail: { value: { name: "王芳", code: "0000" } } });
  assert.equal(alice.page.data.problem, "1002:随机码验证失败!");
  await alice.page.onRegister({ detail: { value: { name: "王芳", code: await stack.mailedCode("alice@example.com") } } });
  assert.equal(alice.page.data.problem, "");
  assert.equal(alice.page.data.standing, "waiting");

  const boss = open("boss");
  await boss.page.onLoad();
  assert.equal(boss.page.data.standing, "employed");
  assert.equal(boss.page.data.me?.token, "");
  assert.equal(boss.page.data.candidates.map(({ name }) => name).join(), "王芳");
  const [candidate] = boss.page.data.candidates;
  assert(candidate);
  await stack.expireTokens();
  const logins = boss.wx.logins;
  await boss.page.onApprove(tap(candidate.id));
  assert.equal(boss.page.data.problem, "");
  assert.equal(boss.page.data.candidates.length, 0);
  assert.equal(boss.wx.logins, logins + 1);

  await alice.page.refresh();
  assert.equal(alice.page.data.standing, "employed");
  assert.equal(alice.page.data.me?.status, "在职");
});

test("without a network the page says so", async () => {
  const { page } = open("bob", "http://127.0.0.1:1");
  await page.onLoad();
  assert.equal(page.data.standing, "loading");
  assert.equal(page.data.problem, "网络异常,请稍后再试");
});
