// The example panel in Chromium, on another origin than the API.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { after, before, test } from "node:test";
import { chromium, type Browser, type Page } from "playwright-core";
import { fetchTransport, orThrow, tongxing } from "tongxing-client";
import { Stack } from "./stack.js";

const PACKAGE = fileURLToPath(new URL("../../", import.meta.url));
const CHROMIUM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const TYPES: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };
const PASSWORD = "panel password";

// CI has a browser; who has none can still run the rest.
const skip = existsSync(CHROMIUM) || process.env["CI"] ? false : `${CHROMIUM} is missing: set CHROMIUM`;

let stack: Stack;
let files: http.Server;
let origin: string;
let browser: Browser;

before(async () => {
  if (skip) return;
  files = http.createServer(async (request, response) => {
    const path = normalize(new URL(request.url ?? "/", "http://panel").pathname);
    const file = path.endsWith("/") ? `${path}index.html` : path;
    try {
      const text = await readFile(join(PACKAGE, file), "utf8");
      response.setHeader("content-type", TYPES[extname(file)] ?? "text/plain");
      response.end(extname(file) === ".html" ? text.replaceAll("http://127.0.0.1:3000", stack.url) : text);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => files.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(files.address() as AddressInfo).port}`;
  stack = await Stack.start(`AllowedOrigins=${origin}`, "AdminRegistration=approval");
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--headless", "--no-sandbox", "--disable-gpu"] });
});
after(async () => {
  await browser?.close();
  await stack?.stop();
  files?.close();
});

async function signIn(page: Page, password: string): Promise<void> {
  await page.locator("#username").fill("admin");
  await page.locator("#password").fill(password);
  await page.locator("#credentials button").click();
}

test("an administrator signs in, approves, and signs in again when the session has expired", { skip }, async () => {
  await stack.superuser({ username: "admin", password: PASSWORD });
  const applicants = tongxing({ baseUrl: stack.url, transport: fetchTransport() });
  for (const username of ["first", "second", "third"]) {
    orThrow(await applicants.attendance.register({ username, password: PASSWORD, confirm_password: PASSWORD }));
  }
  const early = await applicants.attendance.login({ username: "first", password: PASSWORD });
  assert(!early.ok && early.error.message === "账号待审核");

  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(`${origin}/examples/panel/`);
  await page.locator("dialog[open]").waitFor();
  await signIn(page, "wrong password");
  await page.getByText("account or password error.").waitFor();
  assert.equal(await page.locator("#password").inputValue(), "");
  await signIn(page, PASSWORD);
  const rows = page.locator("#users tr");
  await rows.filter({ hasText: "first" }).waitFor();
  assert.equal(await rows.count(), 3);
  assert.equal(await page.locator("dialog[open]").count(), 0);

  // No script can read the session.
  assert.equal(await page.evaluate("document.cookie"), "");
  assert.deepEqual(await page.evaluate("[localStorage.length, sessionStorage.length]"), [0, 0]);

  await rows.filter({ hasText: "first" }).getByRole("button").click();
  await rows.filter({ hasText: "first" }).waitFor({ state: "detached" });
  assert((await applicants.attendance.login({ username: "first", password: PASSWORD })).ok);

  await stack.expireTokens();
  await rows.filter({ hasText: "second" }).getByRole("button").click();
  await page.locator("dialog[open]").waitFor();
  await signIn(page, PASSWORD);
  // The click that was refused is done now, without another.
  await rows.filter({ hasText: "second" }).waitFor({ state: "detached" });
  assert((await applicants.attendance.login({ username: "second", password: PASSWORD })).ok);

  await page.locator("#sign-out").click();
  await page.locator("dialog[open]").waitFor();
  assert.equal(await rows.count(), 0);
  assert.deepEqual(complaints, []);
});

test("a page of an origin that is not listed gets a NetworkError and nothing else", { skip }, async () => {
  const page = await browser.newPage();
  await page.goto(`${origin.replace("127.0.0.1", "localhost")}/examples/panel/`);
  await page.getByText("no answer").waitFor();
  assert.equal(await page.locator("#users tr").count(), 0);
});
