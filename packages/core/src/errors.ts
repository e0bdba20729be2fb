import { assignDefined, FluxlineError, hasCode, isInfluxDBError } from '@fluxline/internal/errors'

export { ClosedError, isInfluxDBError, OptionError } from '@fluxline/internal/errors'
export type { FluxlineErrorCode, InfluxDBError, OptionErrorDetails } from '@fluxline/internal/errors'

/** The phase that a time-out limits. */
export type TimeoutPhase = 'connect' | 'firstByte' | 'idle' | 'total'

/** InfluxDB did not respond, or paused, for longer than the time-out. The request was ended and its socket closed. */
export class TimeoutError extends FluxlineError {
  override readonly name = 'TimeoutError'
  readonly code = 'FLUXLINE_TIMEOUT'
  /** The request's path below the client's address, without its query. */
  declare readonly path?: string | undefined
  declare readonly phase: TimeoutPhase
  /** The time-out that passed, in milliseconds. */
  declare readonly timeoutMs: number
  /** The same request may succeed later. Except in the phase `connect`, the server may have carried it out. */
  readonly retryable = true

  /** @internal */
  constructor(message: string, phase: TimeoutPhase, timeoutMs: number, options?: ErrorOptions) {
    super(message, options)
    this.phase = phase
    this.timeoutMs = timeoutMs
  }

  /** Also for an error of another copy of the package. */
  static override [Symbol.hasInstance](value: unknown): value is TimeoutError {
    return hasCode(value, 'FLUXLINE_TIMEOUT')
  }
}

/** The connection to InfluxDB failed, or broke before the response was complete. `cause` has the details. */
export class ConnectionError extends FluxlineError {
  override readonly name = 'ConnectionError'
  readonly code = 'FLUXLINE_CONNECTION'
  /** The request's path below the client's address, without its query. */
  declare readonly path?: string | undefined
  /** False if a retry cannot help, as with a certificate that is not trusted. */
  declare readonly retryable: boolean

  /** @internal */
  constructor(message: string, retryable: boolean, options?: ErrorOptions) {
    super(message, options)
    this.retryable = retryable
  }

  /** Also for an error of another copy of the package. */
  static override [Symbol.hasInstance](value: unknown): value is ConnectionError {
    return hasCode(value, 'FLUXLINE_CONNECTION')
  }
}

/** The caller's `AbortSignal` ended the request; `cause` is the signal's reason. */
export class AbortError extends FluxlineError {
  override readonly name = 'AbortError'
  readonly code = 'FLUXLINE_ABORTED'
  /** The request's path below the client's address, without its query. */
  declare readonly path?: string | undefined

  /** Also for an error of another copy of the package. */
  static override [Symbol.hasInstance](value: unknown): value is AbortError {
    return hasCode(value, 'FLUXLINE_ABORTED')
  }
}

/** The headers of a response, for errors and events: without cookies, and with `***` for each secret of the request. */
export interface ShownHeaders {
  /** Returns a header by name, in any case; `null` if it is absent or a cookie. */
  get(name: string): string | null
}

/** The parts of a request and its response from which an {@link HttpError} is made. */
export interface HttpErrorResponse {
  readonly method: string
  readonly path: string
  readonly url?: string | undefined
  readonly bucket?: string | undefined
  readonly org?: string | undefined
  readonly status: number
  readonly serverCode?: string | undefined
  readonly serverMessage?: string | undefined
  readonly serverDetails?: Readonly<Record<string, unknown>> | undefined
  readonly body?: string | undefined
  readonly headers?: ShownHeaders | undefined
  readonly requestId?: string | undefined
  readonly traceId?: string | undefined
  readonly retryAfterMs?: number | undefined
}

// 501, 505 and 511 stay as they are.
const PASSING = /^(408|425|429|5(?!01|05|11)..)$/
// A server or a proxy may report conflicts as 500, and they stay conflicts. Waiting lifts no limit of cardinality.
// InfluxDB 1.x and 3 return 500 for a query that is wrong, and 3 for a body that is too large or not UTF-8.
const HOPELESS =
  /cardinality|partial write|field type conflict|unable to parse|retention policy|no database|compilation failed|^error (@|in building|in query)|planning query|influxql statement|^must specify|invalid mime|max request size|valid utf8/i

