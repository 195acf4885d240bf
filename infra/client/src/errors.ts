// What can go wrong: the API refused, nobody answered, or somebody else did.
import type { Family, OperationId, Success, Failure } from "./types.js";

/** What is wrong with each field of a record, by the field's name. */
export type FieldProblems = Readonly<Record<string, readonly string[]>>;

/** A failure that the API answered, in the words of the family's document. */
export class ApiError<F extends Family = Family, C = string | number, M extends string = string> extends Error {
  override readonly name = "ApiError";
  declare readonly message: M;
  declare readonly family: F;
  declare readonly operation: OperationId;
  declare readonly code: C;
  /** The HTTP status; 200 where a document puts the outcome into the body. */
  declare readonly status: number;
  /** The field that is wrong, the first if there are several. */
  declare readonly field: string | undefined;
  declare readonly fields: FieldProblems;
  /** One entry for each record where several were sent at once; empty otherwise. */
  declare readonly rows: readonly FieldProblems[];
  /** How many seconds to wait before the next attempt, if the API says so. */
  declare readonly retryAfter: number | undefined;
  /** Why signing in again failed, if the request was refused for its token and that was tried. */
  declare readonly cause?: unknown;

  constructor(of: Pick<ApiError<F, C, M>, "message" | "family" | "operation" | "code" | "status" | "fields" | "rows" | "retryAfter">) {
    super(of.message);
    Object.assign(this, of, { field: Object.keys(of.fields)[0] });
    restorePrototype(this, new.target);
  }
}

/** No answer came: no network, no such host, a certificate, a time limit, a domain that the mini-program may not call. */
export class NetworkError extends Error {
  override readonly name = "NetworkError";
  /** The operation, once the client knows it; a transport does not. */
  operation: OperationId | undefined;
  /** Whether the time limit ran out. Whether the request was carried out is then unknown. */
  readonly timeout: boolean;
  /** What the platform said. */
  readonly cause: unknown;

  constructor(message: string, options: { timeout?: boolean; cause?: unknown } = {}) {
    super(message);
    this.timeout = options.timeout ?? false;
    this.cause = options.cause;
    restorePrototype(this, new.target);
  }
}

/** An answer that is none of the API's: the gateway's own, such as 429 when it is throttled, or a proxy's page. */
export class GatewayError extends Error {
  override readonly name = "GatewayError";
  readonly operation: OperationId;
  /** The HTTP status. */
  readonly status: number;
  /** How many seconds to wait, if the answer says so. */
  readonly retryAfter: number | undefined;

  constructor(operation: OperationId, status: number, retryAfter: number | undefined) {
    super(`${operation} was not answered by the API: HTTP ${status}`);
    this.operation = operation;
    this.status = status;
    this.retryAfter = retryAfter;
    restorePrototype(this, new.target);
  }
}

/** The data of a success; throws the `ApiError` of a failure, for code that does not look at the result. */
export function orThrow<Id extends OperationId>(result: Success<Id> | Failure<Id>): Success<Id>["data"] {
  if (result.ok) return result.data;
  throw result.error;
}

/** Keeps `instanceof` true where a mini-program's tools compile classes down to functions. */
function restorePrototype(error: Error, target: Function): void {
  Object.setPrototypeOf(error, target.prototype as object);
}
