/** Unit of a time in line protocol: nanoseconds, microseconds, milliseconds or seconds since the epoch. */
export type Precision = 'ns' | 'us' | 'ms' | 's'

/** How many decimal digits of a second each unit has. */
export const digitsOf: Readonly<Record<Precision, number>> = { s: 0, ms: 3, us: 6, ns: 9 }

// InfluxDB keeps the outermost two values of int64 for itself.
const LIMIT_NS = 9_223_372_036_854_775_806n
const limits: Readonly<Record<Precision, bigint>> = {
  ns: LIMIT_NS,
  us: LIMIT_NS / 1_000n,
  ms: LIMIT_NS / 1_000_000n,
  s: LIMIT_NS / 1_000_000_000n,
}

/** Whether InfluxDB can store a time: 1677-09-21T00:12:43.145224194Z to 2262-04-11T23:47:16.854775806Z. */
export function inRange(time: number | bigint, unit: Precision): boolean {
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
