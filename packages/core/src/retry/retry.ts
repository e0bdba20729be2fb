import { isWhole } from '../http/read-body.ts'
import type { ClientResponse, RequestSpec } from '../client/client.ts'
import { isInfluxDBError, OptionError } from '../errors.ts'
import { rateLimitsOf } from './rate-limits.ts'
import type { RateLimitTarget } from './rate-limits.ts'
import type { RetryEvent } from '../observe/hooks.ts'
import { retryDelay } from './retry-delay.ts'
import { abortError } from '../transport/failure.ts'
import { onAbort } from '@fluxline/internal/signals'

const LONGEST_TIMER_MS = 2_147_483_647

/** Makes a call as often as it takes; made by {@link retry}. */
export type Retry = (call: RetriedCall) => Promise<ClientResponse>

/** A call that may be made more than once. */
export interface RetriedCall {
  readonly spec: RequestSpec
  /** Makes the call; `count` is 1 for the first attempt. */
  readonly attempt: (count: number) => Promise<ClientResponse>
  /** Told before each delay. */
  readonly onRetry: (event: Pick<RetryEvent, 'attempt' | 'error' | 'delayMs'>) => void
  /** Aborted when the client is closed. */
  readonly closing: AbortSignal
}

/** How often, and after how long, a failed call is made again. */
export interface RetryOptions {
  /** Attempts after the first. @defaultValue 3 */
  readonly maxRetries?: number | undefined
  /** Milliseconds before the first retry, at least. @defaultValue 500 */
  readonly retryInterval?: number | undefined
  /** By how much each delay is longer than the one before. @defaultValue 2 */
  readonly exponentialBase?: number | undefined
  /** The longest delay that is not the server's wish, in milliseconds. @defaultValue 15000 */
  readonly maxRetryDelay?: number | undefined
  /** Milliseconds since the first attempt after which there is no other; 0 for no bound. @defaultValue 60000 */
  readonly maxRetryTime?: number | undefined
  /** Where chance comes from. @defaultValue `Math.random` */
  readonly random?: (() => number) | undefined
}

/** What an omitted option means. */
export const defaultRetryOptions: Readonly<
  Record<'maxRetries' | 'retryInterval' | 'exponentialBase' | 'maxRetryDelay' | 'maxRetryTime', number>
> = Object.freeze({
  maxRetries: 3,
  retryInterval: 500,
  exponentialBase: 2,
  maxRetryDelay: 15_000,
  maxRetryTime: 60_000,
})

/**
 * Makes calls again that failed for a reason that passes, where a second time does no harm.
 *
 * These are GET, HEAD and PUT, and what says that it is `idempotent`. A delay lies by chance between `retryInterval` times
 * a power of `exponentialBase` and the next power; what the server asks for by `Retry-After` goes before that, holds for
 * all calls and writers of the client that go to the same target, and is not waited for past `maxRetryTime`. After a
 * time-out only GET and HEAD are made again: the server may still be at work.
 * @throws OptionError where an option is not a number that makes sense
 */
export function retry(options: RetryOptions = {}): Retry {
  const schedule = resolve(options)
  const random = options.random ?? Math.random
  return async (call) => {
    const { spec, attempt, onRetry, closing } = call
    const limits = rateLimitsOf(call)
    const target = targetOf(spec)
    const startMs = performance.now()
    const fits = (ms: number): boolean =>
      schedule.maxRetryTime === 0 || performance.now() - startMs + ms <= schedule.maxRetryTime
    for (let count = 1; ; count++) {
      let waitMs: number
      while ((waitMs = limits.waitMs(target, performance.now())) > 0 && fits(waitMs) && !closing.aborted) {
        await sleep(waitMs, call)
      }
      try {
        return await attempt(count)
      } catch (error) {
        const state = { attempt: count, elapsedMs: performance.now() - startMs }
        const retryAfterMs = retryAfterOf(error)
        if (retryAfterMs !== undefined) limits.close(target, performance.now(), retryAfterMs)
        const isOver = closing.aborted || !fits(retryAfterMs ?? 0) || !isWorthwhile(spec, error)
        const delayMs = isOver ? undefined : retryDelay(state, retryAfterMs, schedule, random)
        if (delayMs === undefined) throw error
        onRetry({ attempt: count, error, delayMs })
        await sleep(delayMs, call)
        if (closing.aborted) throw error
      }
    }
  }
}

type ResolvedRetryOptions = typeof defaultRetryOptions

function resolve(options: RetryOptions): ResolvedRetryOptions {
  const resolved = { ...defaultRetryOptions }
  for (const name of Object.keys(defaultRetryOptions) as (keyof ResolvedRetryOptions)[]) {
    const value = options[name] ?? resolved[name]
    if (!(value >= 0 && value <= LONGEST_TIMER_MS)) {
      throw new OptionError(`${name} of retry is ${value}; give a number from 0 to 2147483647`)
    }
    resolved[name] = value
  }
  return resolved
}

function isWorthwhile({ method, idempotent, body }: RequestSpec, error: unknown): boolean {
  const reads = method === 'GET' || method === 'HEAD'
  // DELETE is left out: where the first one arrived, the second would be answered 404.
  if (!(idempotent ?? (reads || method === 'PUT'))) return false
  if (!isWhole(body)) return false
  if (!isInfluxDBError(error) || !('retryable' in error) || error.retryable !== true) return false
  return reads || !('phase' in error) || error.phase === 'connect'
}

function retryAfterOf(error: unknown): number | undefined {
  const { retryAfterMs } = Object(error) as { retryAfterMs?: unknown }
  return typeof retryAfterMs === 'number' ? retryAfterMs : undefined
}

/** Writes are limited by bucket, other calls by endpoint: `/api/v2/tasks/0a1b/runs` is one of `/api/v2/tasks`. */
function targetOf({ path, query }: RequestSpec): RateLimitTarget {
  return { path: path.split('/', 4).join('/'), org: query?.['org'], bucket: query?.['bucket'] }
}

/** Waits, or ends early when the client is closed. @throws AbortError when the caller ends it */
async function sleep(ms: number, { spec, closing }: RetriedCall): Promise<void> {
  // Not every browser that is in use has `Promise.withResolvers`.
  let wake!: () => void
  const awake = new Promise<void>((resolve) => (wake = resolve))
  // A timer takes no longer delay; the gate holds for the rest.
  const timer = setTimeout(wake, Math.min(ms, LONGEST_TIMER_MS))
  const forget = [spec.signal, closing].map((signal) => onAbort(signal, wake))
  await awake
  clearTimeout(timer)
  for (const each of forget) each()
  if (spec.signal?.aborted) throw abortError({ method: spec.method, url: spec.path, signal: spec.signal })
}
