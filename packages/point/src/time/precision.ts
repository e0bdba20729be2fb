/** Unit of a time in line protocol: nanoseconds, microseconds, milliseconds or seconds since the epoch. */
export type Precision = 'ns' | 'us' | 'ms' | 's'

/** How many decimal digits of a second each unit has. */
export const digitsOf: Readonly<Record<Precision, number>> = { s: 0, ms: 3, us: 6, ns: 9 }

const nanosecondsOf = (unit: Precision): number => 10 ** (9 - digitsOf[unit])

/** Whether InfluxDB can store a time: 1677-09-21T00:12:43.145224194Z to 2262-04-11T23:47:16.854775806Z. */
export function inRange(time: number | bigint, unit: Precision): boolean {
  // Of numbers only safe integers come here, which have no value near a limit that a product of doubles would miss.
  if (typeof time === 'number') return Math.abs(time) * nanosecondsOf(unit) < 2 ** 63
  if (!(unit in digitsOf)) return false
  const nanoseconds = unit === 'ns' ? time : scale(time, unit, 'ns')
  // InfluxDB keeps the outermost two values of int64 for itself.
  return nanoseconds < 2n ** 63n - 1n && nanoseconds > 1n - 2n ** 63n
}

/**
 * Converts a time between units in integers: exact to a finer unit, the floor to a coarser one, also before 1970.
 */
export function scale(time: bigint, from: Precision, to: Precision): bigint {
  const nanoseconds = time * BigInt(nanosecondsOf(from))
  const unit = BigInt(nanosecondsOf(to))
  return (nanoseconds - (((nanoseconds % unit) + unit) % unit)) / unit
}
