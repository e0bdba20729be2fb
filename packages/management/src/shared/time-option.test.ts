import { describe, expect, it } from 'vitest'
import { toNanoseconds, toRfc3339 } from './time-option.ts'

describe('a time', () => {
  it.each([
    ['2026-01-31T12:00:00Z', '2026-01-31T12:00:00.000000000Z'],
    ['2026-01-31T12:00:00.123456789+01:00', '2026-01-31T11:00:00.123456789Z'],
    ['1960-01-01T00:00:00.000000001Z', '1960-01-01T00:00:00.000000001Z'],
    [new Date(-1), '1969-12-31T23:59:59.999000000Z'],
    [Object.assign(new Date(1), { nanoseconds: 1_000_001n }), '1970-01-01T00:00:00.001000001Z'],
    [{ epochNanoseconds: -1n }, '1969-12-31T23:59:59.999999999Z'],
  ])('of case %# keeps its nanoseconds', (time, expected) => {
    expect(toRfc3339('start', time)).toBe(expected)
    expect(toNanoseconds('start', expected)).toBe(toNanoseconds('start', time))
  })

  it.each(['', 'yesterday', '-1h', '2026-01-31', '2026-01-31T12:00:00', '2026-13-31T12:00:00Z', new Date(Number.NaN)])(
    'is refused if it is %s',
    (time) => {
      expect(() => toRfc3339('start', time)).toThrow(
        expect.objectContaining({
          code: 'FLUXLINE_OPTION',
          message: expect.stringMatching(/^start: .*(RFC 3339|Date)/),
        }),
      )
    },
  )
})

it.each([
  '1677-09-21T00:12:43.145224193Z',
  '2262-04-11T23:47:16.854775807Z',
  '9999-12-31T23:59:59Z',
  { epochNanoseconds: 2n ** 100n },
])('is refused if InfluxDB cannot store it: %s', (time) => {
  expect(() => toRfc3339('stop', time)).toThrow(
    expect.objectContaining({ code: 'FLUXLINE_OPTION', message: expect.stringContaining('to 2262-04-11') }),
  )
})

it.each(['1677-09-21T00:12:43.145224194Z', '2262-04-11T23:47:16.854775806Z'])(
  'accepts the first and the last time: %s',
  (time) => {
    expect(toRfc3339('stop', time)).toBe(time)
  },
)
