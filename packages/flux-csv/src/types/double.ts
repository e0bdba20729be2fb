import type { CellSink, DataType } from './define-type.ts'
import { defineType } from './define-type.ts'
import { readDouble } from '@fluxline/internal/number-bytes'
import { decodeText } from './string.ts'

/** A 64-bit float. */
export const double: DataType = defineType({
  names: ['double'],
  code: 1,
  storage: 'float64',
  wasm: { column: 'DOUBLE', record: 'DOUBLE' },
  // JSON has no NaN and no infinities.
  json: (value) => (typeof value === 'number' && !Number.isFinite(value) ? String(value) : value),
})

/** Reads a cell as a record's value; `undefined` if it is not a double. */
export function readDoubleCell(bytes: Uint8Array, start: number, end: number, text: () => string): number | undefined {
  const value = readDouble(bytes, start, end)
  return Number.isNaN(value) ? parseDouble(text()) : value
}

/** Sets a cell of a column; false if it is not a double. */
export function setDoubleCell(sink: CellSink, row: number, bytes: Uint8Array, start: number, end: number): boolean {
  let value: number | undefined = readDouble(bytes, start, end)
  if (Number.isNaN(value)) value = parseDouble(decodeText(bytes, start, end))
  if (value === undefined) return false
  sink.setDouble(row, value)
  return true
}

// Outside text is long at times: each alternative begins with another character, so that none is tried twice.
const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i
// InfluxDB writes +Inf, -Inf and NaN, other tools write other forms.
const WORD = /^[+-]?(?:inf(?:inity)?|nan)$/i

/** Parses any double, also words and exponents; `undefined` if the text is something else. */
export function parseDouble(text: string): number | undefined {
  if (DECIMAL.test(text)) return Number(text)
  if (!WORD.test(text)) return undefined
  if (text.at(-1)!.toLowerCase() === 'n') return Number.NaN
  return text.startsWith('-') ? -Infinity : Infinity
}
