import type { Caller } from '@fluxline/internal/caller'
import type { TimeoutPhase } from '../errors.ts'

/** Time-outs by phase, in milliseconds; 0 means no limit. */
export type ResolvedTimeouts = Readonly<Record<TimeoutPhase, number>>

export type { Caller }

/** The call that a request belongs to: the same for its attempts and redirects. A sign-in is a separate call. */
export interface CallId {
  /** Counts the calls of the process, from 1. */
  readonly id: number
  /** 1, and one more with each retry. */
  readonly attempt: number
}

/** A complete request, including credentials. */
export interface TransportRequest {
  readonly method: string
  readonly url: string
  /** The path below the client's address. */
  readonly path?: string | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array | ReadableStream<Uint8Array> | undefined
  readonly signal?: AbortSignal | undefined
  readonly timeouts: ResolvedTimeouts
  /** The only status of a success. Reading any other response may take `timeouts.idle` in all. */
  readonly successStatus?: number | undefined
  /** Secrets that are not in the headers; no error shows them. */
  readonly secrets?: readonly string[] | undefined
  readonly call: CallId
  /** Where the call was made, for the stacks of errors. */
  readonly caller?: Caller | undefined
}

/** A response with any status; its body has not been read. */
export interface TransportResponse {
  readonly status: number
  readonly headers: { get(name: string): string | null }
  readonly body: AsyncIterable<Uint8Array>
}

/**
 * Sends requests: undici on Node, `fetch` everywhere else.
 *
 * Every implementation promises that
 * - it returns a response with any status, and follows no redirect;
 * - it sends bytes and text with their length, and a stream in chunks;
 * - it decodes the response's body from gzip, chunk by chunk, and reads no faster than the consumer;
 * - it closes the socket on an abort, on a time-out, and if the consumer leaves the body early;
 * - `send` and the body throw only `TimeoutError`, `AbortError` and `ConnectionError`.
 */
export interface Transport {
  /** Whether it can tell connecting from waiting for the response; `fetch` cannot. @defaultValue true */
  readonly seesConnect?: boolean | undefined
  send(request: TransportRequest): Promise<TransportResponse>
  /**
   * Waits for pending requests and for responses that are being read, then closes every connection. A response that is no
   * longer read is aborted.
   */
  close(): Promise<void>
}
