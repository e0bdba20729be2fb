import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Timestamp } from '../values/timestamp.ts'
import { setDateTimeCell } from './date-time.ts'
import { setLongCell } from './long.ts'

const int64 = fc.oneof(
  fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
  fc.bigInt(-(2n ** 33n), 2n ** 33n),
  fc.constantFrom(-(2n ** 63n), 2n ** 63n - 1n, 0n, -1n, 2n ** 32n, -(2n ** 32n), 1_000_000_000n, -999_999_999n),
)

function stored(set: typeof setLongCell, text: string): bigint {
  let found = 0n
  const sink = {
    setInteger: (_: number, value: bigint) => (found = value),
    setHalves: (_: number, high: number, low: number) => (found = (BigInt(high) << 32n) + BigInt(low)),
  }
  const bytes = new TextEncoder().encode(text)
  expect(set(sink as never, 0, bytes, 0, bytes.length)).toBe(true)
  return found
}

it('columns hold every nanosecond and every integer of 64 bits', () => {
  const property = fc.property(int64, (value) => {
    expect(stored(setDateTimeCell, Timestamp.fromNanoseconds(value).toISOString())).toBe(value)
    expect(stored(setLongCell, String(value))).toBe(value)
  })
  fc.assert(property, { numRuns: 2000 })
})
