// What the compiler must take and must refuse. Nothing here runs; `tsc -p test` fails when an expectation does.
import {
  alipayTokens, alipayTransport, fetchTransport, NetworkError, tongxing, webTokens, wxTokens, wxTransport,
  type Api, type ApiError, type Code, type components, type Data, type Params,
} from "tongxing-client";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const expect = <T extends true>(..._: T[]): void => undefined;

export async function results(api: Api): Promise<void> {
  const login = await api.mjpm.login({ openid: "o" });
  // @ts-expect-error nobody knows yet whether it was done
  login.data;
  if (login.ok) {
    expect<Equal<typeof login.data, components["schemas"]["mjpm.EmployeeView"]>>();
    expect<Equal<typeof login.message, "1000:员工登录成功">>();
    // @ts-expect-error a success has no error
    login.error;
  } else {
    expect<Equal<typeof login.error.family, "mjpm">>();
    expect<Equal<typeof login.error.code, "1001" | "1002" | "1004" | "1005" | "400" | "413" | "415" | "2000">>();
    // @ts-expect-error 1003 is none of its failures
    login.error.code === "1003";
    const { error } = login;
    switch (error.code) {
      case "1002":
        expect<Equal<typeof error.code, "1002">>();
    }
  }

  const member = await api.member.codeGetInfo({ login_method: "WeChat", code: "c" });
  if (member.ok) expect<Equal<typeof member.message, "注册成功" | "登录成功">>();
  else expect<Equal<typeof member.error.code, 0>>();

  const users = await api.account.userList();
  if (users.ok) expect<Equal<typeof users.data, components["schemas"]["account.UserView"][]>>();
  else expect<Equal<typeof users.error.code, 400 | 401 | 403 | 413 | 415 | 500 | 503>>();

  expect<Equal<Data<"attendance-login-post">, null>>();
  expect<Equal<keyof Data<"campus-login-wx-post">, "Token" | "token" | "UserID">>();
  expect<Equal<Code<"campus-login-wx-post">, 1 | 4 | 7 | 8 | 9>>();
  expect<Equal<keyof Params<"mjpm-employees-get">, "openid" | "cursor" | "limit" | "status">>();
}

export async function calls(api: Api): Promise<void> {
  await api.campus.userinfo();
  await api.campus.userinfo({ UserID: 1 });
  await api.account.userList({ limit: 10, is_active: "false" });
  await api.account.userUpdate({ pk: 1 }, { is_active: true });
  await api.account.userCreate([{ username: "a", password: "b" }]);
  await api.member.nonce();
  await api.mjpm.review({ openid: "o" }, { id: 1, status: "在职" });
  // @ts-expect-error the code is missing
  await api.mjpm.weixinmp({});
  // @ts-expect-error a code is a string
  await api.campus.loginWx({ code: 1 });
  // @ts-expect-error the openid is missing
  await api.mjpm.employees();
  // @ts-expect-error no such status
  await api.mjpm.employees({ openid: "o", status: "在家" });
  // @ts-expect-error no such field
  await api.account.userUpdate({ pk: 1 }, { is_activ: true });
  // @ts-expect-error the client sends the token
  await api.campus.userinfo({ Token: "t" });
  // @ts-expect-error it takes nothing
  await api.member.nonce({});
  // @ts-expect-error the document has no such operation
  await api.attendance.logout();
}

export function errors(error: ApiError, lost: NetworkError): void {
  expect<Equal<typeof error.family, "attendance" | "mjpm" | "campus" | "member" | "account">>();
  // @ts-expect-error what did not arrive has no code
  lost.code;
}

// The interfaces for the platforms take what the platforms' own typings describe.
type Wx = Pick<WechatMiniprogram.Wx, "request" | "getStorageSync" | "setStorageSync" | "removeStorageSync">;
export const platforms = (wx: Wx, alipay: typeof my, storage: Storage) => [
  tongxing({ baseUrl: "https://api.example.com", transport: wxTransport(wx), tokens: wxTokens(wx) }),
  tongxing({ baseUrl: "https://api.example.com", transport: alipayTransport(alipay), tokens: alipayTokens(alipay) }),
  tongxing({
    baseUrl: "https://api.example.com",
    transport: fetchTransport(),
    tokens: webTokens(storage),
    tokenOf: { account: "mjpm" },
    signIn: { member: (api) => api.member.codeGetInfo({ login_method: "QQ", login_type: "qq_small", code: "c" }) },
  }),
  // @ts-expect-error no such family
  tongxing({ baseUrl: "", transport: fetchTransport(), signIn: { guests: async () => undefined } }),
];
