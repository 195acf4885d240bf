// The client on each platform, with a record of what it sends.
import {
  alipayTokens, alipayTransport, fetchTransport, memoryTokens, tongxing, wxTokens, wxTransport,
  type Api, type Options, type TokenStore, type Transport, type TransportAnswer, type TransportRequest,
} from "tongxing-client";
import { fakeMy } from "./alipay.js";
import { fakeWx } from "./wx.js";

/** What went over a transport, in order. */
export type Sent = TransportRequest & { readonly answer?: TransportAnswer };

/** `transport`, and what it has sent. */
export function recording(transport: Transport): { transport: Transport; sent: Sent[] } {
  const sent: Sent[] = [];
  return {
    sent,
    transport: {
      cookies: transport.cookies,
      async request(request) {
        const index = sent.push(request) - 1;
        const answer = await transport.request(request);
        sent[index] = { ...request, answer };
        return answer;
      },
    },
  };
}

/** A client, what it stands on, and a code of its platform's login. */
export interface Device {
  readonly api: Api;
  readonly tokens: TokenStore;
  readonly sent: Sent[];
  code(): Promise<string>;
}

export type MakeDevice = (baseUrl: string, person: string, options?: Partial<Options> | ((device: Pick<Device, "code">) => Partial<Options>)) => Device;

function device(baseUrl: string, under: Transport, tokens: TokenStore, code: () => Promise<string>, more: Parameters<MakeDevice>[2] = {}): Device {
  const { transport, sent } = recording(under);
  const options = typeof more === "function" ? more({ code }) : more;
  return { api: tongxing({ baseUrl, transport, tokens, ...options }), tokens: options.tokens ?? tokens, sent, code };
}

const wxDevice =
  (kind: "android" | "ios"): MakeDevice =>
  (baseUrl, person, options) => {
    const wx = fakeWx(person, kind);
    const code = () => new Promise<string>((resolve, reject) => wx.login({ success: (result) => resolve(result.code), fail: reject }));
    return device(baseUrl, wxTransport(wx), wxTokens(wx), code, options);
  };

let codes = 0;

/** Every platform that there is a transport for. */
export const PLATFORMS: Readonly<Record<string, MakeDevice>> = {
  fetch: (baseUrl, person, options) => device(baseUrl, fetchTransport(), memoryTokens(), async () => `once:${person}:fetch-${(codes += 1)}`, options),
  "wx.request on iOS": wxDevice("ios"),
  "wx.request on Android": wxDevice("android"),
  // QQ's functions are WeChat's under another name.
  "qq.request": wxDevice("android"),
  "my.request": (baseUrl, person, options) => {
    const my = fakeMy(person);
    const code = () => new Promise<string>((resolve) => my.getAuthCode({ success: ({ authCode }) => resolve(authCode) }));
    return device(baseUrl, alipayTransport(my), alipayTokens(my), code, options);
  },
};
