import type { CellSink, ValueOptions } from './define-type.ts'
import { readInteger } from '@fluxline/internal/number-bytes'
import { decodeText } from './string.ts'

const TWO_32 = 4_294_967_296

// What `long` and `unsignedLong` have in common.

/** Reads a cell as the options say; `undefined` if it is not such an integer, or the options cannot hold it. */
export function readIntegerCell(
  bytes: Uint8Array,
  start: number,
  end: number,
  text: () => string,
  { integers }: ValueOptions,
  isSigned: boolean,
): number | bigint | string | undefined {
  if (integers === 'number' || integers === 'safe') {
    const value = readInteger(bytes, start, end)
    // Adding 0 turns -0 into 0: integers have no negative zero.
    if (!Number.isNaN(value) && (isSigned || value >= 0)) return value + 0
  }
  const digits = text()
  const value = parseInteger(digits, isSigned)
  if (value === undefined) return undefined
  if (integers === 'number' || integers === 'safe') {
    if (Number.isSafeInteger(Number(value))) return Number(value)
    return integers === 'safe' ? value : undefined
  }
  return integers === 'bigint' ? value : digits
}

/** Sets a cell of a column; false if it is not such an integer. */
export function setIntegerCell(
  sink: CellSink,
  row: number,
  bytes: Uint8Array,
  start: number,
  end: number,
  isSigned: boolean,
): boolean {
  const short = readInteger(bytes, start, end)
  if (!Number.isNaN(short) && (isSigned || short >= 0)) {
    const high = Math.floor(short / TWO_32)
    sink.setHalves(row, high, short - high * TWO_32)
    return true
  }
  const value = parseInteger(decodeText(bytes, start, end), isSigned)
  if (value === undefined) return false
  sink.setInteger(row, value)
  return true
}

/** Parses any 64-bit integer; `undefined` if the text is something else. */
export function parseInteger(text: string, isSigned: boolean): bigint | undefined {
  if (!/^-?\d{1,20}$/.test(text)) return undefined
  const value = BigInt(text)
  return (isSigned ? BigInt.asIntN(64, value) : BigInt.asUintN(64, value)) === value ? value : undefined
}

/** JSON has no bigint, and its readers round. */
export function jsonOfInteger(value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value
}

/** Says of an integer that it is too large for a number. */
export function explainInteger(parse: (text: string) => bigint | undefined): (text: string) => string | undefined {
  return (text) =>
    parse(text) === undefined
      ? undefined
      : "outside the safe integer range; pass integers: 'safe', 'bigint' or 'string'"
}
