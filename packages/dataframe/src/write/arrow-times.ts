import { coarserUnitOf, nanosecondsPer, wrongUnit } from '@fluxline/internal/nanoseconds'
import { parseTimestamp } from '@fluxline/point'
import { localToUtc } from '@fluxline/point/columns'
import type { LineRows, Precision } from '@fluxline/point/columns'
import { ArrowTypeId, detailsOf, toInt64s, isText, hasValue, nullsOf } from './arrow-table.ts'
import type { ArrowData, ArrowType } from './arrow-table.ts'
import { textAt, toTextColumn } from './arrow-texts.ts'
import { DataFrameError } from '../errors.ts'

type Times = LineRows['times']

/** How to read a column of times. */
export interface TimeReading {
  readonly name: string
  /** The unit of integers. */
  readonly precision: Precision
  /** The zone of times that have none. */
  readonly timeZone: string | undefined
}

const UNITS: readonly Precision[] = ['s', 'ms', 'us', 'ns']
const DAY_SECONDS = 86_400n

/** Whether a column of this type can be the time column. */
export function isTimeType(type: ArrowType): boolean {
  const { Int, Date, Timestamp } = ArrowTypeId
  return isText(type) || type.typeId === Int || type.typeId === Date || type.typeId === Timestamp
}

/** Returns the unit of a type of times or durations, except of days. */
function unitOf(type: ArrowType): Precision {
  const { unit } = detailsOf(type)
  return type.typeId === ArrowTypeId.Date ? 'ms' : UNITS[unit]!
}

/** Converts a column to the times of lines. @param firstRow the number of rows before it in the table */
export function toTimes(data: ArrowData, reading: TimeReading, firstRow: number): Times {
  const { typeId } = data.type
  if (isText(data.type)) return toTimesFromTexts(data, reading, firstRow)
  if (typeId === ArrowTypeId.Int) return toTimesFromIntegers(data, reading, firstRow)
  const times = toInstants(data)
  const isNaive = typeId === ArrowTypeId.Date || !detailsOf(data.type).timezone
  const { timeZone } = reading
  if (!isNaive || timeZone === undefined) return times
  const toNanoseconds = nanosecondsPer[times.unit]
  return mapTimes(data, reading, firstRow, (row) => localToUtc(times.values[row]! * toNanoseconds, timeZone))
}

/** Returns dates and timestamps unchanged, days as seconds. */
export function toInstants(data: ArrowData): Times {
  const nulls = nullsOf(data)
  if (data.type.typeId === ArrowTypeId.Date && detailsOf(data.type).unit === 0) {
    const values = BigInt64Array.from(data.values as Int32Array, (day) => BigInt(day) * DAY_SECONDS)
    return { ...nulls, values, unit: 's' }
  }
  return { ...nulls, values: toInt64s(data), unit: unitOf(data.type) }
}

/** Returns times of day and durations. */
export function toSpans(data: ArrowData): Times {
  const isShort = data.type.typeId === ArrowTypeId.Time && detailsOf(data.type).bitWidth === 32
  const values = isShort ? BigInt64Array.from(data.values as Int32Array, BigInt) : toInt64s(data)
  return { ...nullsOf(data), values, unit: unitOf(data.type) }
}

/** Returns the nanoseconds of a row of {@link toInstants} or {@link toSpans}. */
export function nanosecondsAt({ values, unit }: Times, row: number): bigint {
  return values[row]! * nanosecondsPer[unit]
}

function toTimesFromIntegers(data: ArrowData, reading: TimeReading, firstRow: number): Times {
  const { precision: unit } = reading
  const given = data.values as ArrayLike<number> | BigUint64Array | BigInt64Array
  const times =
    given instanceof BigInt64Array
      ? { ...nullsOf(data), values: given, unit }
      : { ...mapTimes(data, reading, firstRow, (row) => BigInt(given[row]!)), unit }
  checkUnit(times, data.length, reading, firstRow)
  return times
}

/** @throws DataFrameError that names the first row whose integer is probably in a coarser unit */
function checkUnit(times: Times, length: number, { name, precision }: TimeReading, firstRow: number): void {
  for (let row = 0; row < length; row++) {
    const value = times.values[row]!
    const coarser = coarserUnitOf(value, precision)
    if (coarser === undefined || !hasValue(times, row)) continue
    const problem = `${value} ${wrongUnit(coarser, precision)}`
    throw new DataFrameError(
      `${rowOf(name, firstRow + row)}: ${problem}; set \`precision\`, or make it a column of timestamps if 1970 is meant.`,
    )
  }
}

function toTimesFromTexts(data: ArrowData, reading: TimeReading, firstRow: number): Times {
  const column = toTextColumn(data)
  const cache = new Map<string, bigint>()
  return mapTimes(data, reading, firstRow, (row) => {
    const text = textAt(column, row) ?? ''
    let time = cache.get(text)
    if (time === undefined) cache.set(text, (time = parseTimestamp(text, { timeZone: reading.timeZone })))
    return time
  })
}

/** Computes the nanoseconds of each row that has a value. @throws DataFrameError that names the row */
function mapTimes(data: ArrowData, { name }: TimeReading, firstRow: number, timeAt: (row: number) => bigint): Times {
  const nulls = nullsOf(data)
  const values = new BigInt64Array(data.length)
  for (let row = 0; row < data.length; row++) {
    if (!hasValue(nulls, row)) continue
    try {
      const time = timeAt(row)
      values[row] = time
      if (values[row] !== time)
        throw new DataFrameError(`${time} ns does not fit in 64 bits; InfluxDB stores 1677 to 2262.`)
    } catch (cause) {
      const reason = (cause as Error).message
      throw new DataFrameError(`${rowOf(name, firstRow + row)}: ${reason}`, { cause })
    }
  }
  return { ...nulls, values, unit: 'ns' }
}

function rowOf(column: string, row: number): string {
  return `Row ${row + 1} of the time column ${JSON.stringify(column)}`
}
