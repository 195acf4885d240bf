// A local stack of its own for a test, and a browser that asks nobody else for anything.

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";

import { chromium } from "playwright-core";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const BINARY = process.env.LOCAL_STACK ?? `${ROOT}target/debug/local`;
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const PATIENCE_MS = 30_000;

/** A port that nobody listens on at the moment. */
export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts a stack that keeps nothing; `host` is what the browser calls it by. */
export async function startStack({ host = "127.0.0.1", parameters = [] } = {}) {
  if (!existsSync(BINARY)) throw new Error(`there is no ${BINARY}: cargo build --workspace --bin local`);
  const [port, awsPort] = [await freePort(), await freePort()];
  const options = ["--in-memory", "--listen", `127.0.0.1:${port}`, "--aws-listen", `127.0.0.1:${awsPort}`];
  const child = spawn(BINARY, [...options, ...parameters.flatMap((pair) => ["--parameter", pair])], {
    cwd: ROOT,
    env: { ...process.env, RUST_LOG: "error" },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const url = `http://${host}:${port}`;
  const stop = () =>
    new Promise((resolve) => {
      if (child.exitCode !== null) return resolve();
      child.once("exit", resolve);
      child.kill("SIGTERM");
    });
  const until = Date.now() + PATIENCE_MS;
  while (true) {
    if (child.exitCode !== null) throw new Error(`the stack has stopped with ${child.exitCode}`);
    if (await fetch(`http://127.0.0.1:${port}/_local/clock`).then((answer) => answer.ok, () => false)) break;
    if (Date.now() > until) {
      await stop();
      throw new Error("the stack does not start");
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const ask = async (path, json) => {
    const body = json === undefined ? {} : { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(json) };
    return (await fetch(`http://127.0.0.1:${port}${path}`, body)).json();
  };
  return { url, port, awsUrl: `http://${host}:${awsPort}`, ask, stop };
}

/** A headless Chromium; `names` lead to this machine, as a hostile name server would have them. */
export function startBrowser(names = []) {
  const rules = names.map((name) => `--host-resolver-rules=MAP ${name} 127.0.0.1`);
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      ...rules,
    ],
  });
}

/** A page, and every request and every complaint that came of it. */
export async function openPage(browser, options = {}) {
  const context = await browser.newContext({ locale: "en-US", viewport: { width: 1280, height: 900 }, ...options });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const requests = [];
  const complaints = [];
  context.on("request", (request) => requests.push(request.url()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  return { context, page, requests, complaints };
}
