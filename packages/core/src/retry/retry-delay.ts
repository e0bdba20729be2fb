/** How often, and after how long, something that failed is retried; durations in milliseconds. */
export interface RetrySchedule {
  /** Attempts after the first. */
  readonly maxRetries: number
  /** Minimum delay before the first retry. */
  readonly retryInterval: number
  /** The factor by which each delay is longer than the one before. */
  readonly exponentialBase: number
  /** The longest delay, also if Retry-After asks for more. */
  readonly maxRetryDelay: number
  /** When to stop, since the first attempt; 0 means no limit. */
  readonly maxRetryTime: number
  /** Maximum random jitter, added to the server's Retry-After. @defaultValue 0 */
  readonly jitterInterval?: number | undefined
}

/** The attempts so far. */
export interface RetryState {
  /** Attempts so far, 1 after the first. */
  readonly attempt: number
  /** Milliseconds since the first attempt began. */
  readonly elapsedMs: number
}

/**
 * Returns the delay before the next attempt, in milliseconds; `undefined` if there is none.
 *
 * The k-th delay is random between `retryInterval · exponentialBase^(k-1)` and `retryInterval · exponentialBase^k`, up to
 * `maxRetryDelay`. The server's `Retry-After` replaces it, up to `maxRetryDelay` too. It ends at `maxRetryTime` at the
 * latest: the last attempt is made then.
 */
export function retryDelay(
  { attempt, elapsedMs }: RetryState,
  retryAfterMs: number | undefined,
  { maxRetries, retryInterval, exponentialBase, maxRetryDelay, maxRetryTime, jitterInterval = 0 }: RetrySchedule,
  random: () => number,
): number | undefined {
  const leftMs = maxRetryTime === 0 ? Infinity : maxRetryTime - elapsedMs
  if (attempt > maxRetries || leftMs <= 0) return undefined
  if (retryAfterMs !== undefined) return Math.min(retryAfterMs + random() * jitterInterval, maxRetryDelay, leftMs)
  // A high power is infinite, and NaN times an interval of 0.
  const step = (power: number): number => Math.min(retryInterval * exponentialBase ** power || 0, maxRetryDelay)
  const from = step(attempt - 1)
  const to = step(attempt)
  return Math.min(from + random() * (to - from), leftMs)
}
