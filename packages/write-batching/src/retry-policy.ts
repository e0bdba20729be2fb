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
 * up to `maxRetryDelay`. It never goes past `maxRetryTime`: the last attempt is made when that is over. What the server
 * asked for by `Retry-After` comes before both, since an attempt before it would be in vain and none would lose the lines.
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
  if (retryAfterMs !== undefined) return retryAfterMs + random() * jitterInterval
  const from = Math.min(retryInterval * exponentialBase ** (attempt - 1), maxRetryDelay)
  const to = Math.min(retryInterval * exponentialBase ** attempt, maxRetryDelay)
  return Math.min(from + random() * (to - from), leftMs)
}
