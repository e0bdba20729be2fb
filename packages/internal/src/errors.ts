/** On every error of every fluxline package, so that copies and versions of them recognise each other's errors. */
const brand = Symbol.for('fluxline.error')

/** The codes of all errors. A newer version may have more. */
export type FluxlineErrorCode =
  | 'FLUXLINE_ABORTED'
  | 'FLUXLINE_BUFFER_FULL'
  | 'FLUXLINE_CLOSED'
  | 'FLUXLINE_CONFIG'
  | 'FLUXLINE_CONNECTION'
  | 'FLUXLINE_CSV'
  | 'FLUXLINE_DATAFRAME'
  | 'FLUXLINE_FLUX'
  | 'FLUXLINE_HTTP'
  | 'FLUXLINE_INFLUXQL'
  | 'FLUXLINE_INFLUXQL_RESPONSE'
  | 'FLUXLINE_INGEST'
  | 'FLUXLINE_LIMIT'
  | 'FLUXLINE_LINE_PROTOCOL'
  | 'FLUXLINE_NOT_ON_THIS_SERVER'
  | 'FLUXLINE_OPTION'
  | 'FLUXLINE_PARTIAL_WRITE'
  | 'FLUXLINE_POISON'
  | 'FLUXLINE_QUERY'
  | 'FLUXLINE_ROW'
  | 'FLUXLINE_SPOOL'
  | 'FLUXLINE_SPOOL_FULL'
  | 'FLUXLINE_SPOOL_LOCKED'
  | 'FLUXLINE_SQL_RESPONSE'
  | 'FLUXLINE_TIMEOUT'
  | 'FLUXLINE_TRUNCATED'
  | 'FLUXLINE_WORKER'
  | (string & {})

/** What the errors of all fluxline packages have in common. */
export interface InfluxDBError extends Error {
  /** Stable across releases, such as `FLUXLINE_HTTP`: branch on this rather than on the message. */
  readonly code: FluxlineErrorCode
  /** The method of the request that the error is about, if it is about one. */
  readonly method?: string | undefined
  /** The address of the request, without its query. */
  readonly url?: string | undefined
  /** The name or ID of the bucket, if the request has one. */
  readonly bucket?: string | undefined
  /** The name or ID of the organization, if the request has one. */
  readonly org?: string | undefined
  /** The name of the database, if the request is a query of SQL or InfluxQL. */
  readonly database?: string | undefined
  /** True if nothing of the request was sent, so that the server cannot have carried it out. */
  readonly unsent?: boolean | undefined
}

/** Whether a value carries a brand: a symbol of the global registry, which copies of a package share. */
export function hasBrand(value: unknown, key: symbol): value is object {
  return Object(value) === value && key in (value as object)
}

/** Whether this is an error of fluxline, made by any copy or version of its packages. */
export function isInfluxDBError(error: unknown): error is InfluxDBError {
  return hasBrand(error, brand)
}

/** Sets those members that have a value; the others stay absent, so that no log shows them. */
export function assignDefined<Target extends object>(target: Target, members: object): Target {
  for (const [name, value] of Object.entries(members)) {
    if (value !== undefined) (target as Record<string, unknown>)[name] = value
  }
  return target
}

/**
 * The base of every error: branded, and with members only if they are set, so that a log shows no others.
 *
 * Subclasses set theirs with {@link assignDefined}.
 */
export abstract class FluxlineError extends Error {
  abstract readonly code: FluxlineErrorCode
  /** The method of the request that the error is about, if it is about one. */
  declare readonly method?: string | undefined
  /** The address of the request, without its query. */
  declare readonly url?: string | undefined
  /** The name or ID of the bucket, if the request has one. */
  declare readonly bucket?: string | undefined
  /** The name or ID of the organization, if the request has one. */
  declare readonly org?: string | undefined
  /** The name of the database, if the request is a query of SQL or InfluxQL. */
  declare readonly database?: string | undefined

  constructor(message: string, options?: ErrorOptions) {
    // An own `cause` that is undefined would be shown.
    super(message, options?.cause === undefined ? undefined : options)
    // A symbol as a declared member would make the types of two copies differ. Not enumerable: a log shows what is.
    Object.defineProperty(this, brand, { value: true })
  }

