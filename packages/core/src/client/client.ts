import type { Timeout } from '../transport/timeout.ts'

/**
 * An organization: a name or an ID as text, which InfluxDB tells apart by its shape (an ID is 16 hex digits), or what it
 * is said to be.
 */
export type Org = string | { readonly id: string } | { readonly name: string }

/** A value in a query string; `undefined` leaves the parameter out, and an {@link Org} by its ID makes `orgID` of `org`. */
export type QueryValue = string | number | boolean | Org | undefined

/** One HTTP request to InfluxDB, before credentials and the client's own headers are added. */
export interface RequestSpec {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Path below the client's address, with a leading slash: `/api/v2/query`. */
  readonly path: string
  readonly query?: Readonly<Record<string, QueryValue>> | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Bytes and text are sent with their length, a stream in chunks. Bytes must not change until the answer is there. */
  readonly body?: string | Uint8Array | ReadableStream<Uint8Array> | undefined
  /** Compresses the body; bytes and text alone. @defaultValue the client's `gzip` is for writes only, so false */
  readonly gzip?: boolean | GzipOptions | undefined
  /** Whether it may be sent again where nobody knows if it arrived. @defaultValue true for GET, HEAD and PUT */
  readonly idempotent?: boolean | undefined
  /** Ends the request and closes its socket. */
  readonly signal?: AbortSignal | undefined
  /** Overrides the client's time-outs for this request. */
  readonly timeout?: Timeout | undefined
}

/** How bodies are compressed. */
export interface GzipOptions {
  /** Bodies of fewer bytes, or characters of text, are sent as they are. @defaultValue 1000 */
  readonly threshold?: number | undefined
  /** 1 (fast) to 9 (small), on Node; elsewhere the platform chooses. @defaultValue the platform's */
  readonly level?: number | undefined
}

/** An answer with a 2xx status; every other status is thrown as an `HttpError`. */
export interface ClientResponse {
  readonly status: number
  /** Looks a header up by name, in any case; `null` where it is absent. */
  readonly headers: { get(name: string): string | null }
  /** The decoded body, once. Leaving the loop early ends the request and closes its socket. */
  readonly body: AsyncIterable<Uint8Array>
  /** Reads the whole body as UTF-8. */
  text(): Promise<string>
  /** Reads the whole body as JSON; an empty body is `undefined`. */
  json(): Promise<unknown>
}

/**
 * A connection to one InfluxDB: what every `create…(client)` and function of the other packages takes.
 *
 * It is an interface, so that packages of different versions work together.
 */
export interface Client extends AsyncDisposable {
  /** The address without a trailing slash; a path prefix is kept. */
  readonly url: string
  /** The organization that requests use unless they name their own. */
  readonly org?: Org | undefined
  /** Tags that every writer of this client adds to points which do not have them. */
  readonly defaultTags?: Readonly<Record<string, string>> | undefined
  /** Whether writes are compressed unless they say otherwise. */
  readonly gzip?: boolean | GzipOptions | undefined
  /** Aborted when the client is closed. */
  readonly closing?: AbortSignal | undefined
  /** @throws HttpError on any status but 2xx; TimeoutError; ConnectionError; AbortError; ClosedError */
  request(spec: RequestSpec): Promise<ClientResponse>
  /**
   * Waits for answers that are awaited or being read, and closes the connections; safe to call twice. An answer of which
   * nobody asks for more within ten seconds is cut.
   */
  close(): Promise<void>
}
