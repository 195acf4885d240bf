import { NetworkError } from "../errors.js";
import { TIMEOUT_MS, type Transport } from "../transport.js";
import { lowerCase, sendable, type MiniProgramMethod } from "./mini-program.js";

/** An answer as `my.request` gives it; older clients have no `statusCode` and `header`. */
interface AlipayAnswer {
  data?: unknown;
  status?: number;
  headers?: Record<string, unknown>;
}

/** The part of `my` that sends requests. */
export interface AlipayRequester {
  request(options: {
    url: string;
    method: MiniProgramMethod;
    headers: Record<string, string>;
    data?: string;
    dataType: "text";
    enableCookie: boolean;
    timeout: number;
    success(answer: AlipayAnswer): void;
    fail(error: AlipayAnswer & { error?: number; errorMessage?: string }): void;
  }): unknown;
}

/** `error` of a failed `my.request`: the time limit ran out. */
const TIMED_OUT = 13;

/** The transport for Alipay's mini-programs, by `my.request`. The platform keeps cookies, as browsers do. */
export function alipayTransport(my: AlipayRequester, { timeoutMs = TIMEOUT_MS }: { readonly timeoutMs?: number } = {}): Transport {
  return {
    cookies: true,
    request: ({ method, url, headers, body, credentials }) =>
      new Promise((resolve, reject) => {
        const answered = ({ data, status = 0, headers: received }: AlipayAnswer) =>
          resolve({ status, headers: lowerCase(received), text: typeof data === "string" ? data : "" });
        const sent = my.request({
          url,
          method: sendable(method),
          headers: { ...headers },
          ...(body === undefined ? {} : { data: body }),
          dataType: "text",
          // True lets a page write the cookies itself, in place of those that the platform has kept.
          enableCookie: !credentials,
          timeout: timeoutMs,
          success: answered,
          fail: (failure) => {
            // Alipay fails a request for every status but 200, with the answer beside the error.
            if (typeof failure.status === "number" && failure.status >= 100) answered(failure);
            else reject(new NetworkError(failure.errorMessage ?? "no answer", { timeout: failure.error === TIMED_OUT, cause: failure }));
          },
        });
        // `my.request` returns a promise as well; its rejection has been told above.
        if (sent instanceof Promise) sent.catch(() => undefined);
      }),
  };
}
