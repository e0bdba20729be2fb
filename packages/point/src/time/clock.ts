/**
 * Creates a clock of distinct, increasing nanoseconds since the epoch, for points without a time.
 *
 * It follows `now`, and counts on by single nanoseconds while that stands still or steps back.
 * @param now Milliseconds since the epoch. @defaultValue `Date.now`
 */
export function createClock(now: () => number = Date.now): () => bigint {
  let last = 0n
  return () => {
    const current = BigInt(Math.floor(now())) * 1_000_000n
    last = current > last ? current : last + 1n
    return last
  }
}

const shared = Symbol.for('fluxline.clock')

/** Reads the clock of this thread, which all copies of this package share: no two calls return the same time. */
export function processClock(): bigint {
  const global = globalThis as { [shared]?: () => bigint }
  global[shared] ??= createClock()
  return global[shared]()
}
