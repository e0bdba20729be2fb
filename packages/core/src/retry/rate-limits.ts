import type { Client, QueryValue } from '../client/client.ts'

/** What asks for a pause as a whole: a bucket for writes, an organization for queries. */
export interface RateLimitTarget {
  /** `/api/v2/write`, `/api/v2/query` and so on. */
  readonly path: string
  readonly org?: QueryValue
  readonly bucket?: QueryValue
}

/** Until when each target asked by `Retry-After` to be left alone. Times are milliseconds of one clock that never steps back. */
export class RateLimits {
  readonly #until = new Map<string, number>()
  /** Whether no target has a limit. A field, because each request reads it. */
  isEmpty = true

  /** Closes a target's gate for so long; a later end wins. */
  close(target: RateLimitTarget, nowMs: number, forMs: number): void {
    const key = keyOf(target)
    this.#until.set(key, Math.max(this.#until.get(key) ?? 0, nowMs + forMs))
    this.isEmpty = false
  }

  /** Milliseconds until the target may be asked again; 0 where it may be now. */
  waitMs(target: RateLimitTarget, nowMs: number): number {
    const key = keyOf(target)
    const waitMs = (this.#until.get(key) ?? nowMs) - nowMs
    if (waitMs <= 0) this.#until.delete(key)
    this.isEmpty = this.#until.size === 0
    return Math.max(0, waitMs)
  }
}

const limits = new WeakMap<object, RateLimits>()

/** The gates of a client, shared by all that use it, over `performance.now()`; objects that wrap a client share its gates. */
export function rateLimitsOf(client: Pick<Client, 'closing'>): RateLimits {
  // Every object that stands for the same client has the same signal; one of an older version has none.
  const identity = client.closing ?? client
  const known = limits.get(identity) ?? new RateLimits()
  limits.set(identity, known)
  return known
}

function keyOf({ path, org, bucket }: RateLimitTarget): string {
  return JSON.stringify([path, org, bucket])
}
