import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readDouble, readInteger } from './number-bytes.ts'

const read = (text: string): number => {
  const bytes = new TextEncoder().encode(text)
  return readDouble(bytes, 0, bytes.length)
}

it('reads decimals as Number does, or not at all', () => {
  const digits = fc.string({
    unit: fc.constantFrom('0', '1', '2', '3', '4', '5', '6', '7', '8', '9'),
    minLength: 1,
    maxLength: 19,
  })
  const decimal = fc
    .tuple(fc.constantFrom('', '-'), digits, fc.option(digits))
    .map(([sign, whole, part]) => `${sign}${whole}${part === null ? '' : `.${part}`}`)
  fc.assert(
    fc.property(fc.oneof(decimal, fc.double().map(String)), (text) => {
      const value = read(text)
      expect(Number.isNaN(value) || Object.is(value, Number(text))).toBe(true)
    }),
    { numRuns: 20_000 },
  )
})

it('rounds numbers midway between two doubles as Number does', () => {
  const midpoint = fc.bigInt({ min: 2n ** 53n, max: 2n ** 54n }).map((value) => String(value | 1n))
  fc.assert(
    fc.property(midpoint, fc.nat(15), (digits, at) => {
      const text = `${digits.slice(0, at + 1)}.${digits.slice(at + 1)}`
      const value = read(text)
      expect(Number.isNaN(value) || Object.is(value, Number(text))).toBe(true)
    }),
    { numRuns: 5000 },
  )
})

it.each(['', '.', '-', '1e5', '1.2.3', 'NaN', '--1', '1 '])('does not read %j', (text) => {
  expect(read(text)).toBeNaN()
})

it('reads integers of up to fifteen digits', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), (value) => {
      const bytes = new TextEncoder().encode(String(value))
      const read = readInteger(bytes, 0, bytes.length)
      expect(Number.isNaN(read) ? String(Math.abs(value)).length > 15 : read === value).toBe(true)
    }),
  )
})
