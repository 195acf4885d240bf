// What the mini-program platforms have in common.

/** The methods that mini-programs can send and the API takes. */
export type MiniProgramMethod = "GET" | "POST" | "PUT" | "DELETE";

const METHODS: readonly string[] = ["GET", "POST", "PUT", "DELETE"] satisfies MiniProgramMethod[];

/** `method`, if a mini-program can send it; throws a `TypeError` for `PATCH`, in whose place the API takes `PUT`. */
export function sendable(method: string): MiniProgramMethod {
  if (METHODS.includes(method)) return method as MiniProgramMethod;
  throw new TypeError(`mini-programs cannot send ${method}; use the method that replaces the whole record`);
}

/** `headers` with names in lower case; the platforms and their versions differ in them, and some give arrays. */
export function lowerCase(headers: Record<string, unknown> | undefined): Record<string, string> {
  const lowered: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers ?? {})) {
    lowered[name.toLowerCase()] = Array.isArray(value) ? value.join(", ") : String(value);
  }
  return lowered;
}
