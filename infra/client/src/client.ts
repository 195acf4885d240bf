// The client: one method for each operation, over one transport.
import { address } from "./address.js";
import { read, refusesToken, type Outcome } from "./envelope.js";
import { NetworkError } from "./errors.js";
import { operations, type Api } from "./generated/operations.js";
import { Session, type Shown } from "./session.js";
import { memoryTokens, type TokenStore } from "./tokens.js";
import type { Transport, TransportAnswer } from "./transport.js";
import type { Family, Operation, OperationId } from "./types.js";

/** How a client is set up. */
export interface Options {
  /** Where the API is, with the stage if there is one: `https://api.example.com`, `http://127.0.0.1:3000`. */
  readonly baseUrl: string;
  readonly transport: Transport;
  /** Where tokens are kept; in memory by default. */
  readonly tokens?: TokenStore;
  /**
   * How to sign in again, by family. Called when a request was refused because its token has died, and before a request that has none on a
   * platform without cookies. It gets a client that never signs in again itself, and signs in by one of its methods, which keeps the token;
   * a failed result, or a rejection, means that it could not.
   */
  readonly signIn?: { readonly [F in Family]?: (api: Api) => Promise<unknown> };
  /** Whose token a family's requests show, and whose `signIn` renews it, if not their own: a token of any family is good in all. */
  readonly tokenOf?: { readonly [F in Family]?: Family };
}

const TABLE: Readonly<Record<OperationId, Operation>> = operations;
const IDS = Object.keys(TABLE) as OperationId[];

/** Answers anyone who is signed in, by any family, without asking for a right. */
const PROBE: OperationId = "account-session-get";

/** A client of the API. */
export function tongxing(options: Options): Api {
  const calls = new Calls(options, () => bare);
  const bare = methods((id, args) => calls.call(id, args, false));
  return methods((id, args) => calls.call(id, args, true));
}

/** An object of families, each an object of methods; the generated table says which. */
function methods(call: (id: OperationId, args: readonly unknown[]) => Promise<Outcome>): Api {
  const api: Record<string, Record<string, (...args: unknown[]) => Promise<Outcome>>> = {};
  for (const id of IDS) {
    const { family, name } = TABLE[id];
    (api[family] ??= {})[name] = (...args) => call(id, args);
  }
  // The generated interface says of each method what its operation takes and gives; `read` has told its success from its failure.
  return api as unknown as Api;
}

/** One request, as often as it may be sent. */
type Send = (shown: Shown | undefined) => Promise<{ readonly answer: TransportAnswer; readonly outcome: Outcome }>;

class Calls {
  private readonly baseUrl: string;
  private readonly transport: Transport;
  private readonly sessions = new Map<Family, Session>();

  constructor(
    private readonly options: Options,
    private readonly bare: () => Api,
  ) {
    this.baseUrl = options.baseUrl.replace(/\/+$/, "");
    this.transport = options.transport;
    const tokens = options.tokens ?? memoryTokens();
    for (const { family } of Object.values(TABLE)) {
      const signIn = options.signIn?.[family];
      if (!this.sessions.has(family)) this.sessions.set(family, new Session(family, tokens, signIn && (() => signIn(this.bare()))));
    }
  }

  async call(id: OperationId, args: readonly unknown[], mayRenew: boolean): Promise<Outcome> {
    const operation = TABLE[id];
    const session = this.sessionOf(operation.family);
    const send = this.prepare(id, operation, args);
    if (!operation.token) {
      const { answer, outcome } = await send(undefined);
      if (outcome.ok && operation.session === "opens") await session.open(tokenIn(outcome.data, answer));
      return outcome;
    }
    const shown = await session.show();
    if (operation.session === "closes") {
      const { outcome } = await send(shown);
      // Refused means that there was no session to close.
      if (outcome.ok || refusesToken(operation, outcome.error)) await session.close(shown);
      return outcome;
    }
    return mayRenew && session.renewable ? this.renewing(operation, session, shown, send) : (await send(shown)).outcome;
  }

  /** Sends, and if the token has died signs in and sends once more, never a third time. */
  private async renewing(operation: Operation, session: Session, shown: Shown, send: Send): Promise<Outcome> {
    let first: Outcome | undefined;
    if (shown.token !== undefined || this.transport.cookies) {
      first = (await send(shown)).outcome;
      if (first.ok || !(await this.died(operation, first, shown))) return first;
    }
    try {
      await session.renew(shown);
    } catch (cause) {
      const outcome = first ?? (await send(shown)).outcome;
      if (!outcome.ok) Object.defineProperty(outcome.error, "cause", { value: cause, configurable: true });
      return outcome;
    }
    return (await send(await session.show())).outcome;
  }

  /** Whether a failure is the token's. Where a family has one number for this and for a right that lacks, the session list is asked. */
  private async died(operation: Operation, outcome: Outcome & { ok: false }, shown: Shown): Promise<boolean> {
    const refused = refusesToken(operation, outcome.error);
    if (refused !== "perhaps") return refused;
    try {
      const probe = (await this.prepare(PROBE, TABLE[PROBE], [{ limit: 1 }])(shown)).outcome;
      return !probe.ok && refusesToken(TABLE[PROBE], probe.error) === true;
    } catch {
      // Nobody knows; the failure that came is what there is to tell.
      return false;
    }
  }

  /** The request of an operation, ready to be sent with whatever token; throws a `TypeError` for arguments that make none. */
  private prepare(id: OperationId, operation: Operation, args: readonly unknown[]): Send {
    const hasParams = operation.query.length > 0 || operation.path.includes("{");
    const params = (hasParams ? args[0] : undefined) ?? {};
    const url = address(this.baseUrl, operation, params as Record<string, unknown>);
    const body = operation.body ? JSON.stringify(args[hasParams ? 1 : 0] ?? {}) : undefined;
    return async (shown) => {
      const headers: Record<string, string> = { accept: "application/json" };
      // Also without a body: a POST that shows nothing but a cookie must be what another site's page cannot send.
      if (operation.method !== "GET") headers["content-type"] = "application/json";
      if (shown?.token !== undefined) headers["authorization"] = `Bearer ${shown.token}`;
      // A token and a cookie that differ are refused. A sign-in that sets the cookie must be let to.
      const credentials = operation.token ? shown?.token === undefined : operation.session === "opens";
      try {
        const answer = await this.transport.request({ method: operation.method, url, headers, body, credentials });
        return { answer, outcome: read(id, operation, answer) };
      } catch (error) {
        if (error instanceof NetworkError) error.operation = id;
        throw error;
      }
    };
  }

  private sessionOf(family: Family): Session {
    const session = this.sessions.get(this.options.tokenOf?.[family] ?? family);
    if (!session) throw new TypeError(`no such family: ${family}`);
    return session;
  }
}

/** The token of a sign-in: in the answer's data, or in the cookie where the platform lets it be seen. */
function tokenIn(data: unknown, answer: TransportAnswer): string | undefined {
  const token = (data as { token?: unknown } | null)?.token;
  if (typeof token === "string") return token;
  return answer.headers["set-cookie"]?.match(/(?:^|[,;\s])sessionid=([^;,\s]+)/)?.[1];
}
