import { CsvError, show } from '../errors.ts'
import type { FluxColumn } from '../model/flux-column.ts'

// Cells that the readers of bytes leave, and those that are not of their column's type: by their text.

/** Any `double`, words and exponents too; `undefined` where the text is none. */
export function decodeDouble(text: string): number | undefined {
  if (text === '+Inf') return Infinity
  if (text === '-Inf') return -Infinity
  if (text === 'NaN') return Number.NaN
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined
}

/** `true` or `false`; `undefined` where the text is neither. */
export function decodeBoolean(text: string): boolean | undefined {
  return text === 'true' ? true : text === 'false' ? false : undefined
}

/** Any 64-bit integer; `undefined` where the text is none. */
export function decodeInteger(text: string, isSigned: boolean): bigint | undefined {
  if (!/^-?\d{1,20}$/.test(text)) return undefined
  const value = BigInt(text)
  return (isSigned ? BigInt.asIntN(64, value) : BigInt.asUintN(64, value)) === value ? value : undefined
}

/** The error for a cell that cannot be read as its column's type. */
export function badCell({ label, dataType }: FluxColumn, text: string, row: number): CsvError {
  const isInteger = decodeInteger(text, dataType === 'long') !== undefined
  const trouble =
    isInteger && /^(long|unsignedLong)$/.test(dataType)
      ? "beyond what a number holds exactly; pass integers: 'bigint' (or 'string') to read such columns"
      : `not of the type that its column has, ${dataType}`
  return new CsvError(`Row ${row}, column ${show(label)}: ${show(text)} is ${trouble}.`, row, label)
}

/** The error for what empty cells of a column stand for. */
export function badDefault({ label, dataType, defaultValue }: FluxColumn, row: number): CsvError {
  const message = `The default of column ${show(label)} (${dataType}) is ${show(defaultValue)}, which is not of that type.`
  return new CsvError(message, row, label)
}
