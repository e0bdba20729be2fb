import { isWhole } from './body.ts'
import type { ClientResponse, RequestSpec } from './client.ts'
import { isInfluxDBError, OptionError } from './errors.ts'
import type { RetryEvent } from './observe.ts'
import { abortError } from './transport/failure.ts'

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
 * a power of `exponentialBase` and the next power; what the server asks for by `Retry-After` goes before that, and a wait
 * past `maxRetryTime` is not begun. After a time-out only GET and HEAD are made again: the server may still be at work.
 * @throws OptionError where an option is not a number that makes sense
 */
export function retry(options: RetryOptions = {}): Retry {
  const resolved = resolve(options)
  const random = options.random ?? Math.random
  return async ({ spec, attempt, onRetry, closing }) => {
    const start = performance.now()
    for (let count = 1; ; count++) {
      try {
        return await attempt(count)
      } catch (error) {
        const delayMs = isWorthwhile(spec, error) ? delay(count, error, resolved, random) : undefined
        const left = resolved.maxRetryTime === 0 ? Infinity : start + resolved.maxRetryTime - performance.now()
        if (delayMs === undefined || delayMs > left || closing.aborted) throw error
        onRetry({ attempt: count, error, delayMs })
        await sleep(delayMs, [spec.signal, closing])
        if (spec.signal?.aborted) throw abortError({ method: spec.method, url: spec.path, signal: spec.signal })
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
    if (!(value >= 0 && value <= 2_147_483_647)) {
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

function delay(
  count: number,
  error: unknown,
  { maxRetries, retryInterval, exponentialBase, maxRetryDelay }: ResolvedRetryOptions,
  random: () => number,
): number | undefined {
  if (count > maxRetries) return undefined
  const { retryAfterMs } = error as { retryAfterMs?: number }
  if (retryAfterMs !== undefined) return retryAfterMs
  const from = Math.min(retryInterval * exponentialBase ** (count - 1), maxRetryDelay)
  const to = Math.min(retryInterval * exponentialBase ** count, maxRetryDelay)
  return from + random() * (to - from)
}

/** Waits, or ends early when one of the signals is aborted. */
function sleep(ms: number, signals: readonly (AbortSignal | undefined)[]): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      clearTimeout(timer)
      for (const signal of signals) signal?.removeEventListener('abort', wake)
      resolve()
    }
    const timer = setTimeout(wake, ms)
    for (const signal of signals) signal?.addEventListener('abort', wake)
    if (signals.some((signal) => signal?.aborted)) wake()
  })
}
