const NS_PER_MS = 1_000_000n
/** How far the high-resolution time may leave the wall clock: its own step is a millisecond. */
const MAX_DRIFT = 5n * NS_PER_MS
/** A last stamp that is further ahead than this was made before the wall clock was set back. */
const MAX_LEAD = 1000n * NS_PER_MS

/**
 * Creates a clock of distinct nanoseconds since the epoch, for points without a time.
 *
 * The part below a millisecond comes from a high-resolution timer and begins at random, so that threads and processes that
 * write to one series rarely meet. Within a thread the times increase. If the wall clock is set to another time, by more
 * than a second back or by any time ahead, they follow it.
 * @param now Milliseconds since the epoch. @defaultValue `Date.now`, looked up each time: a test may have replaced it
 * @param elapsed Milliseconds with fractions since any moment. @defaultValue `performance.now`
 * @param random From 0 to below 1. @defaultValue `Math.random`
 */
export function createClock(
  now: () => number = () => Date.now(),
  elapsed: () => number = () => performance.now(),
  random: () => number = Math.random,
): () => bigint {
  let last = 0n
  /** What the elapsed time lacks of the time since the epoch. */
  let offset: bigint | undefined
  return () => {
    const wall = BigInt(Math.floor(now())) * NS_PER_MS
    const passed = BigInt(Math.floor(elapsed() * 1e6))
    const drift = offset === undefined ? MAX_DRIFT : offset + passed - wall
    if (offset === undefined || drift >= MAX_DRIFT || drift <= -MAX_DRIFT) {
      offset = wall - passed + BigInt(Math.floor(random() * 1e6))
    }
    const current = offset + passed
    last = current > last || last - current > MAX_LEAD ? current : last + 1n
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
