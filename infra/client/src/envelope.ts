// The five envelopes: what is a success, what a failure says, and which failures a dead token gets.
import { ApiError, GatewayError, type FieldProblems } from "./errors.js";
import type { Messages } from "./generated/operations.js";
import type { TransportAnswer } from "./transport.js";
import type { Family, Operation, OperationId } from "./types.js";

/** An answer in the envelope of its family, whichever family that is. */
export type Outcome =
  | { readonly ok: true; readonly data: unknown; readonly message: string; readonly status: number; readonly next?: string }
  | { readonly ok: false; readonly error: ApiError };

type Fields = Record<string, unknown>;

/** How to read a family's envelope. */
interface Envelope {
  /** The field with the code, which is a string or a number. */
  readonly code: "code" | "status";
  readonly message: "msg" | "message";
  succeeded(body: Fields): boolean;
  /** Whether a failure of an operation that takes a token says that there is none, or none that stands; "perhaps" where it may say something else. */
  refusesToken(error: ApiError): boolean | "perhaps";
}

/** What member answers to a token that does not stand; a compile error when the description has another text. */
const MEMBER_REFUSAL: Messages["member-bind-phone-post"] & Messages["member-decrypt-data-post"] = "登录已失效,请重新登录";

const ENVELOPES: Readonly<Record<Family, Envelope>> = {
  attendance: { code: "code", message: "msg", succeeded: (body) => body["code"] === 1, refusesToken: () => false },
  // 1001 of the list and of a review is also what somebody without the right gets.
  mjpm: { code: "code", message: "msg", succeeded: (body) => body["result"] === "success", refusesToken: (error) => error.code === "1001" && "perhaps" },
  // 3 is also what a UserID gets that is not the token's.
  campus: { code: "code", message: "message", succeeded: (body) => body["code"] === 0, refusesToken: (error) => error.code === 3 && "perhaps" },
  member: { code: "status", message: "msg", succeeded: (body) => body["status"] === 200, refusesToken: (error) => error.message === MEMBER_REFUSAL },
  account: {
    code: "code",
    message: "msg",
    succeeded: (body) => typeof body["code"] === "number" && body["code"] < 300,
    refusesToken: (error) => error.status === 401,
  },
};

/** Whether `error` is what `operation` answers to a token that does not stand. */
export function refusesToken(operation: Operation, error: ApiError): boolean | "perhaps" {
  return operation.token && ENVELOPES[operation.family].refusesToken(error);
}

/** Reads an answer; throws a `GatewayError` for one that is not the family's. */
export function read(id: OperationId, operation: Operation, answer: TransportAnswer): Outcome {
  const envelope = ENVELOPES[operation.family];
  const retryAfter = seconds(answer.headers["retry-after"]);
  const body = parse(answer.text);
  const code = body?.[envelope.code];
  const message = body?.[envelope.message];
  if (!body || (typeof code !== "string" && typeof code !== "number") || typeof message !== "string") {
    throw new GatewayError(id, answer.status, retryAfter);
  }
  if (envelope.succeeded(body)) {
    const next = nextCursor(answer.headers["link"]);
    return { ok: true, data: dataOf(body, envelope), message, status: answer.status, ...(next === undefined ? {} : { next }) };
  }
  const { fields, rows } = problems(operation.family, body, message);
  return { ok: false, error: new ApiError({ message, family: operation.family, operation: id, code, status: answer.status, fields, rows, retryAfter }) };
}

function parse(text: string): Fields | undefined {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === "object" && body !== null && !Array.isArray(body) ? (body as Fields) : undefined;
  } catch {
    return undefined;
  }
}

function dataOf(body: Fields, envelope: Envelope): unknown {
  if ("data" in body) return body["data"];
  const { [envelope.code]: _code, [envelope.message]: _message, ...rest } = body;
  return rest;
}

/** Only whole seconds; a date, which the API never sends, tells nothing to a device whose clock may be wrong. */
function seconds(header: string | undefined): number | undefined {
  return header !== undefined && /^\d+$/.test(header) ? Number(header) : undefined;
}

/** The cursor in a `Link` header. The rest of the link is not followed: it could lead a token to another host. */
function nextCursor(link: string | undefined): string | undefined {
  const cursor = link?.match(/<[^>]*[?&]cursor=([^&>]*)[^>]*>\s*;\s*rel="next"/)?.[1];
  return cursor === undefined ? undefined : decodeURIComponent(cursor);
}

/** The names that a text of the other families gives: `缺少字段 code`, `字段 id:…`, `字段 phone 与 mobile 的值不一致`. */
const NAMED_FIELD = /(?:^|[::])(?:缺少)?字段 ([A-Za-z_]+)/;

function problems(family: Family, body: Fields, message: string): { fields: FieldProblems; rows: readonly FieldProblems[] } {
  if (family === "account") {
    const data = body["data"];
    return Array.isArray(data) ? { fields: {}, rows: data as FieldProblems[] } : { fields: (data ?? {}) as FieldProblems, rows: [] };
  }
  const field = message.match(NAMED_FIELD)?.[1];
  return { fields: field === undefined ? {} : { [field]: [message] }, rows: [] };
}
