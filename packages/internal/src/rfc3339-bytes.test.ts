import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Rfc3339Reader } from './rfc3339-bytes.ts'
import { formatRfc3339, parseRfc3339 } from './rfc3339.ts'

// One reader for all, as it remembers the day before.
const reader = new Rfc3339Reader()

function readBytes(text: string): bigint | undefined {
  // Bytes before and after the text, so that a step outside is noticed.
  const bytes = new TextEncoder().encode(`9${text}9`)
  if (!reader.read(bytes, 1, bytes.length - 1)) return undefined
  return BigInt(reader.seconds) * 1_000_000_000n + BigInt(reader.nanoseconds)
}

const two = (max: number): fc.Arbitrary<string> => fc.nat(max).map((count) => String(count).padStart(2, '0'))

it.each([
  ['2023-11-14T22:13:20Z', 1_700_000_000, 0],
  ['2023-11-14T22:13:20.5Z', 1_700_000_000, 500_000_000],
  ['1969-12-31T23:59:59.999999999Z', -1, 999_999_999],
  ['2023-11-15T03:43:20.000000001+05:30', 1_700_000_000, 1],
])('reads %s as seconds and nanoseconds', (text, seconds, nanoseconds) => {
  expect(readBytes(text)).toBe(parseRfc3339(text))
  expect([reader.seconds, reader.nanoseconds]).toEqual([seconds, nanoseconds])
})

it('reads a day right after one that does not exist', () => {
  expect(readBytes('2023-02-30T00:00:00Z')).toBeUndefined()
  expect(readBytes('2023-02-28T00:00:00Z')).toBe(parseRfc3339('2023-02-28T00:00:00Z'))
  expect(readBytes('2023-02-30T00:00:00Z')).toBeUndefined()
})

it('agrees with the reader of text on every time', () => {
  const time = fc.bigInt({ min: -62_167_219_200_000_000_000n, max: 253_402_300_799_999_999_999n })
  fc.assert(
    fc.property(time, fc.constantFrom('threes', 'shortest', 'nine'), (nanoseconds, digits) => {
      expect(readBytes(formatRfc3339(nanoseconds, digits))).toBe(nanoseconds)
    }),
    { numRuns: 1000 },
  )
})

it('agrees with the reader of text on what is almost a time', () => {
  const zone = fc.oneof(
    fc.constantFrom('Z', 'z', '', '+0100', '+1:00', 'ZZ'),
    fc.tuple(fc.constantFrom('+', '-'), two(25), fc.constantFrom(':', '', '-'), two(61)).map((parts) => parts.join('')),
  )
  const fraction = fc.oneof(
    fc.constant(''),
    fc.string({ unit: fc.constantFrom('0', '1', '9'), maxLength: 11 }).map((digits) => `.${digits}`),
  )
  const almost = fc
    .tuple(
      fc.nat(9999).map((year) => String(year).padStart(4, '0')),
      fc.constantFrom('-', '-', '-', '/'),
      two(13),
      two(32),
      fc.constantFrom('T', 't', ' ', '_'),
      two(25),
      two(61),
      two(61),
      fraction,
      zone,
    )
    .map(([year, dash, month, day, divider, hours, minutes, seconds, fraction, zone]) => {
      return `${year}${dash}${month}-${day}${divider}${hours}:${minutes}:${seconds}${fraction}${zone}`
    })
  const broken = fc.tuple(almost, fc.nat(30), fc.constantFrom('', '0', ':', 'é', ' ')).map(([text, at, change]) => {
    return text.slice(0, at) + change + text.slice(at + 1)
  })
  fc.assert(
    fc.property(fc.oneof(almost, broken), (text) => {
      expect(readBytes(text)).toBe(parseRfc3339(text))
    }),
    { numRuns: 5000 },
  )
})
