// Who has signed in on this page, for the form that tries endpoints. It is forgotten with the page.

let known = null;
const listeners = new Set();

/** `{ token, who, openid }`, or `null`. */
export const current = () => known;

/** Remembers a sign-in, or forgets it. */
export function remember(signedIn) {
  known = signedIn;
  for (const listener of listeners) listener(known);
}

/** Calls `listener` at each change. */
export function onChange(listener) {
  listeners.add(listener);
}

/** The token in an answer to a sign-in of any family. */
export function tokenIn(body) {
  return body?.data?.token || body?.Token || body?.token || null;
}
