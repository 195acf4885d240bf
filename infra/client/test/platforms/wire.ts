// One HTTP request over a socket, for the stand-ins of the mini-program platforms.
import http from "node:http";

export interface Received {
  readonly status: number;
  /** Names as the server spelt them. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly text: string;
}

/** Sends; rejects with Node's error, or with one named `TimeoutError`. Follows no redirect. */
export function exchange(options: { url: string; method: string; headers: Record<string, string>; body?: string; timeoutMs: number }): Promise<Received> {
  return new Promise((resolve, reject) => {
    const request = http.request(options.url, { method: options.method, headers: options.headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const raw = response.rawHeaders;
        const headers = raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1] ?? ""] as const] : []));
        resolve({ status: response.statusCode ?? 0, headers, text: Buffer.concat(chunks).toString("utf8") });
      });
    });
    request.setTimeout(options.timeoutMs, () => request.destroy(Object.assign(new Error("no answer in time"), { name: "TimeoutError" })));
    request.on("error", reject);
    if (options.body !== undefined) request.setHeader("content-length", Buffer.byteLength(options.body));
    request.end(options.body);
  });
}
