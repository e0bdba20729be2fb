import { readZonedTime } from '@fluxline/internal/nanoseconds'
import type { Time } from '@fluxline/internal/nanoseconds'
import { formatRfc3339 } from '@fluxline/internal/rfc3339'
import { showOption } from '@fluxline/internal/show'
import { QueryError } from '../errors.ts'

/** A time as a value in Flux: a `Date`, a `Timestamp`, or a Temporal `Instant` or `ZonedDateTime`. */
export type FluxTime = Date | { readonly epochNanoseconds: bigint }

/** Whether a value in Flux is a time. Text stays text, and an object with `nanoseconds` alone is a record. */
export function isFluxTime(value: object): value is FluxTime {
  return value instanceof Date || typeof (value as { epochNanoseconds?: unknown }).epochNanoseconds === 'bigint'
}

/**
 * Returns a time as RFC 3339 with three or nine digits of a second.
 *
 * @throws QueryError if it is not a time, or is outside 64 bits; its message begins with `location`
 */
export function timeText(time: Time, location: string): string {
  const nanoseconds = toNanoseconds(time, location)
  // Flux would read another time without an error.
  if (BigInt.asIntN(64, nanoseconds) !== nanoseconds) {
    throw new QueryError(`${location} is outside Flux's time range, 1677-09-21 to 2262-04-11.`)
  }
  return formatRfc3339(nanoseconds, nanoseconds % 1_000_000n === 0n ? 'threes' : 'nine')
}

function toNanoseconds(time: Time, location: string): bigint {
  // All of 64 bits, while InfluxDB stores a little less.
  const { epochNanoseconds, nanoseconds } = Object(time) as Partial<Record<string, unknown>>
  const exact = [epochNanoseconds, nanoseconds].find((value) => typeof value === 'bigint')
  if (exact !== undefined) return exact
  if (time instanceof Date && !Number.isNaN(time.getTime())) return BigInt(time.getTime()) * 1_000_000n
  const read = readZonedTime(time)
  if (typeof read === 'bigint') return read
  const problem = read.replace(/; pass its precision.*/, '; pass a Date, RFC 3339 text, or nanoseconds')
  throw new QueryError(`${location} ${time instanceof Date ? '' : `(${showOption(time)}) `}${problem}.`)
}
