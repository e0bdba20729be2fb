/** Unit of a time in line protocol: nanoseconds, microseconds, milliseconds or seconds since the epoch. */
export type Precision = 'ns' | 'us' | 'ms' | 's'

/** How many decimal digits of a second each unit has. */
export const digitsOf: Readonly<Record<Precision, number>> = { s: 0, ms: 3, us: 6, ns: 9 }

// InfluxDB keeps the outermost two values of int64, as nanoseconds, for itself.
const limits: Readonly<Record<Precision, bigint>> = {
  ns: 9_223_372_036_854_775_806n,
  us: 9_223_372_036_854_775n,
  ms: 9_223_372_036_854n,
  s: 9_223_372_036n,
}

/** Whether InfluxDB can store a time: 1677-09-21T00:12:43.145224194Z to 2262-04-11T23:47:16.854775806Z. */
export function inRange(time: number | bigint, unit: Precision): boolean {
  // Comparing numbers with bigints is slow; safe integers of microseconds and nanoseconds are all in range.
  if (typeof time === 'number') return Math.abs(time) < 9_223_372_036.8547 * 10 ** digitsOf[unit]
  return time <= limits[unit] && time >= -limits[unit]
}

/**
 * Converts a time between units in integers: exact to a finer unit, the floor to a coarser one, also before 1970.
 */
export function scale(time: bigint, from: Precision, to: Precision): bigint {
  const shift = digitsOf[to] - digitsOf[from]
  const factor = 10n ** BigInt(Math.abs(shift))
  if (shift >= 0) return time * factor
  return (time - (((time % factor) + factor) % factor)) / factor
}
