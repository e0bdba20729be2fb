import { localToUtc, parseTimestamp } from '@fluxline/point'
import type { LineRows, Precision } from '@fluxline/point'
import { ArrowTypeId, detailsOf, int64sOf, isText, isValid, nullsOf } from './arrow-table.ts'
import type { ArrowData, ArrowType } from './arrow-table.ts'
import { textAt, textColumnOf } from './arrow-texts.ts'
import { DataFrameError } from '../errors.ts'

type Times = LineRows['times']

/** How a column of times is read. */
export interface TimeReading {
  readonly name: string
  /** The unit of integers. */
  readonly precision: Precision
  /** The zone of times without one. */
  readonly timeZone: string | undefined
}

const UNITS: readonly Precision[] = ['s', 'ms', 'us', 'ns']
const NANOSECONDS: Readonly<Record<Precision, bigint>> = { s: 1_000_000_000n, ms: 1_000_000n, us: 1_000n, ns: 1n }
const DAY_SECONDS = 86_400n

/** Whether a type can be the time of rows. */
export function isTimeType(type: ArrowType): boolean {
  const { Int, Date, Timestamp } = ArrowTypeId
  return isText(type) || type.typeId === Int || type.typeId === Date || type.typeId === Timestamp
}

/** The unit of a type of times or durations, other than of days. */
function unitOf(type: ArrowType): Precision {
  const { unit } = detailsOf(type)
  return type.typeId === ArrowTypeId.Date ? 'ms' : UNITS[unit]!
}

/** Dresses a column as the times of lines. @param firstRow How many rows of the table come before. */
export function timesOf(data: ArrowData, reading: TimeReading, firstRow: number): Times {
  const { typeId } = data.type
  if (isText(data.type)) return timesOfTexts(data, reading, firstRow)
  if (typeId === ArrowTypeId.Int) return timesOfIntegers(data, reading, firstRow)
  const times = instantsOf(data)
  const isNaive = typeId === ArrowTypeId.Date || !detailsOf(data.type).timezone
  const { timeZone } = reading
  if (!isNaive || timeZone === undefined) return times
  const toNanoseconds = NANOSECONDS[times.unit]
  return mapTimes(data, reading, firstRow, (row) => localToUtc(times.values[row]! * toNanoseconds, timeZone))
}

/** Dates and timestamps as they are, days as seconds. */
export function instantsOf(data: ArrowData): Times {
  const nulls = nullsOf(data)
  if (data.type.typeId === ArrowTypeId.Date && detailsOf(data.type).unit === 0) {
    const values = BigInt64Array.from(data.values as Int32Array, (day) => BigInt(day) * DAY_SECONDS)
    return { ...nulls, values, unit: 's' }
  }
  return { ...nulls, values: int64sOf(data), unit: unitOf(data.type) }
}

/** Times of day and durations. */
export function spansOf(data: ArrowData): Times {
  const isShort = data.type.typeId === ArrowTypeId.Time && detailsOf(data.type).bitWidth === 32
  const values = isShort ? BigInt64Array.from(data.values as Int32Array, BigInt) : int64sOf(data)
  return { ...nullsOf(data), values, unit: unitOf(data.type) }
}

/** Nanoseconds of what {@link instantsOf} and {@link spansOf} give. */
export function nanosecondsOf({ values, unit }: Times, row: number): bigint {
  return values[row]! * NANOSECONDS[unit]
}

function timesOfIntegers(data: ArrowData, reading: TimeReading, firstRow: number): Times {
  const { precision: unit } = reading
  if (data.values instanceof BigInt64Array) return { ...nullsOf(data), values: data.values, unit }
  const values = data.values as ArrayLike<number> | BigUint64Array
  return { ...mapTimes(data, reading, firstRow, (row) => BigInt(values[row]!)), unit }
}

function timesOfTexts(data: ArrowData, reading: TimeReading, firstRow: number): Times {
  const column = textColumnOf(data)
  const known = new Map<string, bigint>()
  return mapTimes(data, reading, firstRow, (row) => {
    const text = textAt(column, row) ?? ''
    let time = known.get(text)
    if (time === undefined) known.set(text, (time = parseTimestamp(text, { timeZone: reading.timeZone })))
    return time
  })
}

/** Makes nanoseconds of each row that has a value. @throws DataFrameError that names the row */
function mapTimes(data: ArrowData, { name }: TimeReading, firstRow: number, timeAt: (row: number) => bigint): Times {
  const nulls = nullsOf(data)
  const values = new BigInt64Array(data.length)
  for (let row = 0; row < data.length; row++) {
    if (!isValid(nulls, row)) continue
    try {
      const time = timeAt(row)
      values[row] = time
      if (values[row] !== time) throw new DataFrameError(`${time} is beyond 64 bits; InfluxDB stores 1677 to 2262.`)
    } catch (cause) {
      const reason = (cause as Error).message
      throw new DataFrameError(`Row ${firstRow + row + 1} of the time column ${JSON.stringify(name)}: ${reason}`, {
        cause,
      })
    }
  }
  return { ...nulls, values, unit: 'ns' }
}
