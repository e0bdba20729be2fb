/**
 * Makes a clock of distinct, never decreasing nanoseconds since the epoch, for points that have no time of their own.
 *
 * It follows `now`, and counts on by single nanoseconds where that stands still or steps back.
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

/** The clock of this process, the same for every copy of this package in it: no two calls give the same time. */
export function processClock(): bigint {
  const home = globalThis as { [shared]?: () => bigint }
  home[shared] ??= createClock()
  return home[shared]()
}
