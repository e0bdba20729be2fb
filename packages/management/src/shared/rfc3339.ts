import { OptionError } from '@fluxline/core'

/** A moment: RFC 3339 text with a zone, a `Date`, one with `nanoseconds` (a `Timestamp`), or a Temporal instant. */
export type Time = string | Date | { readonly epochNanoseconds: bigint }

const RFC3339 = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/i

/**
 * Nanoseconds since the epoch.
 *
 * @throws OptionError that names the option where it is no moment
 */
export function nanosecondsOf(option: string, time: Time): bigint {
  if (typeof time === 'string') return parse(option, time)
  const { nanoseconds, epochNanoseconds } = time as { nanoseconds?: unknown; epochNanoseconds?: unknown }
  if (typeof epochNanoseconds === 'bigint') return epochNanoseconds
  if (typeof nanoseconds === 'bigint') return nanoseconds
  if (time instanceof Date && !Number.isNaN(time.getTime())) return BigInt(time.getTime()) * 1_000_000n
  throw refused(option, time instanceof Date ? 'an invalid Date' : typeof time)
}

// What InfluxDB stores; it refuses other times.
const LAST = 2n ** 63n - 2n

/** RFC 3339 with nine digits of a second. @throws OptionError as {@link nanosecondsOf}, and where InfluxDB has no such time */
export function toRfc3339(option: string, time: Time): string {
  const nanoseconds = nanosecondsOf(option, time)
  if (nanoseconds < -LAST || nanoseconds > LAST) {
    throw new OptionError(`${option} is a time that InfluxDB does not have; give one from 1677-09-22 to 2262-04-11.`)
  }
  const rest = ((nanoseconds % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n
  const seconds = new Date(Number((nanoseconds - rest) / 1_000_000n)).toISOString().slice(0, 19)
  return `${seconds}.${String(rest).padStart(9, '0')}Z`
}

function parse(option: string, text: string): bigint {
  const [, seconds, fraction = '', zone] = RFC3339.exec(text) ?? []
  const ms = Date.parse(`${seconds}${zone}`)
  if (seconds === undefined || Number.isNaN(ms)) throw refused(option, JSON.stringify(text))
  return BigInt(ms) * 1_000_000n + BigInt(fraction.padEnd(9, '0'))
}

function refused(option: string, found: string): OptionError {
  return new OptionError(
    `${option} is ${found}; give a Date, or RFC 3339 text with a zone such as 2026-01-31T12:00:00Z.`,
  )
}
