// A stand-in for `wx` (and `qq`) that sends real requests. What it imitates, after WeChat's documentation of `wx.request`, storage and login:
//
// - callbacks, never promises, and never before the call has returned; `complete` after either;
// - `success` for every HTTP status, `fail` with `errMsg` when no answer came;
// - the methods that are documented, in upper case: there is no PATCH;
// - `content-type: application/json` unless set, a `referer` that cannot be set;
// - data that is no string is made one: a query for GET, JSON or a form by its content type otherwise;
// - the answer is parsed when `dataType` is `json`, which is the default, and left as text when that fails;
// - header names as the platform spells them: Android's keep the server's, iOS's are in title case; several `Set-Cookie` lines become one,
//   and `cookies` has them apart; no cookie is kept or sent;
// - a redirect is followed, or with `redirect: "manual"` ends the request, with nothing but `complete`;
// - ten requests at once, the others wait;
// - `getStorageSync` gives `""` for what is not there, and copies.
import { exchange, type Received } from "./wire.js";

export interface WxRequestOptions {
  url: string;
  method?: string;
  header?: Record<string, string>;
  data?: string | object;
  dataType?: string;
  redirect?: string;
  timeout?: number;
  success?(result: { data: unknown; statusCode: number; header: Record<string, string>; cookies: string[]; errMsg: string }): void;
  fail?(error: { errMsg: string; errno: number }): void;
  complete?(result: { errMsg: string }): void;
}

const METHODS = ["OPTIONS", "GET", "HEAD", "POST", "PUT", "DELETE", "TRACE", "CONNECT"];
const AT_ONCE = 10;
const isRedirect = ({ status }: Received) => status >= 300 && status < 400;
const form = (data: object) => Object.entries(data).map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`).join("&");
const titleCase = (name: string) => name.replace(/(^|-)(\w)/g, (_, dash: string, letter: string) => dash + letter.toUpperCase());

/** A `wx` on one kind of device, whose user is `person` to the sandbox. */
export function fakeWx(person: string, device: "android" | "ios" = "ios") {
  const storage = new Map<string, string>();
  const waiting: (() => void)[] = [];
  let running = 0;
  let logins = 0;

  async function send(options: WxRequestOptions): Promise<void> {
    if (running >= AT_ONCE) await new Promise<void>((go) => waiting.push(go));
    running += 1;
    try {
      const received = await requested(options);
      const cookies = received.headers.filter(([name]) => name.toLowerCase() === "set-cookie").map(([, value]) => value);
      const header: Record<string, string> = {};
      for (const [name, value] of received.headers) {
        const spelt = device === "ios" ? titleCase(name) : name;
        header[spelt] = spelt in header ? `${header[spelt]},${value}` : value;
      }
      if (isRedirect(received)) return options.complete?.({ errMsg: "request:ok" });
      const result = { data: parsed(received.text, options.dataType), statusCode: received.status, header, cookies, errMsg: "request:ok" };
      options.success?.(result);
      options.complete?.(result);
    } catch (error) {
      const timeout = (error as Error).name === "TimeoutError";
      const failure = { errMsg: `request:fail ${timeout ? "timeout" : (error as Error).message}`, errno: timeout ? 5 : 600001 };
      options.fail?.(failure);
      options.complete?.(failure);
    } finally {
      running -= 1;
      waiting.shift()?.();
    }
  }

  async function requested(options: WxRequestOptions): Promise<Received> {
    const method = options.method ?? "GET";
    if (!METHODS.includes(method)) throw new Error(`method is invalid: ${method}`);
    const headers: Record<string, string> = { "content-type": "application/json" };
    for (const [name, value] of Object.entries(options.header ?? {})) headers[name.toLowerCase()] = value;
    headers["referer"] = "https://servicewechat.com/wx0000000000000000/devtools/page-frame.html";
    let { url, data } = options;
    if (typeof data === "object" && method === "GET") {
      url += (url.includes("?") ? "&" : "?") + form(data);
      data = undefined;
    } else if (typeof data === "object") {
      data = headers["content-type"]?.startsWith("application/x-www-form-urlencoded") ? form(data) : JSON.stringify(data);
    }
    const received = await exchange({ url, method, headers, timeoutMs: options.timeout ?? 60_000, ...(data === undefined ? {} : { body: data }) });
    const location = received.headers.find(([name]) => name.toLowerCase() === "location")?.[1];
    return location && isRedirect(received) && options.redirect !== "manual" ? requested({ ...options, url: location }) : received;
  }

  return {
    /** How often `login` was called. */
    get logins() {
      return logins;
    },
    /** What a developer sees in the storage panel. */
    storage,
    request(options: WxRequestOptions) {
      setImmediate(() => void send(options));
      return { abort() {} };
    },
    /** Each code works once, as WeChat's do. */
    login(options: { success?(result: { code: string; errMsg: string }): void; fail?(error: { errMsg: string }): void }) {
      logins += 1;
      const code = `once:${person}:${logins}-${Math.random().toString(36).slice(2)}`;
      setImmediate(() => options.success?.({ code, errMsg: "login:ok" }));
    },
    getStorageSync: (key: string): string => storage.get(key) ?? "",
    setStorageSync: (key: string, value: string) => void storage.set(key, value),
    removeStorageSync: (key: string) => void storage.delete(key),
  };
}

function parsed(text: string, dataType = "json"): unknown {
  if (dataType !== "json") return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
