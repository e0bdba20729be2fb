import { INT64, INTEGER, UINT64 } from './row-cells.ts'
import type { RowCells } from './row-cells.ts'

const TWO_32 = 4_294_967_296

/** Returns the integer of a cell. */
export function bigintOf({ kinds, numbers, highs, lows }: RowCells, cell: number): bigint {
  if (kinds[cell] === INTEGER) return BigInt(numbers[cell]!)
  const value = (BigInt(highs[cell]!) << 32n) | BigInt(lows[cell]!)
  return kinds[cell] === UINT64 ? BigInt.asUintN(64, value) : value
}

/** Returns the nanoseconds of a cell as whole milliseconds and nanoseconds on top. Both stay safe integers. */
export function splitNanoseconds(
  { kinds, numbers, highs, lows }: RowCells,
  cell: number,
): { milliseconds: number; rest: number } {
  if (kinds[cell] === INT64) return splitHalves(highs[cell]!, lows[cell]!)
  const nanoseconds = kinds[cell] === UINT64 ? (highs[cell]! >>> 0) * TWO_32 + lows[cell]! : numbers[cell]!
  const milliseconds = Math.floor(nanoseconds / 1e6)
  return { milliseconds, rest: nanoseconds - milliseconds * 1e6 }
}

/** Like {@link splitNanoseconds}, for the two halves of an integer. */
export function splitHalves(high: number, low: number): { milliseconds: number; rest: number } {
  // 2^32 is 4294 times a million, and 967296.
  const rest = high * 967_296 + low
  const milliseconds = Math.floor(rest / 1e6)
  return { milliseconds: high * 4294 + milliseconds, rest: rest - milliseconds * 1e6 }
}
