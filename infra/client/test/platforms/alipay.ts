// A stand-in for `my` that sends real requests. What it imitates, after Alipay's documentation and its typings:
//
// - `fail` for every HTTP status but 200, with `error: 19` and the answer's `status`, `data` and `headers` beside it;
// - `error` 12 when no answer came, 13 when it took too long;
// - the platform keeps cookies and sends them, and shows none; with `enableCookie` it sends those of `headers` alone;
// - values of `headers` must be strings; names of the answer's are as the server spelt them;
// - storage functions take and give objects.
import { exchange } from "./wire.js";

export interface AlipayRequestOptions {
  url: string;
  method?: string;
  headers?: Record<string, string>;
  data?: string;
  dataType?: string;
  enableCookie?: boolean;
  timeout?: number;
  success?(answer: { data: unknown; status: number; headers: Record<string, string> }): void;
  fail?(error: { error: number; errorMessage: string; status?: number; data?: unknown; headers?: Record<string, string> }): void;
}

const METHODS = ["GET", "POST", "PUT", "DELETE", "OPTIONS", "HEAD", "TRACE", "CONNECT"];

/** A `my`, whose user is `person` to the sandbox. */
export function fakeMy(person: string) {
  const storage = new Map<string, unknown>();
  const jar = new Map<string, string>();
  let logins = 0;

  async function send(options: AlipayRequestOptions): Promise<void> {
    const { url, method = "GET", data, timeout = 30_000 } = options;
    if (!METHODS.includes(method)) return options.fail?.({ error: 2, errorMessage: `bad method ${method}` });
    const headers: Record<string, string> = { "content-type": "application/json", ...options.headers };
    if (!options.enableCookie && jar.size) headers["cookie"] = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    try {
      const received = await exchange({ url, method, headers, timeoutMs: timeout, ...(data === undefined ? {} : { body: data }) });
      for (const [name, line] of received.headers) if (name.toLowerCase() === "set-cookie") keep(line);
      const visible = Object.fromEntries(received.headers.filter(([name]) => name.toLowerCase() !== "set-cookie"));
      const answer = { data: options.dataType === "text" ? received.text : JSON.parse(received.text), status: received.status, headers: visible };
      if (received.status === 200) options.success?.(answer);
      else options.fail?.({ error: 19, errorMessage: "http status error", ...answer });
    } catch (error) {
      const timedOut = (error as Error).name === "TimeoutError";
      options.fail?.({ error: timedOut ? 13 : 12, errorMessage: (error as Error).message });
    }
  }

  function keep(line: string): void {
    const [, name = "", value = ""] = line.match(/^([^=]+)=([^;]*)/) ?? [];
    if (/max-age=0/i.test(line) || value === "") jar.delete(name);
    else jar.set(name, value);
  }

  return {
    storage,
    /** How often `getAuthCode` was called. */
    get logins() {
      return logins;
    },
    request: (options: AlipayRequestOptions) => void setImmediate(() => void send(options)),
    getAuthCode(options: { success?(result: { authCode: string }): void }) {
      logins += 1;
      const authCode = `once:${person}:${logins}-${Math.random().toString(36).slice(2)}`;
      setImmediate(() => options.success?.({ authCode }));
    },
    getStorageSync: ({ key }: { key: string }) => ({ data: storage.get(key) ?? null }),
    setStorageSync: ({ key, data }: { key: string; data: unknown }) => (storage.set(key, data), { success: true }),
    removeStorageSync: ({ key }: { key: string }) => (storage.delete(key), { success: true }),
  };
}
