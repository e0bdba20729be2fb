import type { CellSink, DataType } from './define-type.ts'
import { defineType } from './define-type.ts'
import { decodeText } from './string.ts'

/** `true` or `false`. */
export const boolean: DataType = defineType({
  names: ['boolean', 'bool'],
  code: 4,
  storage: 'boolean',
  wasm: { column: 'BOOLEAN', record: 'BOOLEAN' },
})

/** Reads a cell as a record's value; `undefined` if it is not a boolean. */
export function readBooleanCell(
  _bytes: Uint8Array,
  _start: number,
  _end: number,
  text: () => string,
): boolean | undefined {
  return parseBoolean(text())
}

/** Sets a cell of a column; false if it is not a boolean. */
export function setBooleanCell(sink: CellSink, row: number, bytes: Uint8Array, start: number, end: number): boolean {
  const value = parseBoolean(decodeText(bytes, start, end))
  if (value === undefined) return false
  sink.setBoolean(row, value)
  return true
}

function parseBoolean(text: string): boolean | undefined {
  return text === 'true' ? true : text === 'false' ? false : undefined
}
