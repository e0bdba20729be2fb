/** The parts of an error that decide what happens to its batch, whichever package or version made it. */
export interface FailureShape {
  readonly code?: string
  readonly status?: number
  readonly retryable?: boolean
  readonly retryAfterMs?: number | undefined
  readonly rejected?: readonly { readonly line: string; readonly reason: string }[]
  readonly dropped?: number
  readonly message?: string
  readonly serverMessage?: string | undefined
  /** What a time-out waited for. */
  readonly phase?: string
  readonly cause?: unknown
}

/** What to do with a batch that failed. */
export type Verdict = 'retry' | 'split' | 'triage' | 'partial' | 'reject' | 'final'

/** Reads an error's meaning for a batch of so many lines. */
export function judge(error: FailureShape, lines: number): Verdict {
  if (error.status === 413) return lines > 1 ? 'split' : 'reject'
  // Nothing is stored, and the batch without its bad lines can be.
  if (error.status === 400 || (error.rejected?.length ?? 0) > 0) return 'triage'
  // The others of the batch are stored, and sending it again would only be refused again.
  if (error.code === 'FLUXLINE_PARTIAL_WRITE') return 'partial'
  return error.retryable === true ? 'retry' : 'final'
}

/** How many of so many lines a partial write dropped; `undefined` where the server does not say. */
export function droppedOf({ dropped = 0, serverMessage = '' }: FailureShape, lines: number): number | undefined {
  if (dropped > 0) return Math.min(dropped, lines)
  // InfluxDB Cloud counts the others.
  const [, written] = /partial write error \((\d+) written\)/.exec(serverMessage) ?? []
  return written === undefined ? undefined : Math.max(0, lines - Number(written))
}

/** Failures to reach the server at all, by their codes in Node's and undici's words. */
const NOT_REACHED = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/
// A server that fails, and a proxy before it, may have stored what it was sent. 503 and 429 say that nobody took it.
const MAYBE_STORED: ReadonlySet<number> = new Set([200, 201, 202, 408, 500, 502, 504])

/** Whether the lines of an attempt that failed so may be stored all the same: the answer was lost, or tells nothing. */
export function isUncertain(failure: FailureShape): boolean {
  const { code, status, phase } = failure
  if (status !== undefined) return MAYBE_STORED.has(status)
  if (code === 'FLUXLINE_CLOSED' || phase === 'connect') return false
  for (let cause: unknown = failure.cause; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && typeof cause.code === 'string' && NOT_REACHED.test(cause.code)) return false
  }
  return true
}
