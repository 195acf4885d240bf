// Where tokens are kept between requests.
import type { Family } from "./types.js";

/** Keeps one token for each family. */
export interface TokenStore {
  get(family: Family): string | undefined | Promise<string | undefined>;
  set(family: Family, token: string): void | Promise<void>;
  remove(family: Family): void | Promise<void>;
}

/** Tokens until the page or the mini-program is closed. */
export function memoryTokens(): TokenStore {
  const tokens = new Map<Family, string>();
  return {
    get: (family) => tokens.get(family),
    set: (family, token) => void tokens.set(family, token),
    remove: (family) => void tokens.delete(family),
  };
}

/** What stands before a family's name in the key that its token is kept under. */
const PREFIX = "tongxing.token.";

/** What a page's storage must be able to do; `localStorage` and `sessionStorage` are such. */
export interface WebStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/**
 * Tokens in a page's storage. Any script of the page can read them there; the account family's cookie, which no script sees, needs no store.
 */
export function webTokens(storage: WebStorage, prefix: string = PREFIX): TokenStore {
  return {
    get: (family) => storage.getItem(prefix + family) ?? undefined,
    set: (family, token) => storage.setItem(prefix + family, token),
    remove: (family) => storage.removeItem(prefix + family),
  };
}

/** The part of `wx` and of `qq` that keeps data. */
export interface WxStorage {
  getStorageSync(key: string): unknown;
  setStorageSync(key: string, value: string): void;
  removeStorageSync(key: string): void;
}

/** Tokens in the storage of a WeChat or QQ mini-program, which each user of the device has for themselves. */
export function wxTokens(wx: WxStorage, prefix: string = PREFIX): TokenStore {
  return {
    get: (family) => text(wx.getStorageSync(prefix + family)),
    set: (family, token) => wx.setStorageSync(prefix + family, token),
    remove: (family) => wx.removeStorageSync(prefix + family),
  };
}

/** The part of `my` that keeps data. */
export interface AlipayStorage {
  getStorageSync(options: { key: string }): { data?: unknown };
  setStorageSync(options: { key: string; data: string }): unknown;
  removeStorageSync(options: { key: string }): unknown;
}

/** Tokens in the storage of an Alipay mini-program. */
export function alipayTokens(my: AlipayStorage, prefix: string = PREFIX): TokenStore {
  return {
    get: (family) => text(my.getStorageSync({ key: prefix + family }).data),
    set: (family, token) => void my.setStorageSync({ key: prefix + family, data: token }),
    remove: (family) => void my.removeStorageSync({ key: prefix + family }),
  };
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
