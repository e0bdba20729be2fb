import type { ResolvedBatchOptions } from './options.ts'

/** What has been tried so far. */
export interface RetryState {
  /** Attempts so far, 1 after the first. */
  readonly attempt: number
  /** Milliseconds since the first attempt began. */
  readonly elapsedMs: number
}

/**
 * How long to wait before the next attempt; `undefined` where there is none.
 *
 * The k-th delay lies, by chance, between `retryInterval · exponentialBase^(k-1)` and `retryInterval · exponentialBase^k`,
 * up to `maxRetryDelay`; what the server asked for by `Retry-After` comes before it. A delay never goes past
 * `maxRetryTime`: the last attempt is made when that is over.
 */
export function retryDelay(
  { attempt, elapsedMs }: RetryState,
  retryAfterMs: number | undefined,
  options: Pick<
    ResolvedBatchOptions,
    'retryInterval' | 'exponentialBase' | 'maxRetries' | 'maxRetryDelay' | 'maxRetryTime' | 'jitterInterval'
  >,
  random: () => number,
): number | undefined {
  const { retryInterval, exponentialBase, maxRetries, maxRetryDelay, maxRetryTime, jitterInterval } = options
  const leftMs = maxRetryTime === 0 ? Infinity : maxRetryTime - elapsedMs
  if (attempt > maxRetries || leftMs <= 0) return undefined
  if (retryAfterMs !== undefined) {
    // Earlier than the server asked would be in vain.
    return retryAfterMs > leftMs ? undefined : retryAfterMs + random() * jitterInterval
  }
  const from = Math.min(retryInterval * exponentialBase ** (attempt - 1), maxRetryDelay)
  const to = Math.min(retryInterval * exponentialBase ** attempt, maxRetryDelay)
  return Math.min(from + random() * (to - from), leftMs)
}

/** The parts of an error that decide what happens to its batch, whichever package or version made it. */
export interface FailureShape {
  readonly code?: string
  readonly status?: number
  readonly retryable?: boolean
  readonly retryAfterMs?: number | undefined
  readonly rejected?: readonly { readonly line: string; readonly reason: string }[]
  readonly dropped?: number
  readonly message?: string
}

/** What to do with a batch that failed. */
export type Verdict = 'retry' | 'split' | 'triage' | 'partial' | 'final'

/** Reads an error's meaning. */
export function judge(error: FailureShape, lines: number): Verdict {
  if (error.status === 413) return lines > 1 ? 'split' : 'final'
  // The others of the batch are stored, and sending it again would only be refused again.
  if (error.code === 'FLUXLINE_PARTIAL_WRITE' && (error.dropped ?? 0) > 0) return 'partial'
  // Nothing is stored, and the batch without its bad lines can be.
  if (error.status === 400) return 'triage'
  return error.retryable === true ? 'retry' : 'final'
}

/** Whether an attempt that failed so may have been carried out: its answer was lost. */
export function isUncertain({ code, status }: FailureShape): boolean {
  return status === undefined && code !== 'FLUXLINE_CLOSED'
}
