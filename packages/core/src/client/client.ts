import type { CallTarget } from '../transport/call-target.ts'
import type { Timeout } from '../transport/timeout.ts'

/**
 * An organization, by name or ID. InfluxDB tells them apart by shape (an ID is 16 hex digits); use `{ name }` or `{ id }` to
 * be explicit.
 */
export type Org = string | { readonly id: string } | { readonly name: string }

/**
 * A database and its retention policy, by default the database's own: the bucket `db/policy`. On InfluxDB 1.x that is what
 * stands for a bucket; on 2.x it is a bucket of this name.
 */
export interface DatabaseChoice {
  readonly database: string
  readonly retentionPolicy?: string | undefined
}

/**
 * A bucket by name or ID, or the bucket itself; a database on InfluxDB 1.x. InfluxDB tells names and IDs apart by their
 * shape.
 */
export type BucketChoice = string | { readonly id: string } | { readonly name: string } | DatabaseChoice

/** The generation of InfluxDB; `'auto'` if it is to be found out. */
export type ServerChoice = 'auto' | '1' | '2' | '3'

/** A value in a query string. `undefined` omits the parameter. An {@link Org} by its ID changes `org` to `orgID`. */
export type QueryValue = string | number | boolean | Org | undefined

/** One HTTP request to InfluxDB, before credentials and the client's headers are added. */
export interface RequestSpec {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Path below the client's address, with a leading slash: `/api/v2/query`. */
  readonly path: string
  readonly query?: Readonly<Record<string, QueryValue>> | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Bytes and text are sent with their length, a stream in chunks. Bytes must not change before the response arrives. */
  readonly body?: string | Uint8Array | ReadableStream<Uint8Array> | undefined
  /** Compresses the body, if it is bytes or text. @defaultValue false (the client's `gzip` applies to writes only) */
  readonly gzip?: boolean | GzipOptions | undefined
  /**
   * Whether it is safe to send again if the first attempt may have arrived; false if it is never sent again, whatever
   * happened. @defaultValue true for GET, HEAD and PUT, and for writes of lines that all have times
   */
  readonly idempotent?: boolean | undefined
  /** Secrets of the body. The client's errors do not show them, also if the server repeats them. */
  readonly secrets?: readonly string[] | undefined
  /** Ends the request and closes its socket. */
  readonly signal?: AbortSignal | undefined
  /** Overrides the client's time-outs for this request. */
  readonly timeout?: Timeout | undefined
  /** The only status of a success; any other is thrown. @defaultValue any 2xx */
  readonly successStatus?: number | undefined
}

/** How bodies are compressed. */
export interface GzipOptions {
  /** Bodies with fewer bytes, or characters of text, are not compressed. @defaultValue 1000 */
  readonly threshold?: number | undefined
  /** 1 (fast) to 9 (small), on Node; other platforms choose it. @defaultValue the platform's */
  readonly level?: number | undefined
}

/** A response with a 2xx status; every other status is thrown as an `HttpError`. */
export interface ClientResponse {
  readonly status: number
  /** Returns a header by name, in any case; `null` if it is absent. */
  readonly headers: { get(name: string): string | null }
  /** The decoded body, once. Leaving the loop early ends the request and closes its socket. */
  readonly body: AsyncIterable<Uint8Array>
  /** Reads the whole body as UTF-8. */
  text(): Promise<string>
  /** Reads the whole body as JSON; an empty body is `undefined`. */
  json(): Promise<unknown>
  /**
   * Returns a text with `***` for each secret of the request: token, password, cookie. For errors about the
   * response; it shows the first 64 kB.
   */
  readonly redact?: ((text: string) => string) | undefined
  /** Returns what to do about an error that the body reports, if that is known. */
  readonly remedyOf?: ((serverMessage: string) => string | undefined) | undefined
  /** What the request was about. For errors about the response. */
  readonly target?: CallTarget | undefined
}

/**
 * A connection to one InfluxDB, which every `create…(client)` and function of the other packages takes.
 *
 * It is an interface, so that packages of different versions work together.
 */
export interface Client extends AsyncDisposable {
  /** The address without a trailing slash, with its path prefix. */
  readonly url: string
  /** The default organization of requests. */
  readonly org?: Org | undefined
  /** Which InfluxDB the server is, if the options say it. */
  readonly server?: ServerChoice | undefined
  /** Tags that every writer of this client adds to points which do not have them. */
  readonly defaultTags?: Readonly<Record<string, string>> | undefined
  /** Whether writes are compressed by default. */
  readonly gzip?: boolean | GzipOptions | undefined
  /** Maximum connections, if it was set. */
  readonly connections?: number | undefined
  /**
   * Whether requests stay on this machine: on Node, to a loopback address without a proxy. There it costs more time to
   * compress a response than to transfer it.
   */
  readonly isLocal?: boolean | undefined
  /** Aborted when the client is closed. */
  readonly closing?: AbortSignal | undefined
  /**
   * Sends a request.
   *
   * @throws HttpError on any status but 2xx; OptionError if a member is unknown; TimeoutError, ConnectionError, AbortError,
   * ClosedError
   */
  request(spec: RequestSpec): Promise<ClientResponse>
  /**
   * Waits for pending requests and for responses that are being read, then closes the connections. It may be called twice.
   * A response that is not read for a second is aborted.
   */
  close(): Promise<void>
}
