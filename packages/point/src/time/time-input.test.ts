import { describe, expect, it } from 'vitest'
import { show } from '@fluxline/internal/show'
import { LineProtocolError } from '../errors.ts'
import { Point } from '../point.ts'
import type { Precision } from './precision.ts'
import { toNanoseconds } from './time-input.ts'
import type { Time } from './time-input.ts'

const written = (time: Time, unit: Precision | undefined, precision: Precision): string =>
  new Point('m')
    .intField('v', 1)
    .time(time, unit)
    .toLineProtocol({ precision, finerTimes: 'truncate' })!
    .slice('m v=1i '.length)

describe('time', () => {
  it.each([
    ['a Date', new Date(1_700_000_000_123), 1_700_000_000_123_000_000n],
    [
      'a Timestamp',
      Object.assign(new Date(0), { nanoseconds: 1_700_000_000_123_456_789n }),
      1_700_000_000_123_456_789n,
    ],
    ['a Temporal.Instant', { epochNanoseconds: -1n }, -1n],
    ['a Date of another realm', { getTime: () => 5 } as Date, 5_000_000n],
    ['a bigint', 1_700_000_000_123_456_789n, 1_700_000_000_123_456_789n],
    ['a date, in UTC', '2024-02-29', 1_709_164_800_000_000_000n],
    ['a time without a zone, in UTC', '2023-11-14 22:13', 1_699_999_980_000_000_000n],
    ['a zone without a colon', '2023-11-14T22:13:20+0000', 1_700_000_000_000_000_000n],
    ['RFC 3339 with nine digits', '2023-11-14T22:13:20.123456789Z', 1_700_000_000_123_456_789n],
    ['RFC 3339 with an offset', '2023-11-15T03:43:20.5+05:30', 1_700_000_000_500_000_000n],
    ['RFC 3339 in lower case, with a space', '2023-11-14 22:13:20z', 1_700_000_000_000_000_000n],
    ['RFC 3339 before 1970, with a fraction', '1969-12-31T23:59:59.999999999Z', -1n],
    ['a leap day', '2024-02-29T00:00:00Z', 1_709_164_800_000_000_000n],
  ])('reads %s', (_, input, nanoseconds) => {
    expect(toNanoseconds(input)).toBe(nanoseconds)
    expect(written(input, undefined, 'ns')).toBe(String(nanoseconds))
  })

  it.each<[number, Precision, bigint]>([
    [1_700_000_000, 's', 1_700_000_000_000_000_000n],
    [1_700_000_000_123, 'ms', 1_700_000_000_123_000_000n],
    [1_700_000_000_123_456, 'us', 1_700_000_000_123_456_000n],
    [-5, 'ms', -5_000_000n],
  ])('reads the number %d in its precision %s, also as text', (value, unit, nanoseconds) => {
    expect(toNanoseconds(value, unit)).toBe(nanoseconds)
    expect(toNanoseconds(String(value), unit)).toBe(nanoseconds)
  })

  it.each<[bigint, string, string, string]>([
    [1_700_000_000_999_999_999n, '1700000000999999', '1700000000999', '1700000000'],
    [-1n, '-1', '-1', '-1'],
    [-1_000_000_001n, '-1000001', '-1001', '-2'],
    [-1_000_000_000n, '-1000000', '-1000', '-1'],
    [9_223_372_036_854_775_806n, '9223372036854775', '9223372036854', '9223372036'],
  ])('trap 8: cuts %d ns to the floor if asked to, also before 1970', (time, us, ms, s) => {
    expect(written(time, 'ns', 'ns')).toBe(String(time))
    expect([written(time, 'ns', 'us'), written(time, 'ns', 'ms'), written(time, 'ns', 's')]).toEqual([us, ms, s])
  })

  it.each([
    ['out of range', 2n ** 63n - 1n, 'ns'],
    ['out of range below', -(2n ** 63n) + 1n, 'ns'],
    ['out of range in seconds', 9_223_372_037, 's'],
    ['a number that has lost digits', 2 ** 60, 'ns'],
    ['NaN', Number.NaN, 'ms'],
    ['an invalid Date', new Date(Number.NaN), undefined],
    ['a day that does not exist', '2023-02-29T00:00:00Z', undefined],
    ['24:00', '2023-02-28T24:00:00Z', undefined],
    ['an offset that does not exist', '2023-02-28T00:00:00+25:00', undefined],
    ['ten digits of a second', '2023-02-28T00:00:00.0123456789Z', undefined],
    ['a month', '2023-02', undefined],
    ['digits without a unit', '20091110', undefined],
    ['nanoseconds as text without a unit', '1700000000123456789', undefined],
    ['a fraction', 1.5, undefined],
    ['a fraction with its unit', 1_700_000_000.999, 's'],
    ['empty text', '', undefined],
    ['a duration', { nanoseconds: 5 }, undefined],
    ['null in an object', {}, undefined],
    ['a boolean', true, undefined],
    ['null', null, undefined],
    ['a unit that does not exist', 5, 'm'],
    ['a unit that does not exist, of a bigint', 5n, 'm'],
  ])('refuses %s', (_, input, unit) => {
    expect(() => toNanoseconds(input as never, unit as Precision)).toThrow(LineProtocolError)
  })

  it.each<[number, Precision]>([
    [9_223_372_036, 's'],
    [9_223_372_036_854, 'ms'],
    [Number.MAX_SAFE_INTEGER, 'us'],
  ])('takes %d %s, and as much before 1970, but not one more', (time, unit) => {
    const factor = 10n ** { s: 9n, ms: 6n, us: 3n, ns: 0n }[unit]
    expect(toNanoseconds(time, unit)).toBe(BigInt(time) * factor)
    expect(toNanoseconds(-time, unit)).toBe(BigInt(-time) * factor)
    expect(() => toNanoseconds(time + 1, unit)).toThrow(LineProtocolError)
    expect(() => toNanoseconds(-time - 1, unit)).toThrow(LineProtocolError)
  })

  it('refuses a time whose floor InfluxDB cannot store', () => {
    const first = new Point('m').intField('v', 1).time(-9_223_372_036_854_775_806n, 'ns')
    expect(first.toLineProtocol()).toBe('m v=1i -9223372036854775806')
    expect(() => first.toLineProtocol({ precision: 's', finerTimes: 'truncate' })).toThrow(LineProtocolError)
  })

  it.each<[number, string]>([
    [1_700_000_000, 's'],
    [1_700_000_000_000, 'ms'],
    [1_700_000_000_000_000, 'us'],
  ])('refuses %d without a precision as the wrong unit, and takes it with one', (time, unit) => {
    const name = { s: 'seconds', ms: 'milliseconds', us: 'microseconds' }[unit]
    for (const slip of [time, BigInt(time)]) {
      expect(() => new Point('m').time(slip)).toThrow(
        `Time ${show(slip)} looks like the wrong unit (${name}, not nanoseconds?); pass its precision, or a Date if a time in 1970 is meant.`,
      )
    }
    expect(toNanoseconds(time, 'ns')).toBe(BigInt(time))
    expect(toNanoseconds(BigInt(time), unit as Precision)).toBeGreaterThan(10n ** 18n)
  })
})
