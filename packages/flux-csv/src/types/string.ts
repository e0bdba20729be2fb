import type { CellSink, DataType } from './define-type.ts'
import { defineType } from './define-type.ts'

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })

/** Text. Datatypes that the package does not know are read like this one. */
export const string: DataType = defineType({
  names: ['string'],
  code: 0,
  storage: 'utf8',
  wasm: { column: 'TEXT', record: 'TEXT' },
})

/** Reads a cell as a record's value. */
export function readStringCell(_bytes: Uint8Array, _start: number, _end: number, text: () => string): string {
  return text()
}

/** Sets a cell of a column. */
export function setStringCell(sink: CellSink, row: number, bytes: Uint8Array, start: number, end: number): boolean {
  sink.setText(row, bytes, start, end)
  return true
}

/** Decodes the bytes of a cell. */
export function decodeText(bytes: Uint8Array, start: number, end: number): string {
  return utf8.decode(bytes.subarray(start, end))
}
