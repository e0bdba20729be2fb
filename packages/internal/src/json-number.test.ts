import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ByteQueue } from './byte-queue.ts'
import { bigintOf } from './cell-integers.ts'
import { readNumber } from './json-number.ts'
import { FLOAT, INT64, INTEGER, RowCells, UINT64 } from './row-cells.ts'

const errors = { unexpected: (problem: string) => new Error(problem), tooLong: () => new Error('too long') }

/** Reads a number as a bigint, or as a float; `undefined` if bytes are missing. */
function read(text: string, after = ','): bigint | number | undefined {
  const queue = new ByteQueue(Infinity, errors)
  const bytes = new TextEncoder().encode(text + after)
  queue.push(bytes)
  const cells = new RowCells(1)
  const end = readNumber(queue, 0, cells, 0)
  if (end === bytes.length) return undefined
  expect(end).toBe(text.length)
  if (cells.kinds[0] === FLOAT) return cells.numbers[0]
  const value = bigintOf(cells, 0)
  const kind = Number.isSafeInteger(Number(value)) ? INTEGER : value >= 2n ** 63n ? UINT64 : INT64
  expect([text, cells.kinds[0]]).toEqual([text, kind])
  return value
}

it('reads each integer of 64 bits with all its digits', () => {
  const edges = [
    0n,
    10n ** 9n,
    10n ** 15n,
    10n ** 16n,
    10n ** 17n,
    10n ** 18n,
    2n ** 53n,
    2n ** 63n,
    2n ** 64n,
    2n ** 32n,
  ]
  const nearby = fc.tuple(fc.constantFrom(...edges), fc.bigInt(-3n, 3n)).map(([edge, more]) => edge + more)
  const any = fc.integer({ min: 1, max: 20 }).chain((digits) => fc.bigInt(0n, 10n ** BigInt(digits) - 1n))
  fc.assert(
    fc.property(fc.oneof(nearby, any), fc.boolean(), (size, isNegative) => {
      const value = isNegative ? -size : size
      const fits = value >= -(2n ** 63n) && value < 2n ** 64n
      expect([value, read(String(value))]).toEqual([value, fits ? value : Number(value)])
    }),
    { numRuns: 20_000 },
  )
})

it('reads each float as `Number` does', () => {
  const short = fc.tuple(fc.bigInt(0n, 10n ** 20n), fc.integer({ min: 0, max: 22 })).map(([digits, scale]) => {
    const text = String(digits).padStart(scale + 1, '0')
    return `${text.slice(0, text.length - scale)}.${text.slice(text.length - scale) || '0'}`
  })
  const all = fc.double({ noNaN: true, noDefaultInfinity: true })
  const text = fc.oneof(
    short,
    all.map(String),
    all.map((value) => value.toExponential()),
  )
  fc.assert(
    fc.property(text, fc.boolean(), (size, isNegative) => {
      const number = isNegative && !size.startsWith('-') ? `-${size}` : size
      const value = read(number)
      expect([number, typeof value === 'bigint' ? Number(value) : value]).toEqual([
        number,
        Number(number) === 0 && typeof value === 'bigint' ? 0 : Number(number),
      ])
    }),
    { numRuns: 20_000 },
  )
})

it('waits for the byte after the number, and refuses what is none', () => {
  for (const text of ['1', '-', '1.5', '9007199254740993', '1e', '1e+30']) expect(read(text, '')).toBeUndefined()
  for (const text of ['-', '1e', '1.2.3', '--1', '1-2']) expect(() => read(text)).toThrow(/is not a number|to be/)
})
