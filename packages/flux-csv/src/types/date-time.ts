import { Rfc3339Reader } from '@fluxline/internal/rfc3339-bytes'
import { Timestamp } from '../values/timestamp.ts'
import type { CellSink, DataType, ValueOptions } from './define-type.ts'
import { defineType } from './define-type.ts'
import { jsonOfInteger } from './integer-cells.ts'

const reader = new Rfc3339Reader()
/** The first and the last second that 64-bit nanoseconds reach into, and how far. */
const MIN_SECONDS = -9_223_372_037
const MIN_REST = 145_224_192
const MAX_SECONDS = 9_223_372_036
const MAX_REST = 854_775_807
const TWO_15 = 32_768
const TWO_17 = 131_072

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
  explain: explainTime,
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
  if (!reader.read(bytes, start, end) || !isInRange(reader)) return false
  // The nanoseconds of the seconds, in two parts of 17 bits and the rest, which stay exact.
  const { seconds, nanoseconds } = reader
  const upper = Math.floor(seconds / TWO_17)
  const lower = (seconds - upper * TWO_17) * 1e9 + nanoseconds
  const carry = Math.floor(lower / TWO_17)
  const top = upper * 1e9 + carry
  const high = Math.floor(top / TWO_15)
  sink.setHalves(row, high, (top - high * TWO_15) * TWO_17 + lower - carry * TWO_17)
  return true
}

/** Whether a time fits into a column, as a 64-bit integer of nanoseconds: 1677-09-21 to 2262-04-11. */
function isInRange({ seconds, nanoseconds }: Rfc3339Reader): boolean {
  if (seconds < MAX_SECONDS && seconds > MIN_SECONDS) return true
  return (seconds === MAX_SECONDS && nanoseconds <= MAX_REST) || (seconds === MIN_SECONDS && nanoseconds >= MIN_REST)
}

/** Says of a time that it does not fit into a column. Records hold any. */
export function explainTime(text: string): string | undefined {
  const bytes = new TextEncoder().encode(text)
  if (!reader.read(bytes, 0, bytes.length) || isInRange(reader)) return undefined
  return (
    'a time that 64-bit nanoseconds cannot hold (1677-09-21 to 2262-04-11); convert it to text in the query with ' +
    "string(v: r._time), or read records, with times: 'string' or 'timestamp'"
  )
}

function nanosecondsOf({ seconds, nanoseconds }: Rfc3339Reader): bigint {
  return BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds)
}
