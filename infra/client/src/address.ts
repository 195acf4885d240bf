// Addresses, without `URL` and `URLSearchParams`, which mini-programs lack.
import type { Operation } from "./types.js";

/** The address of a request; throws a `TypeError` for a parameter that is missing or would lead to another path. */
export function address(baseUrl: string, operation: Operation, params: Readonly<Record<string, unknown>>): string {
  const path = operation.path.replace(/[^/]+/g, (part) => {
    const name = part.match(/^\{(\w+)\}$/)?.[1];
    return name === undefined ? encodeURIComponent(part) : segment(name, params[name]);
  });
  const query = operation.query
    .filter((name) => params[name] !== undefined && params[name] !== null)
    .map((name) => `${name}=${encodeURIComponent(String(params[name]))}`);
  return `${baseUrl}${path}${query.length ? `?${query.join("&")}` : ""}`;
}

function segment(name: string, value: unknown): string {
  const text = value === undefined || value === null ? "" : String(value);
  // An empty segment, `.` and `..` would be another path, with the token of this one.
  if (text === "" || /^\.{1,2}$/.test(text)) throw new TypeError(`the parameter ${name} cannot be ${JSON.stringify(text)}`);
  return encodeURIComponent(text);
}
