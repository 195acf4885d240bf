// The client of Tongxing for browsers and mini-programs. `tongxing` makes one.
export { tongxing, type Options } from "./client.js";
export { ApiError, GatewayError, NetworkError, orThrow, type FieldProblems } from "./errors.js";
export type { Account, Api, Attendance, Campus, Member, Mjpm } from "./generated/operations.js";
export type { components } from "./generated/schema.js";
export { alipayTokens, memoryTokens, webTokens, wxTokens, type AlipayStorage, type TokenStore, type WebStorage, type WxStorage } from "./tokens.js";
export type { Transport, TransportAnswer, TransportRequest } from "./transport.js";
export { alipayTransport, type AlipayRequester } from "./transports/alipay.js";
export { fetchTransport, type Fetcher, type FetchOptions } from "./transports/fetch.js";
export { wxTransport, type WxRequester } from "./transports/wx.js";
export type { Arguments, Body, Code, Data, Failure, FailureBody, Family, FamilyOf, Method, OperationId, Params, Result, Success } from "./types.js";
