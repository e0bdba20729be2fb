import type { ResolvedTimeouts } from './timeout.ts'

/** Which call a request belongs to: the same for its attempts and redirects; a sign-in is a call of its own. */
export interface CallId {
  /** Counts the calls of a client, from 1. */
  readonly id: number
  /** 1, and one more with each retry. */
  readonly attempt: number
}

/** A request with everything in it, credentials too. */
export interface TransportRequest {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array | ReadableStream<Uint8Array> | undefined
  readonly signal?: AbortSignal | undefined
  readonly timeouts: ResolvedTimeouts
  readonly call: CallId
}

/** An answer with any status; its body is still on the wire. */
export interface TransportResponse {
  readonly status: number
  readonly headers: { get(name: string): string | null }
  readonly body: AsyncIterable<Uint8Array>
}

/**
 * What carries requests: undici on Node, `fetch` everywhere else.
 *
 * Every implementation promises that
 * - any status is an answer, redirects too: none is followed;
 * - a body of bytes or text is sent with its length, a stream in chunks;
 * - the answer's body comes decoded from gzip, chunk by chunk, and is read from the socket no faster than it is consumed;
 * - leaving the body early, an abort and a time-out close the socket;
 * - it throws `TimeoutError`, `AbortError` or `ConnectionError`, from `send` and out of the body alike.
 */
export interface Transport {
  /** Whether it can tell connecting from waiting for the answer; `fetch` cannot. @defaultValue true */
  readonly seesConnect?: boolean | undefined
  send(request: TransportRequest): Promise<TransportResponse>
  /** Waits for answers that are awaited or being read, and closes every connection; an answer that nobody reads on is cut. */
  close(): Promise<void>
}
