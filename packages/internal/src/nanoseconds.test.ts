import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  coarserUnitOf,
  floorDiv,
  floorMod,
  maxNanoseconds,
  minNanoseconds,
  nanosecondsPer,
  readTime,
  readTimeInUnit,
  readZonedTime,
} from './nanoseconds.ts'
import type { Precision } from './nanoseconds.ts'

describe('floorDiv', () => {
  it.each([
    [7n, 3n, 2n, 1n],
    [-7n, 3n, -3n, 2n],
    [-6n, 3n, -2n, 0n],
    [-1n, 1_000_000n, -1n, 999_999n],
    [0n, 5n, 0n, 0n],
  ])('divides %d by %d to the floor', (value, divisor, quotient, rest) => {
    expect([floorDiv(value, divisor), floorMod(value, divisor)]).toEqual([quotient, rest])
  })

  it('loses nothing', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.bigInt({ min: 1n, max: 10n ** 12n }), (value, divisor) => {
        const rest = floorMod(value, divisor)
        expect(floorDiv(value, divisor) * divisor + rest).toBe(value)
        expect(rest >= 0n && rest < divisor).toBe(true)
      }),
    )
  })
})

describe('readTime', () => {
  it.each<[string, unknown, bigint]>([
    ['a Date', new Date(1_700_000_000_123), 1_700_000_000_123_000_000n],
    ['a Date before 1970', new Date(-1), -1_000_000n],
    ['a Date with nanoseconds', Object.assign(new Date(1), { nanoseconds: 1_000_001n }), 1_000_001n],
    ['an object with nanoseconds', { nanoseconds: 5n }, 5n],
    ['a Temporal instant', { epochNanoseconds: -1n }, -1n],
    ['a Date of another realm', { getTime: () => 5 }, 5_000_000n],
    ['a bigint', 1_700_000_000_123_456_789n, 1_700_000_000_123_456_789n],
    ['a small integer', 5, 5n],
    ['a date, in UTC', '2023-11-14', 1_699_920_000_000_000_000n],
    ['a time without a zone, in UTC', ' 2023-11-14 22:13 ', 1_699_999_980_000_000_000n],
    ['RFC 3339 with nine digits', '2023-11-14T22:13:20.123456789Z', 1_700_000_000_123_456_789n],
    ['RFC 3339 with an offset', '2023-11-15T03:43:20.5+05:30', 1_700_000_000_500_000_000n],
    ['the first time', '1677-09-21T00:12:43.145224194Z', minNanoseconds],
    ['the last time', '2262-04-11T23:47:16.854775806Z', maxNanoseconds],
  ])('reads %s', (_, time, nanoseconds) => {
    expect(readTime(time)).toBe(nanoseconds)
  })

  it.each<[number | bigint | string, Precision, bigint]>([
    [1_700_000_000, 's', 1_700_000_000_000_000_000n],
    [1_700_000_000_123, 'ms', 1_700_000_000_123_000_000n],
    [1_700_000_000_123_456n, 'us', 1_700_000_000_123_456_000n],
    ['1700000000', 'ns', 1_700_000_000n],
    ['-5', 's', -5_000_000_000n],
    [9_223_372_036, 's', 9_223_372_036_000_000_000n],
  ])('reads %d in the precision %s', (time, precision, nanoseconds) => {
    expect(readTime(time, precision)).toBe(nanoseconds)
  })

  it('gives other times than integers no precision', () => {
    expect(readTime(new Date(1), 's')).toBe(1_000_000n)
    expect(readTime({ nanoseconds: 1n }, 's')).toBe(1n)
  })

  it.each([1_700_000_000, 1_700_000_000_000, 1_700_000_000_000_000])('refuses %d without a precision', (time) => {
    for (const slip of [time, BigInt(time)]) {
      expect(readTime(slip)).toMatch(
        /^looks like the wrong unit \((?:milli|micro)?seconds, not nanoseconds\?\); pass its/,
      )
      expect(readTime(slip, 'ns')).toBe(BigInt(time))
    }
  })

  it.each<[string, unknown, string | undefined, RegExp]>([
    ['a time after the last', maxNanoseconds + 1n, undefined, /^is outside InfluxDB's range/],
    ['a time before the first', '1677-09-21T00:12:43.145224193Z', undefined, /^is outside InfluxDB's range/],
    ['a year far away', '9999-12-31T23:59:59Z', undefined, /^is outside InfluxDB's range/],
    ['too many seconds', 9_223_372_037, 's', /^is outside InfluxDB's range/],
    ['a Date after the last', new Date(8.64e15), undefined, /^is outside InfluxDB's range/],
    ['very many digits', '9'.repeat(1_000_000), 'ns', /^is outside InfluxDB's range/],
    ['milliseconds in seconds', 1_700_000_000_000, 's', /^is outside InfluxDB's range in seconds.*pass its precision/],
    ['a number that has lost digits', 2 ** 60, 'ns', /^is not a safe integer.*pass a bigint/],
    ['a number without a unit that has lost digits', 2 ** 60, undefined, /^is not a safe integer.*pass a bigint/],
    ['a fraction', -0.5, undefined, /^has a fraction; round it, or pass it in a finer unit/],
    ['a fraction of a second', 1_700_000_000.999, 's', /^has a fraction/],
    ['digits', '1700000000123456789', undefined, /^is digits without a unit; pass their precision, or a date/],
    ['a date of digits', '20091110', undefined, /^is digits without a unit/],
    ['a month', '2009-11', undefined, /RFC 3339.*2026-01-31 or 2026-01-31 23:59/],
    ['NaN', Number.NaN, 'ms', /^is not a time/],
    ['Infinity', Number.POSITIVE_INFINITY, 'ms', /^is not a time/],
    ['an invalid Date', new Date(Number.NaN), undefined, /^is an invalid Date/],
    ['a day that does not exist', '2023-02-29T00:00:00Z', undefined, /RFC 3339/],
    ['a duration', '-1h', undefined, /RFC 3339/],
    ['empty text', '', undefined, /RFC 3339/],
    ['nanoseconds as a number', { nanoseconds: 5 }, undefined, /^is not a time/],
    ['an object', {}, undefined, /^is not a time/],
    ['a boolean', true, undefined, /^is not a time/],
    ['null', null, undefined, /^is not a time/],
    ['undefined', undefined, undefined, /^is not a time/],
    ['an unknown precision', 5, 'm', /^has an unknown precision/],
    ['a precision that every object has', 5n, 'toString', /^has an unknown precision/],
  ])('says what is wrong with %s', (_, time, precision, reason) => {
    expect(readTime(time, precision as Precision)).toMatch(reason)
  })
})

describe('coarserUnitOf', () => {
  const slips = { s: 1_700_000_000, ms: 1_700_000_000_000, us: 1_700_000_000_000_000 } as const
  const coarserThan = { s: [], ms: ['s'], us: ['s', 'ms'], ns: ['s', 'ms', 'us'] } as const
  const units = ['s', 'ms', 'us', 'ns'] as const

  it.each(units)('finds integers of coarser units in %s', (unit) => {
    for (const [coarser, slip] of Object.entries(slips)) {
      const found = (coarserThan[unit] as readonly string[]).includes(coarser) ? coarser : undefined
      for (const integer of [slip, BigInt(slip)]) {
        expect(coarserUnitOf(integer, unit)).toBe(found)
        expect(coarserUnitOf(-integer, unit)).toBe(undefined)
        const guarded = readTimeInUnit(integer, unit, true)
        expect(typeof guarded === 'string' && guarded.startsWith('looks like')).toBe(found !== undefined)
      }
    }
  })

  it.each(units)('takes integers of this century in %s', (unit) => {
    for (const seconds of [978_307_200n, 1_700_000_000n, 5_000_000_000n]) {
      expect(coarserUnitOf((seconds * 1_000_000_000n) / nanosecondsPer[unit], unit)).toBe(undefined)
    }
    expect(readTimeInUnit(new Date(1_700_000_000), unit, true)).toEqual({ value: 1_700_000_000, unit: 'ms' })
    const synthetic = [0, 1, -1, 999_999_999, 1e9, 2e9, 4e9, 1e12, 3e12, 1e15, 4e15]
    expect(synthetic.map((integer) => coarserUnitOf(integer, unit))).toEqual(synthetic.map(() => undefined))
  })
})

describe('readZonedTime', () => {
  it('refuses text without a zone, and reads the rest as readTime does', () => {
    for (const text of ['2026-01-31', '2026-01-31 12:00', '1700000000123456789', 'yesterday']) {
      expect(readZonedTime(text)).toMatch(/^is not an RFC 3339 timestamp with a zone/)
    }
    const times = ['2026-01-31T12:00:00+01:00', '2026-01-31T12:00Z', new Date(5), 5n, 1.5, 'x', { nanoseconds: 1n }]
    for (const time of times.filter((each) => each !== 'x')) expect(readZonedTime(time)).toBe(readTime(time))
  })
})

describe('readTimeInUnit', () => {
  it.each<[unknown, Precision | undefined, number | bigint, Precision]>([
    [new Date(5), 's', 5, 'ms'],
    [2n ** 60n, 'ns', 2n ** 60n, 'ns'],
    ['7', 'us', 7n, 'us'],
    [{ nanoseconds: 7n }, undefined, 7n, 'ns'],
    ['1970-01-01T00:00:01Z', 'ms', 1_000_000_000n, 'ns'],
  ])('keeps %s in the precision %s as it is', (time, precision, value, unit) => {
    expect(readTimeInUnit(time, precision)).toEqual({ value, unit })
  })

  it('accepts and refuses what isStorable does, in every unit', () => {
    const edges = (['ns', 'us', 'ms', 's'] as const).flatMap((unit) =>
      [minNanoseconds, maxNanoseconds].flatMap((edge) =>
        [-2n, -1n, 0n, 1n, 2n].map((near) => [edge / nanosecondsPer[unit] + near, unit] as const),
      ),
    )
    for (const [integer, unit] of edges) {
      const isIn = integer * nanosecondsPer[unit] >= minNanoseconds && integer * nanosecondsPer[unit] <= maxNanoseconds
      expect(typeof readTimeInUnit(integer, unit) === 'object').toBe(isIn)
      const asNumber = Number.isSafeInteger(Number(integer)) ? Number(integer) : integer
      expect(typeof readTimeInUnit(asNumber, unit) === 'object').toBe(isIn)
    }
  })
})
