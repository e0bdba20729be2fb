import { inspect } from 'node:util'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Timestamp } from './timestamp.ts'

it('is a Date with nanoseconds', () => {
  const timestamp = Timestamp.fromNanoseconds(1_700_000_000_123_456_789n)
  expect(timestamp).toBeInstanceOf(Date)
  expect(timestamp.getTime()).toBe(1_700_000_000_123)
  expect(timestamp.nanoseconds).toBe(1_700_000_000_123_456_789n)
  expect(JSON.stringify({ timestamp })).toBe('{"timestamp":"2023-11-14T22:13:20.123456789Z"}')
})

it('keeps every nanosecond, also before 1970', () => {
  const ns = fc.bigInt({ min: -(2n ** 63n) + 1n, max: 2n ** 63n - 1n })
  fc.assert(fc.property(ns, (nanoseconds) => Timestamp.fromNanoseconds(nanoseconds).nanoseconds === nanoseconds))
})

it('is immutable', () => {
  const timestamp = new Timestamp(0)
  expect(() => timestamp.setHours(1)).toThrow('is immutable')
  expect(() => timestamp.setTime(1)).toThrow(TypeError)
  expect(timestamp.getTime()).toBe(0)
})

it('shows every digit in a log', () => {
  const time = Timestamp.fromNanoseconds(1_700_000_000_123_456_789n)
  expect(inspect({ time })).toBe('{ time: 2023-11-14T22:13:20.123456789Z }')
})

it.each([[[]], [[{}]], [[1.5]], [[Number.NaN]], [[0, -1]], [[0, 1_000_000]], [['2026-01-01']]])(
  'refuses the arguments %j',
  (args) => {
    expect(() => Reflect.construct(Timestamp, args)).toThrow(expect.objectContaining({ code: 'FLUXLINE_OPTION' }))
  },
)

it('refuses nanoseconds that are not a bigint, or that a Date cannot hold', () => {
  expect(() => Timestamp.fromNanoseconds(5 as never)).toThrow('takes a bigint')
  expect(() => Timestamp.fromNanoseconds(10n ** 30n)).toThrow(expect.objectContaining({ code: 'FLUXLINE_OPTION' }))
})
