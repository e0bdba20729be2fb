import { Rfc3339Reader } from '@fluxline/internal/rfc3339-bytes'
import { Timestamp } from '../values/timestamp.ts'
import type { CellSink, DataType, ValueOptions } from './define-type.ts'
import { defineType } from './define-type.ts'
import { jsonOfInteger } from './integer-cells.ts'

const reader = new Rfc3339Reader()

/** A time, up to the nanosecond. */
export const dateTime: DataType = defineType({
  names: ['dateTime:RFC3339', 'dateTime:RFC3339Nano'],
  code: 5,
  storage: 'timestamp',
  wasm: {
    column: 'TIME',
    // Milliseconds and nanoseconds side by side, nanoseconds alone, or the text.
    record: { option: 'times', codes: { timestamp: 'SPLIT_TIME', nanoseconds: 'TIME', string: 'TIME_TEXT' } },
  },
  json: jsonOfInteger,
})

/** Reads a cell as a record's value; `undefined` if it is not a time. */
export function readDateTimeCell(
  bytes: Uint8Array,
  start: number,
  end: number,
  text: () => string,
  { times }: ValueOptions,
): object | bigint | string | undefined {
  if (!reader.read(bytes, start, end)) return undefined
  if (times === 'timestamp') {
    const { seconds, nanoseconds } = reader
    const milliseconds = Math.floor(nanoseconds / 1_000_000)
    return new Timestamp(seconds * 1000 + milliseconds, nanoseconds - milliseconds * 1_000_000)
  }
  if (times === 'nanoseconds') return nanosecondsOf(reader)
  return times === 'string' ? text() : (times(text()) as object)
}

/** Sets a cell of a column; false if it is not a time. */
export function setDateTimeCell(sink: CellSink, row: number, bytes: Uint8Array, start: number, end: number): boolean {
  if (!reader.read(bytes, start, end)) return false
  sink.setInteger(row, nanosecondsOf(reader))
  return true
}

function nanosecondsOf({ seconds, nanoseconds }: Rfc3339Reader): bigint {
  return BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds)
}
