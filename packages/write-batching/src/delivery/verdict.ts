import { isUnsent } from '@fluxline/core/rate-limits'
import type { SentShape } from '@fluxline/core/rate-limits'

/** The parts of an error that decide what happens to its batch, from any package or version. */
export interface FailureShape extends SentShape {
  readonly status?: number
  readonly retryable?: boolean
  readonly retryAfterMs?: number | undefined
  readonly rejected?: readonly { readonly line: string; readonly reason: string }[]
  readonly dropped?: number
  readonly message?: string
  readonly serverMessage?: string | undefined
  /** The other members of the server's JSON. InfluxDB 3 lists refused lines in `data`. */
  readonly serverDetails?: Readonly<Record<string, unknown>> | undefined
}

/** What to do with a batch that failed. */
export type Verdict = 'retry' | 'split' | 'isolate' | 'numbered' | 'partial' | 'reject' | 'final'

// A network that asks for a log-in first returns a page, a redirect for now, or 511. The lines have times, so that sending
// them again makes no second point. 201 is InfluxDB's own: some of the lines are stored.
const LOG_IN = /^(2(?!01)..|30[237]|511)$/

// InfluxDB 3 refuses the whole body with 500.
const TOO_LARGE = /^max request size \(/
const NOT_UTF8 = /is not valid utf8/

// InfluxDB 2.x says so before it looks at the lines.
const ABOUT_REQUEST = /^(?:Please provide either orgID or org|id must have a length of 16 bytes)$/

/**
 * Returns what an error means for a batch with this many lines.
 *
 * @param isV3 whether it was sent by the path of InfluxDB 3
 */
export function verdictOf(error: FailureShape, lines: number, isV3: boolean): Verdict {
  // Then it is about a sign-in, and says nothing about the lines.
  if (error.unsent) return error.retryable === true ? 'retry' : 'final'
  if (error.status === 413 || TOO_LARGE.test(error.serverMessage ?? '')) return lines > 1 ? 'split' : 'reject'
  if (isV3) {
    if (error.serverDetails?.['data'] !== undefined) return 'numbered'
    if (NOT_UTF8.test(error.serverMessage ?? '')) return 'isolate'
    // It is about the request: one about lines lists them.
    if (error.status === 400) return 'final'
  }
  if (error.status === 400 && ABOUT_REQUEST.test(error.serverMessage ?? '')) return 'final'
  // Nothing is stored, but the batch without its bad lines can be.
  if (error.status === 400 || (error.rejected?.length ?? 0) > 0) return 'isolate'
  // The other lines of the batch are stored, and sending it again would fail again.
  if (error.code === 'FLUXLINE_PARTIAL_WRITE') return 'partial'
  return error.retryable === true || LOG_IN.test(String(error.status)) || isCut(error) ? 'retry' : 'final'
}

/** Returns how many of a batch's lines a partial write dropped; `undefined` if the server does not say. */
export function droppedLines({ dropped = 0, serverMessage = '' }: FailureShape, lines: number): number | undefined {
  if (dropped > 0) return Math.min(dropped, lines)
  // InfluxDB Cloud counts the lines that it stored.
  const [, written] = /partial write error \((\d+) written\)/.exec(serverMessage) ?? []
  return written === undefined ? undefined : Math.max(0, lines - Number(written))
}

// A server that fails, or a proxy in front of it, may have stored the lines. 503 and 429 mean that it did not accept them.
const MAYBE_STORED = /^(2..|408|500|502|504)$/

/** Whether the lines of a failed attempt may be stored all the same: its response was lost, or does not say. */
export function mayBeStored(failure: FailureShape): boolean {
  if (isUnsent(failure)) return false
  const { status } = failure
  return status === undefined || MAYBE_STORED.test(String(status)) || isCut(failure)
}

/** Whether it is probably a partial write whose words were lost on the way: InfluxDB gives a reason with each 422. */
function isCut({ status, serverMessage = '' }: FailureShape): boolean {
  return status === 422 && serverMessage === ''
}

/** Returns the server's own words for a line that it refused, in one line; if it has none, the message of the error. */
export function shortReason({ serverMessage, message = 'refused' }: FailureShape): string {
  const words = (serverMessage ?? message)
    .split('\n')
    .flatMap((line) => line.trim() || [])
    .join(' ')
  const start = words.indexOf(PARTIAL_WRITE)
  return words.slice(start === -1 ? 0 : start + PARTIAL_WRITE.length).replace(/ dropped=\d+.*$/, '')
}

const PARTIAL_WRITE = 'partial write: '
