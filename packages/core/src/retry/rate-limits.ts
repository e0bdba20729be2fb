import type { QueryValue } from '../client/client.ts'

/** The target of a rate limit: a bucket for writes, an organization for queries. */
export interface RateLimitTarget {
  /** `/api/v2/write`, `/api/v2/query` and so on. */
  readonly path: string
  readonly org?: QueryValue
  readonly bucket?: QueryValue
}

/** A limit of one target. */
interface Limit {
  readonly from: number
  readonly until: number
}

/** When each target accepts requests again, by `Retry-After`. Times are milliseconds of one monotonic clock. */
export class RateLimits {
  readonly #limits = new Map<string, Limit>()
  /** Whether no target has a limit. A field, because each request reads it. */
  isEmpty = true

  /** Limits a target for `forMs`; a later end wins. */
  close(target: RateLimitTarget, nowMs: number, forMs: number): void {
    const key = keyOf(target)
    const until = Math.max(this.#limits.get(key)?.until ?? 0, nowMs + forMs)
    this.#limits.set(key, { from: nowMs, until })
    this.isEmpty = false
  }

  /** Returns the milliseconds until the target accepts requests again; 0 if it does now, or was limited `longestMs` ago. */
  waitMs(target: RateLimitTarget, nowMs: number, longestMs: number = Infinity): number {
    const key = keyOf(target)
    const { from, until } = this.#limits.get(key) ?? { from: nowMs, until: nowMs }
    if (until <= nowMs) this.#limits.delete(key)
    this.isEmpty = this.#limits.size === 0
    return Math.max(0, Math.min(until, from + longestMs) - nowMs)
  }
}

const shared = Symbol.for('fluxline.rateLimits')

/**
 * Returns the rate limits of a client, over `performance.now()`. Objects that wrap a client share its limits, and so do all
 * copies of this package.
 */
export function rateLimitsOf(client: { readonly closing?: AbortSignal | undefined }): RateLimits {
  // Every object that stands for the same client has the same signal; one of an older version has none.
  const identity = client.closing ?? client
  const global = globalThis as { [shared]?: WeakMap<object, RateLimits> }
  const limits = (global[shared] ??= new WeakMap())
  const known = limits.get(identity)
  if (known) return known
  const created = new RateLimits()
  limits.set(identity, created)
  return created
}

function keyOf({ path, org, bucket }: RateLimitTarget): string {
  return JSON.stringify([path, org, bucket])
}
