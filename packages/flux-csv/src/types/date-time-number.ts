import { Timestamp } from '../values/timestamp.ts'
import { explainTime, readDateTimeCell, setDateTimeCell } from './date-time.ts'
import type { CellSink, DataType, ValueOptions } from './define-type.ts'
import { defineType } from './define-type.ts'
import { jsonOfInteger, parseInteger } from './integer-cells.ts'
import { decodeText } from './string.ts'

/** A time as text, or as a number of nanoseconds since the epoch. InfluxDB reads both, and writes neither name. */
export const dateTimeNumber: DataType = defineType({
  names: ['dateTime', 'dateTime:number'],
  code: 8,
  storage: 'timestamp',
  wasm: false,
  json: jsonOfInteger,
  explain: explainTime,
})

/** Reads a cell as a record's value; `undefined` if it is not a time. */
export function readDateTimeNumberCell(
  bytes: Uint8Array,
  start: number,
  end: number,
  text: () => string,
  options: ValueOptions,
): object | bigint | string | undefined {
  const time = readDateTimeCell(bytes, start, end, text, options)
  if (time !== undefined) return time
  const digits = text()
  const nanoseconds = parseInteger(digits, true)
  if (nanoseconds === undefined) return undefined
  const { times } = options
  if (times === 'timestamp') return Timestamp.fromNanoseconds(nanoseconds)
  if (times === 'nanoseconds') return nanoseconds
  return times === 'string' ? digits : (times(digits) as object)
}

/** Sets a cell of a column; false if it is not a time. */
export function setDateTimeNumberCell(
  sink: CellSink,
  row: number,
  bytes: Uint8Array,
  start: number,
  end: number,
): boolean {
  if (setDateTimeCell(sink, row, bytes, start, end)) return true
  const nanoseconds = parseInteger(decodeText(bytes, start, end), true)
  if (nanoseconds === undefined) return false
  sink.setInteger(row, nanoseconds)
  return true
}
