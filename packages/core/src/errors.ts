/** On every error of every fluxline package, so that copies and versions of them know each other's errors. */
const brand = Symbol.for('fluxline.error')

/** What the errors of all fluxline packages have in common. */
export interface InfluxDBError extends Error {
  /** Stable across releases, such as `FLUXLINE_HTTP`: branch on this rather than on the message. */
  readonly code: string
}

/** Whether this is an error of fluxline, made by whichever copy or version of its packages. */
export function isInfluxDBError(error: unknown): error is InfluxDBError {
  return error instanceof Error && brand in error
}

abstract class FluxlineError extends Error {
  abstract readonly code: string
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    // Not enumerable: a log shows what is.
    Object.defineProperty(this, brand, { value: true })
  }
}

/** An option is missing or cannot be right; the message names it, its value and the remedy. */
export class OptionError extends FluxlineError {
  override readonly name = 'OptionError'
  readonly code = 'FLUXLINE_OPTION'
}

/** The client was closed before the call. */
export class ClosedError extends FluxlineError {
  override readonly name = 'ClosedError'
  readonly code = 'FLUXLINE_CLOSED'
}

/** What a time-out was waiting for. */
export type TimeoutPhase = 'connect' | 'firstByte' | 'idle' | 'total'

/** InfluxDB did not answer, or went silent, for longer than the time-out; the request was ended and its socket closed. */
export class TimeoutError extends FluxlineError {
  override readonly name = 'TimeoutError'
  readonly code = 'FLUXLINE_TIMEOUT'
  declare readonly phase: TimeoutPhase
  /** The time-out that passed, in milliseconds. */
  declare readonly timeoutMs: number
  /** The same request may succeed later; whether it was carried out is not known, except in the phase `connect`. */
  readonly retryable = true
  constructor(message: string, phase: TimeoutPhase, timeoutMs: number, options?: ErrorOptions) {
    super(message, options)
    this.phase = phase
    this.timeoutMs = timeoutMs
  }
}

/** There was no connection to InfluxDB, or it broke before the answer was whole. `cause` says how. */
export class ConnectionError extends FluxlineError {
  override readonly name = 'ConnectionError'
  readonly code = 'FLUXLINE_CONNECTION'
  /** False where trying again cannot help, as with a certificate that is not trusted. */
  declare readonly retryable: boolean
  constructor(message: string, retryable: boolean, options?: ErrorOptions) {
    super(message, options)
    this.retryable = retryable
  }
}

/** The caller's `AbortSignal` ended the request; `cause` is the signal's reason. */
export class AbortError extends FluxlineError {
  override readonly name = 'AbortError'
  readonly code = 'FLUXLINE_ABORTED'
}

/** What an {@link HttpError} was made from. */
export interface HttpErrorResponse {
  readonly method: string
  readonly path: string
  readonly status: number
  readonly serverCode?: string | undefined
  readonly serverMessage?: string | undefined
  readonly serverDetails?: Readonly<Record<string, unknown>> | undefined
  readonly body?: string | undefined
  readonly requestId?: string | undefined
  readonly traceId?: string | undefined
  readonly retryAfterMs?: number | undefined
}

// 501, 505 and 511 do not pass by themselves.
const PASSING = /^(408|425|429|5(?!01|05|11)..)$/
// Conflicts stay conflicts where a server or a proxy reports them as 500, waiting lifts no limit of cardinality, and
// InfluxDB 1.x answers 500 to a query that is wrong.
const HOPELESS =
  /cardinality|partial write|field type conflict|unable to parse|retention policy|no database|compilation failed|^error (@|in building|in query)/i

/** InfluxDB, or something in front of it, answered outside 2xx. */
export class HttpError extends FluxlineError {
  override readonly name: string = 'HttpError'
  readonly code: string = 'FLUXLINE_HTTP'
  declare readonly method: string
  /** The request's path, without its query. */
  declare readonly path: string
  declare readonly status: number
  /** InfluxDB's own word for it, such as `unauthorized` or `too many requests`, where the body had one. */
  declare readonly serverCode: string | undefined
  /** The server's words, whole; the message of this error has their beginning. */
  declare readonly serverMessage: string | undefined
  /** What else the server's JSON says: `op`, `err`, `line` and the like. */
  declare readonly serverDetails: Readonly<Record<string, unknown>> | undefined
  /** What InfluxDB's own log calls this request. */
  declare readonly requestId: string | undefined
  /** What InfluxDB Cloud calls the trace of this request. */
  declare readonly traceId: string | undefined
  /** How long the server asks to wait, in milliseconds, from `Retry-After`. */
  declare readonly retryAfterMs: number | undefined
  readonly #body: string
  constructor(message: string, response: HttpErrorResponse, options?: ErrorOptions) {
    super(message, options)
    const { body = '', ...shown } = response
    Object.assign(this, shown)
    this.#body = body
  }

  /** The whole answer as text; not among the properties that a log shows. */
  get body(): string {
    return this.#body
  }

  /** Whether the same request may succeed later. */
  get retryable(): boolean {
    const { status, serverMessage = '', retryAfterMs } = this
    return PASSING.test(String(status)) && (retryAfterMs !== undefined || !HOPELESS.test(serverMessage))
  }
}

/** Whether InfluxDB answered this outside 2xx; {@link PartialWriteError} is one too. */
export function isHttpError(error: unknown): error is HttpError {
  return isInfluxDBError(error) && 'status' in error && typeof error.status === 'number'
}

/** A line that the server refused, and why. */
export interface RejectedLine {
  readonly line: string
  readonly reason: string
}

/** What an answer to a write says of the lines that it refused. */
export interface RefusedLines {
  readonly rejected: readonly RejectedLine[]
  readonly dropped: number
}

/** The server refused lines of a write; `rejected` holds those that it named. */
export class PartialWriteError extends HttpError {
  override readonly name = 'PartialWriteError'
  override readonly code = 'FLUXLINE_PARTIAL_WRITE'
  /** The lines that the server named, in its order; empty where it only counted them. */
  declare readonly rejected: readonly RejectedLine[]
  /** How many points the server says it dropped while it stored the others; 0 where it stored nothing. */
  declare readonly dropped: number
  constructor(message: string, response: HttpErrorResponse, refused: RefusedLines) {
    super(message, { ...response, ...refused })
  }
}

/**
 * The server does not have what was asked for: InfluxDB Cloud alone has it, or a version of InfluxDB that is newer.
 */
export class NotOnThisServerError extends HttpError {
  override readonly name = 'NotOnThisServerError'
  override readonly code = 'FLUXLINE_NOT_ON_THIS_SERVER'
}
