import type { Timeout } from './timeout.ts'

/** A value in a query string; `undefined` leaves the parameter out. */
export type QueryValue = string | number | boolean | undefined

/** One HTTP request to InfluxDB, before credentials and the client's own headers are added. */
export interface RequestSpec {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Path below the client's address, with a leading slash: `/api/v2/query`. */
  readonly path: string
  readonly query?: Readonly<Record<string, QueryValue>> | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Bytes and text are sent with their length, an iterable in chunks. */
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array> | undefined
  /** Ends the request and closes its socket. */
  readonly signal?: AbortSignal | undefined
  /** Overrides the client's time-outs for this request. */
  readonly timeout?: Timeout | undefined
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
  /** The organization that requests use unless they name their own: a name or an ID. */
  readonly org: string | undefined
  /** @throws HttpError on any status but 2xx; TimeoutError; ConnectionError; AbortError */
  request(spec: RequestSpec): Promise<ClientResponse>
  /** Closes idle connections and waits for requests under way; safe to call twice. */
  close(): Promise<void>
}
