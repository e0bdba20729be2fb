import fc from 'fast-check'
import { expect, it } from 'vitest'
import { viewOf } from './byte-words.ts'
import { NumberWords } from './number-words.ts'

const numbers = new NumberWords()
const digits = fc.string({ unit: fc.integer({ min: 0, max: 9 }).map(String), minLength: 1, maxLength: 20 })
const sign = fc.constantFrom('', '-')
const decimal = fc
  .tuple(sign, digits, fc.option(digits))
  .map(([minus, whole, part]) => `${minus}${whole}${part === null ? '' : `.${part}`}`)
const midpoint = fc
  .tuple(fc.bigInt({ min: 2n ** 53n, max: 2n ** 54n }), fc.nat(15))
  .map(([value, at]) => `${String(value | 1n).slice(0, at + 1)}.${String(value | 1n).slice(at + 1)}`)

it('reads decimals as Number does, or leaves them to it', () => {
  fc.assert(
    fc.property(fc.oneof(decimal, midpoint, fc.double().map(String)), (text) => {
      const { bytes, view } = cellOf(text)
      const value = numbers.double(bytes, view, 0)
      // A text with an exponent is left where the exponent begins.
      const isRead = !Number.isNaN(value) && numbers.end === text.length
      expect(isRead ? value : Number(text)).toBe(Number(text))
    }),
    { numRuns: 20_000 },
  )
})

it('leaves no decimal of a few digits, and none that JavaScript writes for a share or a percentage, to the engine', () => {
  const common = fc.oneof(
    fc.integer({ min: -1_000_000, max: 1_000_000 }).map((value) => String(value / 1000)),
    fc.double({ min: 0.1, max: 100, noNaN: true }).map(String),
  )
  let left = 0
  fc.assert(
    fc.property(common, (text) => {
      const { bytes, view } = cellOf(text)
      const isLeft = Number.isNaN(numbers.double(bytes, view, 0))
      if (isLeft) left++
      expect(isLeft || numbers.end === text.length).toBe(true)
    }),
    { numRuns: 5000 },
  )
  // Where the last digit decides, both ways of rounding are near.
  expect(left).toBeLessThan(5)
})

it('reads integers of 64 bits with every digit, or leaves them', () => {
  const integer = fc.tuple(sign, digits).map(([minus, whole]) => `${minus}${whole}`)
  fc.assert(
    fc.property(integer, (text) => {
      const { bytes, view } = cellOf(text)
      const exact = BigInt(text)
      const short = numbers.shortInteger(bytes, 0)
      expect(Number.isNaN(short) || (BigInt(short) === exact && numbers.end === text.length)).toBe(true)
      const isRead = numbers.integer(bytes, view, 0)
      const value = BigInt(numbers.billions) * 1_000_000_000n + BigInt(numbers.rest)
      const isExact = (numbers.isNegative ? -value : value) === exact && value < 2n ** 63n
      expect(!isRead || (isExact && numbers.end === text.length)).toBe(true)
    }),
    { numRuns: 10_000 },
  )
})

it.each(['', '.', '-', '-.', 'NaN', '+1', 'e5'])('leaves %j to others', (text) => {
  const { bytes, view } = cellOf(text)
  expect(numbers.double(bytes, view, 0)).toBeNaN()
  expect(numbers.integer(bytes, view, 0)).toBe(false)
})

/** A cell that ends in a line, with bytes behind it that look like more of it. */
function cellOf(text: string): { bytes: Uint8Array; view: DataView } {
  const bytes = new TextEncoder().encode(`${text}\n12345678`)
  return { bytes, view: viewOf(bytes) }
}
