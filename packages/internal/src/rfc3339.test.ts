import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatRfc3339, parseRfc3339 } from './rfc3339.ts'

describe('parseRfc3339', () => {
  it.each([
    ['UTC', '2023-11-14T22:13:20Z', 1_700_000_000_000_000_000n],
    ['nine digits of a second', '2023-11-14T22:13:20.123456789Z', 1_700_000_000_123_456_789n],
    ['an offset', '2023-11-15T03:43:20.5+05:30', 1_700_000_000_500_000_000n],
    ['a negative offset', '2023-11-14T22:12:20-00:01', 1_700_000_000_000_000_000n],
    ['the largest offset', '1970-01-01T23:59:00+23:59', 0n],
    ['lower case', '2023-11-14t22:13:20z', 1_700_000_000_000_000_000n],
    ['a space between', '2023-11-14 22:13:20Z', 1_700_000_000_000_000_000n],
    ['a fraction before 1970', '1969-12-31T23:59:59.999999999Z', -1n],
    ['a leap day', '2024-02-29T00:00:00Z', 1_709_164_800_000_000_000n],
    ['the year 0', '0000-01-01T00:00:00Z', -62_167_219_200_000_000_000n],
    ['the year 9999', '9999-12-31T23:59:59Z', 253_402_300_799_000_000_000n],
  ])('reads %s', (_, text, nanoseconds) => {
    expect(parseRfc3339(text)).toBe(nanoseconds)
  })

  it.each([
    ['no zone', '2023-02-28T00:00:00'],
    ['a day that does not exist', '2023-02-29T00:00:00Z'],
    ['a month that does not exist', '2023-13-01T00:00:00Z'],
    ['24:00', '2023-02-28T24:00:00Z'],
    ['a leap second', '2016-12-31T23:59:60Z'],
    ['an offset of 24 hours', '2023-02-28T00:00:00+24:00'],
    ['an offset of 60 minutes', '2023-02-28T00:00:00+01:60'],
    ['an offset without a colon', '2023-02-28T00:00:00+0100'],
    ['ten digits of a second', '2023-02-28T00:00:00.0123456789Z'],
    ['no digit after the point', '2023-02-28T00:00:00.Z'],
    ['a date', '2023-02-28'],
    ['a longer year', '+02023-02-28T00:00:00Z'],
    ['white space around', ' 2023-02-28T00:00:00Z'],
    ['a newline at the end', '2023-02-28T00:00:00Z\n'],
    ['digits of another script', '٢023-02-28T00:00:00Z'],
    ['nothing', ''],
  ])('refuses %s', (_, text) => {
    expect(parseRfc3339(text)).toBeUndefined()
  })
})

describe('formatRfc3339', () => {
  it.each([
    [0n, '1970-01-01T00:00:00.000Z', '1970-01-01T00:00:00Z', '1970-01-01T00:00:00.000000000Z'],
    [100_000_000n, '1970-01-01T00:00:00.100Z', '1970-01-01T00:00:00.1Z', '1970-01-01T00:00:00.100000000Z'],
    [1_000n, '1970-01-01T00:00:00.000001Z', '1970-01-01T00:00:00.000001Z', '1970-01-01T00:00:00.000001000Z'],
    [-1n, '1969-12-31T23:59:59.999999999Z', '1969-12-31T23:59:59.999999999Z', '1969-12-31T23:59:59.999999999Z'],
    [10_000_000_000n, '1970-01-01T00:00:10.000Z', '1970-01-01T00:00:10Z', '1970-01-01T00:00:10.000000000Z'],
  ])('writes %d', (nanoseconds, threes, shortest, nine) => {
    expect(formatRfc3339(nanoseconds)).toBe(threes)
    expect(formatRfc3339(nanoseconds, 'shortest')).toBe(shortest)
    expect(formatRfc3339(nanoseconds, 'nine')).toBe(nine)
  })

  it('throws beyond the range of Date', () => {
    expect(() => formatRfc3339(10n ** 24n)).toThrow(RangeError)
  })

  it('writes what parseRfc3339 reads, in each form', () => {
    const unit = fc.constantFrom(1n, 1_000n, 1_000_000n, 1_000_000_000n)
    const time = fc.tuple(fc.bigInt({ min: -62_167_219_200n, max: 253_402_300_798n }), unit)
    fc.assert(
      fc.property(time, fc.nat(999_999_999), ([seconds, unit], nat) => {
        const nanoseconds = seconds * 1_000_000_000n + (BigInt(nat) / unit) * unit
        for (const digits of ['threes', 'shortest', 'nine'] as const) {
          expect(parseRfc3339(formatRfc3339(nanoseconds, digits))).toBe(nanoseconds)
        }
      }),
    )
  })
})
