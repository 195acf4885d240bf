// What the client needs of a platform: one way to send a request.

/** A request as it goes out. */
export interface TransportRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** Whether the platform's own cookies for the API go along, and those of the answer are kept. */
  readonly credentials: boolean;
}

/** An answer of any status. */
export interface TransportAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** Sends requests on one platform. */
export interface Transport {
  /** Whether the platform keeps cookies, as browsers do. */
  readonly cookies: boolean;
  /** Resolves with an answer of whatever status, and rejects with a `NetworkError` when there is none. */
  request(request: TransportRequest): Promise<TransportAnswer>;
}

/** How long to wait for an answer unless told otherwise, in milliseconds; the gateway gives up after 29 seconds. */
export const TIMEOUT_MS = 30_000;
