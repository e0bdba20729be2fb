import { floorDiv, isStorable, nanosecondsPer, readTime, readTimeInUnit } from '@fluxline/internal/nanoseconds'
import type { Time, TimeInUnit } from '@fluxline/internal/nanoseconds'
import { show } from '@fluxline/internal/show'
import { LineProtocolError } from '../errors.ts'
import { isExactIn } from './precision.ts'
import type { Precision } from './precision.ts'

export type { Time, TimeInUnit } from '@fluxline/internal/nanoseconds'

/**
 * Reads a time, and keeps the unit that it has.
 *
 * @param precision The unit of an integer, which is in nanoseconds otherwise.
 * @param isGuarded Whether an integer is refused that is probably in a coarser unit. By default it is if it has no precision.
 * @throws LineProtocolError if it is not a time, or is out of InfluxDB's range, or probably in another unit
 */
export function toTimeInUnit(time: Time, precision?: Precision, isGuarded?: boolean): TimeInUnit {
  const read = readTimeInUnit(time, precision, isGuarded)
  if (typeof read === 'string') throw timeError(time, read)
  return read
}

/**
 * Returns the nanoseconds since the epoch of a time.
 *
 * @param precision The unit of an integer, also as text. Without one an integer is in nanoseconds, and is refused if it is
 * probably in seconds, milliseconds or microseconds: if it would be in 1970, but in this century in one of these. Text of
 * digits is refused.
 * @throws LineProtocolError if it is not a time, or is out of InfluxDB's range
 */
export function toNanoseconds(time: Time, precision?: Precision): bigint {
  const read = readTime(time, precision)
  if (typeof read === 'string') throw timeError(time, read)
  return read
}

/** What happens to a time that is finer than the precision of its line: it is an error, or cut to the floor. */
export type FinerTimes = 'throw' | 'truncate'

/**
 * Returns a time as line protocol has it in a precision.
 *
 * @throws LineProtocolError if the precision would cut it, unless it is to be cut; or if the floor is out of InfluxDB's
 * range, which is possible in 1677 only
 */
export function timeText(time: TimeInUnit, precision: Precision, finerTimes: FinerTimes = 'throw'): string {
  const { value, unit } = time
  if (unit === precision) return String(value)
  if (finerTimes === 'throw' && !isExactIn(time, precision)) {
    const remedy = `write it in '${unit}', round it, or set finerTimes: 'truncate'`
    throw timeError(value, `is in '${unit}', and the precision '${precision}' would cut it; ${remedy}`)
  }
  const cut = floorDiv(BigInt(value) * nanosecondsPer[unit], nanosecondsPer[precision])
  if (isStorable(cut * nanosecondsPer[precision])) return String(cut)
  throw timeError(value, `is before InfluxDB's first time in the precision ${show(precision)}; write it in 'ns'`)
}

/** Returns the error about something that is not a time; `problem` comes after the value. */
function timeError(time: unknown, problem: string): LineProtocolError {
  const value = show(time)
  return new LineProtocolError(`Time ${value} ${problem}.`, { value })
}