  /** Returns name, code, message and the members that are set, as JSON can hold them; `cause` has no stack. */
  toJSON(): Record<string, unknown> {
    const { name, code, message, retryable, cause } = this as FluxlineError & { retryable?: boolean }
    const head = { name, code, message, retryable }
    try {
      return JSON.parse(
        JSON.stringify(Object.assign({ ...head }, this, { cause: brief(cause) }), (_, value: unknown) =>
          typeof value === 'bigint' ? String(value) : value,
        ),
      ) as Record<string, unknown>
    } catch {
      // A value that the caller passed may contain itself.
      return assignDefined({}, head)
    }
  }
}

function brief(cause: unknown): unknown {
  const { name, message, code } = Object(cause) as Partial<InfluxDBError>
  return message === undefined ? cause : { name, message, code }
}

/** What an {@link OptionError} was made from. */
export interface OptionErrorDetails extends ErrorOptions {
  readonly option?: string | undefined
  /** Kept if it is a number, bigint or boolean: others may hold secrets. */
  readonly value?: unknown
}

/** An option or argument is missing or wrong, and nothing was sent; the message names it and the remedy. */
export class OptionError extends FluxlineError {
  override readonly name = 'OptionError'
  readonly code = 'FLUXLINE_OPTION'
  /** The name of the option. */
  declare readonly option?: string | undefined
  /** The value that was passed. Text and objects are absent: they may hold secrets. */
  declare readonly value?: number | bigint | boolean | undefined

  constructor(message: string, details: OptionErrorDetails = {}) {
    super(message, details)
    const { option, value } = details
    assignDefined(this, { option, value: /^[bn]/.test(typeof value) ? value : undefined })
  }

  static override [Symbol.hasInstance](value: unknown): value is OptionError {
    return hasCode(value, 'FLUXLINE_OPTION')
  }
}

/** The client or the writer was closed before the call. */
export class ClosedError extends FluxlineError {
  override readonly name = 'ClosedError'
  readonly code = 'FLUXLINE_CLOSED'
  declare readonly what: 'client' | 'writer'

  constructor(message: string, what: 'client' | 'writer', options?: ErrorOptions) {
    super(message, options)
    this.what = what
  }

  static override [Symbol.hasInstance](value: unknown): value is ClosedError {
    return hasCode(value, 'FLUXLINE_CLOSED')
  }
}

/** Whether this is an error with a code, made by any copy or version of the packages: their classes differ. */
export function hasCode(value: unknown, code: FluxlineErrorCode): boolean {
  return isInfluxDBError(value) && value.code === code
}

/** Adds to the message of an error, in place: its class, cause and stack stay, and the stack shows the new message. */
export function addToMessage<Failure extends Error>(
  error: Failure,
  text: string,
  place: 'before' | 'after' = 'after',
): Failure {
  const { message } = error
  return withMessage(error, place === 'after' ? message + text : text + message)
}

/** Replaces texts of an error, in place: its message, also in its stack, and each member that is text. */
export function reword(error: unknown, change: (text: string) => string): unknown {
  if (!(error instanceof Error)) return error
  for (const [name, value] of Object.entries(error)) {
    if (typeof value === 'string' && name !== 'name' && name !== 'code') Object.assign(error, { [name]: change(value) })
  }
  const message = change(error.message)
  return message === error.message ? error : withMessage(error, message)
}

function withMessage<Failure extends Error>(error: Failure, whole: string): Failure {
  const { message, stack } = error
  const define = (key: string, value: unknown): unknown =>
    Object.defineProperty(error, key, { value, writable: true, configurable: true })
  define('message', whole)
  // The stacks of some engines do not contain the message; a head without one is the name alone.
  const replaced =
    message === ''
      ? stack?.replace(/^(\w+)(?:: )?(?=\n)/, (_, head) => `${head}: ${whole}`)
      : stack?.replace(message, () => whole)
  if (replaced !== undefined) define('stack', replaced)
  return error
}
