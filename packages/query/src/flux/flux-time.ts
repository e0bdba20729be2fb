import { QueryError } from '../errors.ts'

/** A moment: a `Date`, one with nanoseconds such as a `Timestamp`, or a Temporal `Instant` or `ZonedDateTime`. */
export type FluxTime = Date | { readonly epochNanoseconds: bigint }

export function isTime(value: object): value is FluxTime {
  return value instanceof Date || typeof (value as { epochNanoseconds?: unknown }).epochNanoseconds === 'bigint'
}

/**
 * RFC 3339 with three or nine digits of a second.
 *
 * @throws QueryError where the moment is none, or is beyond 64 bits; `place` says in its message where it stands
 */
export function timeText(time: FluxTime, place: string): string {
  const nanoseconds = nanosecondsOf(time, place)
  // Flux would come out at another moment, without a word.
  if (BigInt.asIntN(64, nanoseconds) !== nanoseconds) {
    throw new QueryError(`${place} is a time that Flux does not have; it goes from 1677-09-21 to 2262-04-11.`)
  }
  const rest = ((nanoseconds % 1_000_000n) + 1_000_000n) % 1_000_000n
  const text = new Date(Number((nanoseconds - rest) / 1_000_000n)).toISOString()
  return rest === 0n ? text : `${text.slice(0, -1)}${String(rest).padStart(6, '0')}Z`
}

function nanosecondsOf(time: FluxTime, place: string): bigint {
  const { nanoseconds, epochNanoseconds } = time as { nanoseconds?: unknown; epochNanoseconds?: unknown }
  const own = [epochNanoseconds, nanoseconds].find((value) => typeof value === 'bigint')
  if (own !== undefined) return own
  const ms = (time as Date).getTime()
  if (Number.isNaN(ms)) throw new QueryError(`${place} is an invalid Date; check where it comes from.`)
  return BigInt(ms) * 1_000_000n
}
