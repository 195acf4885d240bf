// The package: the CommonJS build on an engine without a browser's or Node's globals, and generated files that are up to date.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { after, before, test } from "node:test";
import * as esm from "tongxing-client";
import { bareEngine } from "./platforms/engine.js";
import { fakeWx } from "./platforms/wx.js";
import { Stack } from "./stack.js";

const PACKAGE = fileURLToPath(new URL("../../", import.meta.url));
const CLIENT_BUILD = join(PACKAGE, "miniprogram_dist");

let stack: Stack;
before(async () => {
  stack = await Stack.start();
});
after(() => stack.stop());

test("the build for mini-programs works where there is nothing but the language and wx", async () => {
  const { require, evaluate } = bareEngine(CLIENT_BUILD);
  for (const missing of ["fetch", "URL", "URLSearchParams", "Headers", "Request", "AbortController", "TextEncoder", "localStorage", "process", "setTimeout"]) {
    assert.equal(evaluate(`typeof ${missing}`), "undefined");
  }
  const { tongxing, wxTransport, wxTokens, ApiError } = require("./index.js") as typeof esm;
  const wx = fakeWx("alice");
  const api = tongxing({ baseUrl: stack.url, transport: wxTransport(wx), tokens: wxTokens(wx) });
  const failed = await api.campus.loginWx({ code: "fail:40029" });
  assert(!failed.ok && failed.error instanceof ApiError);
  assert((await api.campus.loginWx({ code: "alice" })).ok);
  assert((await api.campus.userinfo()).ok);
  assert.match(wx.storage.get("tongxing.token.campus") ?? "", /^[\w-]+\.[\w-]+\.[\w-]+$/);
});

test("both builds export the same", () => {
  const commonJs = createRequire(import.meta.url)("tongxing-client") as object;
  assert.deepEqual(Object.keys(commonJs).filter((name) => name !== "__esModule").sort(), Object.keys(esm).sort());
});

test("WeChat's npm build finds its folder and the entry, whose name must end in .js", () => {
  const manifest = JSON.parse(readFileSync(join(PACKAGE, "package.json"), "utf8")) as { miniprogram: string; main: string; dependencies?: object };
  assert.equal(manifest.main, `${manifest.miniprogram}/index.js`);
  assert.equal(manifest.dependencies, undefined);
});

test("the check of the generated files passes, and fails when the description has changed", () => {
  const check = (root: string) => spawnSync(process.execPath, ["scripts/generate.mjs", "--check"], { cwd: root, encoding: "utf8" });
  assert.equal(check(PACKAGE).status, 0);
  const folder = mkdtempSync(join(tmpdir(), "tongxing-client-"));
  try {
    const copy = join(folder, "client");
    for (const part of ["scripts", "src", "package.json"]) cpSync(join(PACKAGE, part), join(copy, part), { recursive: true });
    symlinkSync(join(PACKAGE, "node_modules"), join(copy, "node_modules"));
    const description = readFileSync(join(PACKAGE, "../openapi.json"), "utf8");
    writeFileSync(join(folder, "openapi.json"), description.replaceAll('"1002:用户信息审核中!"', '"1002:请等待审核!"'));
    const { status, stderr } = check(copy);
    assert.equal(status, 1);
    assert.match(stderr, /operations\.ts is not what infra\/openapi\.json says/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("every operation that the stack describes is a method", async () => {
  const described = (await (await fetch(`${stack.url}/openapi.json`)).json()) as { paths: Record<string, Record<string, { operationId?: string; summary?: string }>> };
  const ids = new Set<string>();
  for (const item of Object.values(described.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      const twin = method === "get" && operation.summary === item["post"]?.summary;
      if (operation?.operationId && !operation.operationId.endsWith("-alias") && !twin) ids.add(operation.operationId);
    }
  }
  const api = esm.tongxing({ baseUrl: stack.url, transport: esm.fetchTransport() });
  const methods = Object.values(api).flatMap((family) => Object.keys(family as object));
  assert.equal(methods.length, ids.size);
});

test("the README's first example prints what it says", async () => {
  const readme = readFileSync(join(PACKAGE, "README.md"), "utf8");
  const example = readme.match(/```js\n([^`]*)```/)?.[1] ?? "";
  const told = [...example.matchAll(/console\.log\(.*\); \/\/ (.*)/g)].map(([, text]) => text);
  assert.equal(told.length, 2);
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module"], {
    cwd: PACKAGE,
    encoding: "utf8",
    input: example.replace("http://127.0.0.1:3000", stack.url),
  });
  assert.deepEqual(stdout.trim().split("\n"), told, stderr);
});
