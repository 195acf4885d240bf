// What an operation takes and gives, read off the generated types.
import type { ApiError } from "./errors.js";
import type { Messages, operations as table } from "./generated/operations.js";
import type { operations } from "./generated/schema.js";

/** The name of an operation in the description of the API. */
export type OperationId = keyof typeof table;

/** One of the documents that the API implements. */
export type Family = (typeof table)[OperationId]["family"];

/** What the client knows of an operation when it runs. */
export interface Operation {
  readonly family: Family;
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly query: readonly string[];
  readonly body: boolean;
  /** Whether it answers only those who are signed in. */
  readonly token: boolean;
  /** Whether a success begins or ends a session. */
  readonly session: "" | "opens" | "closes";
}

/** The family of an operation. */
export type FamilyOf<Id extends OperationId> = (typeof table)[Id]["family"];

/** What tells each family's successes from its failures. */
interface SuccessMark {
  attendance: { code: 1 };
  mjpm: { result: "success" };
  campus: { code: 0 };
  member: { status: 200 };
  account: { code: 200 | 201 | 204 };
}

type Json<Part> = Part extends { content: { "application/json": infer Body } } ? Body : never;
type Responses<Id extends OperationId> = operations[Id]["responses"];
type Answers<Id extends OperationId> = { [Status in keyof Responses<Id>]: Json<Responses<Id>[Status]> }[keyof Responses<Id>];

type SuccessBody<Id extends OperationId> = Extract<Answers<Id>, SuccessMark[FamilyOf<Id>]>;

/** The body of an operation's failures, as the document has it. */
export type FailureBody<Id extends OperationId> = Exclude<Answers<Id>, SuccessMark[FamilyOf<Id>]>;

/** What a success brings: the envelope's `data`, or what stands beside code and message where a family has none. */
export type Data<Id extends OperationId> = SuccessBody<Id> extends { data: infer D } ? D : Omit<SuccessBody<Id>, "code" | "message">;

/** The text of a success. */
export type SuccessMessage<Id extends OperationId> = SuccessBody<Id> extends { msg: infer M } | { message: infer M } ? M : never;

/** The codes of an operation's failures; member's failures have the `status` 0 and no code. */
export type Code<Id extends OperationId> = Distribute<FailureBody<Id>>;
type Distribute<Body> = Body extends { code: infer C } | { status: infer C } ? C : never;

/** The text of a failure: one that the document lists, or another of its kind with what is wrong in it. */
export type FailureMessage<Id extends OperationId> = Messages[Id] | (string & {});

/** A request that was done. */
export interface Success<Id extends OperationId> {
  readonly ok: true;
  readonly data: Data<Id>;
  readonly message: SuccessMessage<Id>;
  /** The HTTP status. */
  readonly status: number;
  /** The `cursor` of the next page, if there is one. */
  readonly next?: string;
}

/** A request that was refused in the family's own words. */
export interface Failure<Id extends OperationId> {
  readonly ok: false;
  readonly error: ApiError<FamilyOf<Id>, Code<Id>, FailureMessage<Id>>;
}

/** How an operation ended. */
export type Result<Id extends OperationId> = Success<Id> | Failure<Id>;

type Parameters<Id extends OperationId> = operations[Id]["parameters"];
type PathOf<Id extends OperationId> = Parameters<Id> extends { path: infer P } ? P : {};
type QueryOf<Id extends OperationId> = [NonNullable<Parameters<Id>["query"]>] extends [never] ? {} : Optional<Parameters<Id>>;
type Optional<P> = P extends { query: infer Q } ? Q : P extends { query?: infer Q } ? Partial<NonNullable<Q>> : {};
type Flat<T> = { [K in keyof T]: T[K] };

/** The parameters of an operation, those of path and query together. */
export type Params<Id extends OperationId> = Flat<PathOf<Id> & QueryOf<Id>>;

/** The body of an operation, without the token. */
export type Body<Id extends OperationId> = Json<NonNullable<operations[Id]["requestBody"]>>;

type ParamsArgument<Id extends OperationId> = keyof Params<Id> extends never ? [] : {} extends Params<Id> ? [params?: Params<Id>] : [params: Params<Id>];
type BodyArgument<Id extends OperationId> = [Body<Id>] extends [never]
  ? []
  : operations[Id] extends { requestBody: object }
    ? [body: Body<Id>]
    : [body?: Body<Id>];

/** What a method takes: its parameters if it has any, then its body if it has one. */
export type Arguments<Id extends OperationId> = [...ParamsArgument<Id>, ...BodyArgument<Id>];

/** One operation as a method of the client. */
export type Method<Id extends OperationId> = (...args: Arguments<Id>) => Promise<Result<Id>>;
