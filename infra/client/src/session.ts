// The token of a family, and one new sign-in when it has died.
import type { ApiError } from "./errors.js";
import type { TokenStore } from "./tokens.js";
import type { Family } from "./types.js";

/** Anything else in a store is not a token of ours, and would break the header. */
const TOKEN = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** What a request showed. */
export interface Shown {
  readonly token: string | undefined;
  /** How often the session had been opened, or could not be, when the request was sent. */
  readonly changes: number;
}

/** The session that one family's requests show. */
export class Session {
  private changes = 0;
  private failure: { readonly reason: unknown } | undefined;
  private renewal: Promise<void> | undefined;

  constructor(
    private readonly family: Family,
    private readonly tokens: TokenStore,
    private readonly signIn: (() => Promise<unknown>) | undefined,
  ) {}

  /** Whether it can be renewed at all. */
  get renewable(): boolean {
    return this.signIn !== undefined;
  }

  /** What a request shows now. */
  async show(): Promise<Shown> {
    const { changes } = this;
    const token = await this.tokens.get(this.family);
    return { token: token !== undefined && TOKEN.test(token) ? token : undefined, changes };
  }

  /** A sign-in succeeded. Without a token that the client can see, the session is in a cookie that it cannot. */
  async open(token: string | undefined): Promise<void> {
    if (token !== undefined && TOKEN.test(token)) await this.tokens.set(this.family, token);
    else await this.tokens.remove(this.family);
    this.changed(undefined);
  }

  /** What was shown does not stand any more. */
  async close(shown: Shown): Promise<void> {
    const now = await this.tokens.get(this.family);
    if (now !== undefined && now === shown.token) await this.tokens.remove(this.family);
  }

  /**
   * Signs in again, unless that has happened, or failed, since the request was sent: requests that are refused at one time share one
   * sign-in. Rejects with the reason why it failed.
   */
  async renew(shown: Shown): Promise<void> {
    if (!this.renewal && this.changes !== shown.changes) {
      if (this.failure) throw this.failure.reason;
      return;
    }
    // Nothing is awaited between the look and the start, or two would start.
    this.renewal ??= this.start(shown).then(
      () => this.end(),
      (reason: unknown) => this.end({ reason }),
    );
    await this.renewal;
    if (this.failure) throw this.failure.reason;
  }

  private end(failure?: { readonly reason: unknown }): void {
    this.renewal = undefined;
    this.changed(failure);
  }

  private changed(failure: { readonly reason: unknown } | undefined): void {
    this.changes += 1;
    this.failure = failure;
  }

  private async start(shown: Shown): Promise<void> {
    // Another client over the same store, such as another tab, may have signed in.
    const { token } = await this.show();
    if (token !== undefined && token !== shown.token) return;
    await this.close(shown);
    const outcome = await this.signIn?.();
    if (isFailure(outcome)) throw outcome.error;
  }
}

function isFailure(outcome: unknown): outcome is { readonly ok: false; readonly error: ApiError } {
  return typeof outcome === "object" && outcome !== null && (outcome as { ok?: unknown }).ok === false;
}
