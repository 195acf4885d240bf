import { NetworkError } from "../errors.js";
import { TIMEOUT_MS, type Transport } from "../transport.js";

/** The part of a global object that sends requests. It has no type of a browser in it, which projects for mini-programs do not know. */
export interface Fetcher {
  fetch(url: string, init: object): Promise<{ readonly status: number; readonly headers: Iterable<readonly [string, string]>; text(): Promise<string> }>;
}

/** What can be chosen of the transport for browsers. */
export interface FetchOptions {
  /** The function to call; the global `fetch` by default. */
  readonly fetch?: Fetcher["fetch"];
  /** How long to wait, in milliseconds. */
  readonly timeoutMs?: number;
}

/**
 * The transport for browsers, and for Node.
 *
 * A request that shows a token goes without cookies, since the API refuses two sessions that differ. A redirect is an error: the API sends
 * none, and whoever does must not be given a password or a token.
 */
export function fetchTransport({ fetch = (globalThis as Fetcher).fetch, timeoutMs = TIMEOUT_MS }: FetchOptions = {}): Transport {
  // Browsers throw when `fetch` is called as a method of something else than the global object.
  const send = fetch.bind(globalThis);
  return {
    cookies: true,
    async request({ method, url, headers, body, credentials }) {
      const limit = new AbortController();
      const timer = setTimeout(() => limit.abort(), timeoutMs);
      try {
        const response = await send(url, {
          method,
          headers,
          credentials: credentials ? "include" : "omit",
          redirect: "error",
          cache: "no-store",
          referrerPolicy: "no-referrer",
          signal: limit.signal,
          ...(body === undefined ? {} : { body }),
        });
        return { status: response.status, headers: Object.fromEntries(response.headers), text: await response.text() };
      } catch (cause) {
        const timeout = limit.signal.aborted;
        throw new NetworkError(timeout ? `no answer within ${timeoutMs} ms` : "no answer", { timeout, cause });
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
