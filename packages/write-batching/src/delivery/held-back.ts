import type { RateLimits } from '@fluxline/core/rate-limits'
import type { Batch } from '../accounting/batch.ts'
import type { ClockAndRandom, ResolvedBatchOptions } from '../options.ts'

type Bounds = Pick<ResolvedBatchOptions, 'maxRetryDelay' | 'maxRetryTime'>

/** The longest that a server can hold back what is sent to it, in milliseconds. */
export function longestWait({ maxRetryDelay, maxRetryTime }: Bounds): number {
  return maxRetryTime === 0 ? maxRetryDelay : Math.min(maxRetryDelay, maxRetryTime)
}

/** Returns how long the server holds back the target of a batch, in milliseconds, within the bounds of the options. */
export function heldBackMs(
  { route, startedAt }: Pick<Batch, 'route' | 'startedAt'>,
  {
    rateLimits,
    options,
    clockAndRandom,
    isSpooled,
  }: {
    readonly rateLimits: RateLimits
    readonly options: Bounds
    readonly clockAndRandom: ClockAndRandom
    readonly isSpooled: boolean
  },
): number {
  if (rateLimits.isEmpty) return 0
  const nowMs = clockAndRandom.now()
  const waitMs = rateLimits.waitMs(route.rateLimitTarget, nowMs, longestWait(options))
  if (startedAt === undefined || isSpooled || options.maxRetryTime === 0) return waitMs
  return Math.max(0, Math.min(waitMs, startedAt + options.maxRetryTime - nowMs))
}
