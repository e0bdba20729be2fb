import type { CellSink, DataType, ValueOptions } from './define-type.ts'
import { defineType } from './define-type.ts'
import { explainInteger, jsonOfInteger, parseInteger, readIntegerCell, setIntegerCell } from './integer-cells.ts'

/** A signed 64-bit integer. */
export const long: DataType = defineType({
  names: ['long'],
  code: 2,
  storage: 'int64',
  wasm: {
    column: 'LONG',
    // A double holds safe integers exactly. A row with another one is left to JavaScript.
    record: { option: 'integers', codes: { number: 'SAFE_LONG', safe: 'SAFE_LONG', bigint: 'LONG', string: 'LONG' } },
  },
  json: jsonOfInteger,
  explain: explainInteger(parseLong),
})

/** Reads a cell as a record's value; `undefined` if it is not a long, or the options cannot hold it. */
export function readLongCell(
  bytes: Uint8Array,
  start: number,
  end: number,
  text: () => string,
  options: ValueOptions,
): number | bigint | string | undefined {
  return readIntegerCell(bytes, start, end, text, options, true)
}

/** Sets a cell of a column; false if it is not a long. */
export function setLongCell(sink: CellSink, row: number, bytes: Uint8Array, start: number, end: number): boolean {
  return setIntegerCell(sink, row, bytes, start, end, true)
}

function parseLong(text: string): bigint | undefined {
  return parseInteger(text, true)
}
