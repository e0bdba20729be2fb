import { describeUnknown } from '#explain'
import { checkNames } from '@fluxline/internal/option-names'
import { longestTimerMs, sleep } from '@fluxline/internal/timers'
import type { OptionNames } from '@fluxline/internal/options'
import type { ClientResponse, RequestSpec } from '../client/client.ts'
import { isInfluxDBError, OptionError } from '../errors.ts'
import { isWhole } from '../http/read-body.ts'
import type { RetryEvent } from '../observe/hooks.ts'
import { abortError } from '../transport/failure.ts'
import { isRepeatable, reads } from './is-repeatable.ts'
import { rateLimitsOf } from './rate-limits.ts'
import type { RateLimitTarget } from './rate-limits.ts'
import { retryDelay } from './retry-delay.ts'
import { isUnsent } from './unsent.ts'

/** Makes a call until it succeeds or is not worth another attempt; created by {@link retry}. */
export type Retry = (call: RetriedCall) => Promise<ClientResponse>

/** A call that may be made more than once. */
export interface RetriedCall {
  readonly spec: RequestSpec
  /** The address with its query. @defaultValue the path of `spec` */
  readonly url?: string | undefined
  /** Makes the call; `count` is 1 for the first attempt. */
  readonly attempt: (count: number) => Promise<ClientResponse>
  /** Called before each delay. */
  readonly onRetry: (event: Pick<RetryEvent, 'attempt' | 'error' | 'delayMs'>) => void
  /** Aborted when the client is closed. */
  readonly closing: AbortSignal
}

/** How often, and after how long, a failed call is made again. */
export interface RetryOptions {
  /** Attempts after the first. @defaultValue 3 */
  readonly maxRetries?: number | undefined
  /** Minimum delay before the first retry, in milliseconds. @defaultValue 500 */
  readonly retryInterval?: number | undefined
  /** The factor by which each delay is longer than the one before. @defaultValue 2 */
  readonly exponentialBase?: number | undefined
  /** The longest delay in milliseconds, also if Retry-After asks for more. @defaultValue 15000 */
  readonly maxRetryDelay?: number | undefined
  /** When to stop, in milliseconds since the first attempt; 0 means no limit. @defaultValue 60000 */
  readonly maxRetryTime?: number | undefined
  /** Random source. @defaultValue `Math.random` */
  readonly random?: (() => number) | undefined
}

/** Default options of {@link retry}. */
export const defaultRetryOptions: Readonly<
  Record<'maxRetries' | 'retryInterval' | 'exponentialBase' | 'maxRetryDelay' | 'maxRetryTime', number>
> = /* @__PURE__ */ Object.freeze({
  maxRetries: 3,
  retryInterval: 500,
  exponentialBase: 2,
  maxRetryDelay: 15_000,
  maxRetryTime: 60_000,
})

const knownRetryOptions: OptionNames<RetryOptions> = {
  maxRetries: 'a number',
  retryInterval: 'a number',
  exponentialBase: 'a number',
  maxRetryDelay: 'a number',
  maxRetryTime: 'a number',
  random: 'a function',
}

/**
 * Makes a call again if it failed for a reason that may pass, and if a second time does no harm.
 *
 * It repeats GET, HEAD and PUT, queries, writes of lines that all have times, other requests that are marked as
 * `idempotent`, and any request of which nothing was sent. After a time-out only GET and HEAD are repeated, since the
 * server may still be at work. Batch writers retry by their own options instead.
 *
 * Each delay is random between `retryInterval` times a power of `exponentialBase` and the next power. A `Retry-After` of the
 * server replaces it. It holds for all calls and writers of the client with the same target, up to `maxRetryDelay`, and is
 * not awaited beyond `maxRetryTime`.
 * @throws OptionError if an option is unknown, or not a number from 0 to 2147483647
 */
export function retry(options: RetryOptions = {}): Retry {
  const schedule = resolve(options)
  const random = options.random ?? Math.random
  return async (call) => {
    const { spec, attempt, onRetry, closing } = call
    const limits = rateLimitsOf(call)
    const target = (): RateLimitTarget => toTarget(spec)
    const { maxRetryDelay } = schedule
    const startMs = performance.now()
    const fits = (ms: number): boolean =>
      schedule.maxRetryTime === 0 || performance.now() - startMs + ms <= schedule.maxRetryTime
    for (let count = 1; ; count++) {
      let waitMs: number
      while (
        !limits.isEmpty &&
        (waitMs = limits.waitMs(target(), performance.now(), maxRetryDelay)) > 0 &&
        fits(waitMs) &&
        !closing.aborted
      ) {
        await pause(waitMs, call)
      }
      try {
        return await attempt(count)
      } catch (error) {
        const state = { attempt: count, elapsedMs: performance.now() - startMs }
        const retryAfterMs = retryAfterOf(error)
        if (retryAfterMs !== undefined) {
          limits.close(target(), performance.now(), Math.min(retryAfterMs, maxRetryDelay))
        }
        const isOver = closing.aborted || !fits(retryAfterMs ?? 0) || !isWorthwhile(spec, error)
        const delayMs = isOver ? undefined : retryDelay(state, retryAfterMs, schedule, random)
        if (delayMs === undefined) throw error
        onRetry({ attempt: count, error, delayMs })
        await pause(delayMs, call)
        if (closing.aborted) throw error
      }
    }
  }
}

type ResolvedRetryOptions = typeof defaultRetryOptions

function resolve(options: RetryOptions): ResolvedRetryOptions {
  checkNames('retry', options, knownRetryOptions, describeUnknown)
  const resolved = { ...defaultRetryOptions }
  for (const name of Object.keys(defaultRetryOptions) as (keyof ResolvedRetryOptions)[]) {
    const value = options[name] ?? resolved[name]
    if (!(value >= 0 && value <= longestTimerMs)) {
      const problem = `\`retry.${name}\` must be a number from 0 to 2147483647, not ${typeof value === 'number' ? value : typeof value}`
      throw new OptionError(problem, { option: name, value })
    }
    resolved[name] = value
  }
  return resolved
}

function isWorthwhile(spec: RequestSpec, error: unknown): boolean {
  if (!isInfluxDBError(error) || !('retryable' in error) || error.retryable !== true) return false
  // Whatever it is, unless it must not be repeated or is used up.
  if (isUnsent(error)) return spec.idempotent !== false && isWhole(spec.body)
  return isRepeatable(spec) && (reads(spec) || !('phase' in error))
}

function retryAfterOf(error: unknown): number | undefined {
  const { retryAfterMs } = Object(error) as { retryAfterMs?: unknown }
  return typeof retryAfterMs === 'number' ? retryAfterMs : undefined
}

/** Writes are limited by bucket, other calls by endpoint: `/api/v2/tasks/0a1b/runs` is one of `/api/v2/tasks`. */
function toTarget({ path, query }: RequestSpec): RateLimitTarget {
  return { path: path.split('/', 4).join('/'), org: query?.['org'], bucket: query?.['bucket'] }
}

/** Waits, or ends early when the client is closed. @throws AbortError if the caller aborts */
async function pause(ms: number, { spec, url = spec.path, closing }: RetriedCall): Promise<void> {
  await sleep(ms, spec.signal, closing)
  if (spec.signal?.aborted) throw abortError({ ...spec, url })
}
