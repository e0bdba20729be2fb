/** How often, and after how long, something that failed is tried again; durations in milliseconds. */
export interface RetrySchedule {
  /** Attempts after the first. */
  readonly maxRetries: number
  /** Before the first retry, at least. */
  readonly retryInterval: number
  /** By how much each delay is longer than the one before. */
  readonly exponentialBase: number
  /** The longest delay that is not the server's wish. */
  readonly maxRetryDelay: number
  /** Since the first attempt, after which there is no other; 0 for no bound. */
  readonly maxRetryTime: number
  /** The most that chance adds to what the server asks for. @defaultValue 0 */
  readonly jitterInterval?: number | undefined
}

/** What has been tried so far. */
export interface RetryState {
  /** Attempts so far, 1 after the first. */
  readonly attempt: number
  /** Milliseconds since the first attempt began. */
  readonly elapsedMs: number
}

/**
 * How long to wait before the next attempt, in milliseconds; `undefined` where there is none.
 *
 * The k-th delay lies, by chance, between `retryInterval · exponentialBase^(k-1)` and `retryInterval · exponentialBase^k`,
 * up to `maxRetryDelay`. It never goes past `maxRetryTime`: the last attempt is made when that is over. What the server
 * asks for by `Retry-After` comes before both, since an attempt before it would be in vain.
 */
export function retryDelay(
  { attempt, elapsedMs }: RetryState,
  retryAfterMs: number | undefined,
  { maxRetries, retryInterval, exponentialBase, maxRetryDelay, maxRetryTime, jitterInterval = 0 }: RetrySchedule,
  random: () => number,
): number | undefined {
  const leftMs = maxRetryTime === 0 ? Infinity : maxRetryTime - elapsedMs
  if (attempt > maxRetries || leftMs <= 0) return undefined
  if (retryAfterMs !== undefined) return retryAfterMs + random() * jitterInterval
  const from = Math.min(retryInterval * exponentialBase ** (attempt - 1), maxRetryDelay)
  const to = Math.min(retryInterval * exponentialBase ** attempt, maxRetryDelay)
  return Math.min(from + random() * (to - from), leftMs)
}
