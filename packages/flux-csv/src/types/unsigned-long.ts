import type { CellSink, DataType, ValueOptions } from './define-type.ts'
import { defineType } from './define-type.ts'
import { explainInteger, jsonOfInteger, parseInteger, readIntegerCell, setIntegerCell } from './integer-cells.ts'

/** An unsigned 64-bit integer. */
export const unsignedLong: DataType = defineType({
  names: ['unsignedLong'],
  code: 3,
  storage: 'uint64',
  wasm: {
    column: 'UNSIGNED',
    record: {
      option: 'integers',
      codes: { number: 'SAFE_UNSIGNED', safe: 'SAFE_UNSIGNED', bigint: 'UNSIGNED', string: 'UNSIGNED' },
    },
  },
  json: jsonOfInteger,
  explain: explainInteger(parseUnsigned),
})

/** Reads a cell as a record's value; `undefined` if it is not an unsigned long, or the options cannot hold it. */
export function readUnsignedLongCell(
  bytes: Uint8Array,
  start: number,
  end: number,
  text: () => string,
  options: ValueOptions,
): number | bigint | string | undefined {
  return readIntegerCell(bytes, start, end, text, options, false)
}

/** Sets a cell of a column; false if it is not an unsigned long. */
export function setUnsignedLongCell(
  sink: CellSink,
  row: number,
  bytes: Uint8Array,
  start: number,
  end: number,
): boolean {
  return setIntegerCell(sink, row, bytes, start, end, false)
}

function parseUnsigned(text: string): bigint | undefined {
  return parseInteger(text, false)
}
