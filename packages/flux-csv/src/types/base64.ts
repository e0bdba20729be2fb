import type { CellSink, DataType } from './define-type.ts'
import { defineType } from './define-type.ts'
import { decodeText } from './string.ts'

/** Bytes. */
export const base64: DataType = defineType({
  names: ['base64Binary'],
  code: 7,
  storage: 'binary',
  wasm: false,
  isMutable: true,
  json: (value) =>
    value instanceof Uint8Array ? btoa(Array.from(value, (byte) => String.fromCharCode(byte)).join('')) : value,
})

/** Reads a cell as a record's value; `undefined` if it is not base64. */
export function readBase64Cell(
  _bytes: Uint8Array,
  _start: number,
  _end: number,
  text: () => string,
): Uint8Array | undefined {
  return parseBase64(text())
}

/** Sets a cell of a column; false if it is not base64. */
export function setBase64Cell(sink: CellSink, row: number, bytes: Uint8Array, start: number, end: number): boolean {
  const value = parseBase64(decodeText(bytes, start, end))
  if (value === undefined) return false
  sink.setBinary(row, value)
  return true
}

function parseBase64(text: string): Uint8Array | undefined {
  try {
    const characters = atob(text)
    const bytes = new Uint8Array(characters.length)
    for (let index = 0; index < bytes.length; index++) bytes[index] = characters.charCodeAt(index)
    return bytes
  } catch {
    return undefined
  }
}
