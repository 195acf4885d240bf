import { NetworkError } from "../errors.js";
import { TIMEOUT_MS, type Transport } from "../transport.js";
import { lowerCase, sendable, type MiniProgramMethod } from "./mini-program.js";

/** The part of `wx` and of `qq` that sends requests. */
export interface WxRequester {
  request(options: {
    url: string;
    method: MiniProgramMethod;
    header: Record<string, string>;
    data?: string;
    dataType: string;
    responseType: "text";
    redirect: "manual";
    timeout: number;
    success(result: { data: unknown; statusCode: number; header: Record<string, unknown>; cookies?: string[] }): void;
    fail(error: { errMsg: string }): void;
    complete(result: { errMsg: string }): void;
  }): unknown;
}

/**
 * The transport for WeChat's mini-programs, by `wx.request`, and for QQ's: `wxTransport(qq)`.
 *
 * The platform keeps no cookies: the session of a sign-in that sets one is read off the answer and shown as a token.
 */
export function wxTransport(wx: WxRequester, { timeoutMs = TIMEOUT_MS }: { readonly timeoutMs?: number } = {}): Transport {
  return {
    cookies: false,
    request: ({ method, url, headers, body }) =>
      new Promise((resolve, reject) => {
        wx.request({
          url,
          method: sendable(method),
          header: { ...headers },
          ...(body === undefined ? {} : { data: body }),
          // Anything but `json` leaves the text alone; it is parsed where a bad one can be told from a lost one.
          dataType: "text",
          responseType: "text",
          redirect: "manual",
          timeout: timeoutMs,
          success: ({ data, statusCode, header, cookies }) => {
            const lowered = lowerCase(header);
            if (cookies?.length) lowered["set-cookie"] = cookies.join(", ");
            resolve({ status: statusCode, headers: lowered, text: typeof data === "string" ? data : "" });
          },
          fail: (cause) => reject(new NetworkError(cause.errMsg, { timeout: cause.errMsg.includes("timeout"), cause })),
          // A redirect that is not followed ends the request, and the documentation promises neither of the two above.
          complete: (cause) => reject(new NetworkError("no answer", { cause })),
        });
      }),
  };
}
