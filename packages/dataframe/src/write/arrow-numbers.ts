import { detailsOf, hasValue, nullsOf } from './arrow-table.ts'
import type { ArrowData } from './arrow-table.ts'

type Numbers = Float64Array | BigInt64Array | BigUint64Array

/** Returns integers as line columns have them: those of 64 bits unchanged, smaller ones as doubles. */
export function toIntegers({ values }: ArrowData): Numbers {
  if (values instanceof BigInt64Array || values instanceof BigUint64Array) return values
  return new Float64Array(values as Int32Array)
}

/** Returns floats as doubles; those of 16 and 32 bits keep their exact value. */
export function toDoubles({ type, values }: ArrowData): Float64Array {
  if (values instanceof Float64Array) return values
  if (detailsOf(type).precision === 0) return Float64Array.from(values as Uint16Array, halfToDouble)
  return new Float64Array(values as Float32Array)
}

/** @see IEEE 754, "binary16" */
function halfToDouble(half: number): number {
  const sign = half & 0x8000 ? -1 : 1
  const exponent = (half >> 10) & 31
  const fraction = half & 1023
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25))
}

/** Returns a function that reads the decimal of a row as its exact text. */
export function decimalsOf(data: ArrowData): (row: number) => string | null {
  const { bitWidth, scale } = detailsOf(data.type)
  const words = data.values as Uint32Array
  const perValue = bitWidth / 32
  const nulls = nullsOf(data)
  return (row) => {
    if (!hasValue(nulls, row)) return null
    let value = 0n
    for (let word = perValue - 1; word >= 0; word--) value = (value << 32n) | BigInt(words[row * perValue + word]!)
    return decimalText(BigInt.asIntN(bitWidth, value), scale)
  }
}

function decimalText(value: bigint, scale: number): string {
  if (scale <= 0) return String(value * 10n ** BigInt(-scale))
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0')
  const fraction = digits.slice(-scale).replace(/0+$/, '')
  return `${value < 0n ? '-' : ''}${digits.slice(0, -scale)}${fraction && `.${fraction}`}`
}