/** InfluxDB, or something in front of it, returned a status other than 2xx. */
export class HttpError extends FluxlineError {
  override readonly name: string = 'HttpError'
  readonly code: string = 'FLUXLINE_HTTP'
  declare readonly method: string
  /** The request's path below the client's address, without its query. */
  declare readonly path: string
  declare readonly status: number
  /** InfluxDB's own code, such as `unauthorized` or `too many requests`, if the body has one. */
  declare readonly serverCode?: string | undefined
  /** The server's whole message; the message of this error has its beginning. */
  declare readonly serverMessage?: string | undefined
  /** The other members of the server's JSON, such as `op`, `err` and `line`. */
  declare readonly serverDetails?: Readonly<Record<string, unknown>> | undefined
  /** The ID of this request in InfluxDB's log. */
  declare readonly requestId?: string | undefined
  /** The ID of this request's trace in InfluxDB Cloud. */
  declare readonly traceId?: string | undefined
  /** How long the server asks to wait, in milliseconds, from `Retry-After`. */
  declare readonly retryAfterMs?: number | undefined
  readonly #body: string
  readonly #headers: ShownHeaders | undefined

  /** @internal */
  constructor(message: string, response: HttpErrorResponse, options?: ErrorOptions) {
    super(message, options)
    const { body = '', headers, ...shown } = Object(response) as HttpErrorResponse
    assignDefined(this, shown)
    this.#body = body
    this.#headers = headers
  }

  /** The whole response as text. Logs do not show it. */
  get body(): string {
    return this.#body
  }

  /** The headers of the response, without cookies and secrets: `error.headers?.get('x-influxdb-version')`. Logs do not show them. */
  get headers(): ShownHeaders | undefined {
    return this.#headers
  }

  /** Whether the same request may succeed later. */
  get retryable(): boolean {
    const { status, serverMessage = '', retryAfterMs } = this
    return PASSING.test(String(status)) && (retryAfterMs !== undefined || !HOPELESS.test(serverMessage))
  }

  /** Also for an error of another copy of the package. */
  static override [Symbol.hasInstance](value: unknown): value is HttpError {
    return isHttpError(value)
  }
}

/** Whether this is an {@link HttpError}, made by any copy or version of the package; a {@link PartialWriteError} is one too. */
export function isHttpError(error: unknown): error is HttpError {
  return isInfluxDBError(error) && 'status' in error && typeof error.status === 'number'
}

/** A line that the server refused, and why. */
export interface RejectedLine {
  readonly line: string
  readonly reason: string
}

/** The lines that the response to a write reports as refused. */
export interface RefusedLines {
  readonly rejected: readonly RejectedLine[]
  readonly dropped: number
}

/** The server refused lines of a write; `rejected` holds those that it named. */
export class PartialWriteError extends HttpError {
  override readonly name = 'PartialWriteError'
  override readonly code = 'FLUXLINE_PARTIAL_WRITE'
  /** The lines that the server named, in its order; empty if it only counted them. */
  declare readonly rejected: readonly RejectedLine[]
  /**
   * How many points the server dropped; 0 if it stored nothing. It stored the others, except that after a field type conflict
   * those of other shards, such as weeks, may be missing: write them again.
   */
  declare readonly dropped: number

  /** @internal */
  constructor(message: string, response: HttpErrorResponse, refused: RefusedLines) {
    super(message, { ...response, ...refused })
  }

  /** Also for an error of another copy of the package. */
  static override [Symbol.hasInstance](value: unknown): value is PartialWriteError {
    return hasCode(value, 'FLUXLINE_PARTIAL_WRITE')
  }
}

/**
 * The server does not have the feature: it is InfluxDB 1.x or 3, or only InfluxDB Cloud has the feature. The message says
 * what the server is and what to use there.
 */
export class NotOnThisServerError extends HttpError {
  override readonly name = 'NotOnThisServerError'
  override readonly code = 'FLUXLINE_NOT_ON_THIS_SERVER'

  /** Also for an error of another copy of the package. */
  static override [Symbol.hasInstance](value: unknown): value is NotOnThisServerError {
    return hasCode(value, 'FLUXLINE_NOT_ON_THIS_SERVER')
  }
}
