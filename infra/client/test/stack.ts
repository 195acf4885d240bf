// A local stack of its own for each file of tests.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** The top of the repository, where the stack finds its template; this file runs in `build/test`. */
const REPOSITORY = fileURLToPath(new URL("../../../../", import.meta.url));
const BINARY = process.env["TONGXING_LOCAL"] ?? `${REPOSITORY}target/debug/local`;

/** A running local stack. */
export class Stack {
  private constructor(
    private readonly process: ChildProcess,
    readonly url: string,
  ) {}

  /** Starts one that keeps nothing; resolves when it answers. */
  static async start(...parameters: string[]): Promise<Stack> {
    if (!existsSync(BINARY)) throw new Error(`${BINARY} is missing: cargo build --workspace --bin local, or set TONGXING_LOCAL`);
    // On a busy machine the first exchange with the sandbox takes longer than functions wait by default.
    const chosen = ["ProviderTimeoutMs=10000", ...parameters].flatMap((parameter) => ["--parameter", parameter]);
    const options = ["--in-memory", "--listen", "127.0.0.1:0", "--aws-listen", "127.0.0.1:0", ...chosen];
    const child = spawn(BINARY, options, { cwd: REPOSITORY, stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, RUST_LOG: "off" } });
    process.once("exit", () => child.kill());
    for await (const line of createInterface({ input: child.stdout })) {
      const url = line.match(/^\s*API\s+(http:\S+)/)?.[1];
      if (url) return new Stack(child, url);
    }
    throw new Error(`the local stack ended with ${child.exitCode}`);
  }

  async stop(): Promise<void> {
    const ended = once(this.process, "exit");
    this.process.kill();
    await ended;
  }

  /** Moves the stack's clock on. */
  async advance(seconds: number): Promise<void> {
    await this.post("/_local/clock", { advance: seconds });
  }

  /** Moves the clock beyond the 14 days of a token. */
  expireTokens(): Promise<void> {
    return this.advance(15 * 24 * 3600);
  }

  /** Makes a superuser, as an operator does. */
  superuser(of: { username: string; password?: string; openid?: string }): Promise<unknown> {
    return this.post("/2015-03-31/functions/create-superuser/invocations", of);
  }

  /** The digits of the last mail to `address`. */
  async mailedCode(address: string): Promise<string> {
    const mails = (await (await fetch(`${this.url}/_local/inbox?to=${encodeURIComponent(address)}`)).json()) as { text: string }[];
    const code = mails[0]?.text.match(/验证码是:(\d{4})/)?.[1];
    if (!code) throw new Error(`no code was mailed to ${address}`);
    return code;
  }

  private async post(path: string, body: unknown): Promise<unknown> {
    const response = await fetch(this.url + path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${path}: HTTP ${response.status} ${await response.text()}`);
    return response.json();
  }
}
