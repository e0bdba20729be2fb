import fc from 'fast-check'
import { expect, it } from 'vitest'
import { stampOf } from '../src/stamp/stamp.ts'
import { stampLines } from '../src/stamp/stamp-lines.ts'

const timestamp = fc.bigInt({ min: -(2n ** 60n), max: 2n ** 62n })
const place = fc.record({
  subject: fc.constant('s'),
  partition: fc.nat(1000),
  sequence: fc.bigInt({ min: 0n, max: 2n ** 63n }),
})

it('a time is that of the message in milliseconds, and the same at each delivery', () => {
  fc.assert(
    fc.property(timestamp, place, fc.nat(100_000), (time, at, line) => {
      const stamp = stampOf(time, at)(line)
      const ms = ((time % 1_000_000n) + 1_000_000n) % 1_000_000n
      expect(stamp - (time - ms)).toBeGreaterThanOrEqual(0n)
      expect(stamp - (time - ms)).toBeLessThan(1_000_000n)
      expect(stampOf(time, { ...at })(line)).toBe(stamp)
    }),
  )
})

it('times within a message are distinct, also of more than a million lines', () => {
  fc.assert(
    fc.property(timestamp, place, fc.nat(3_000_000), fc.nat(3_000_000), (time, at, one, other) => {
      const stamp = stampOf(time, at)
      expect(stamp(one) === stamp(other)).toBe(one === other)
    }),
  )
})

it('times of consecutive messages of one millisecond are distinct: of ten, each with 30 000 lines', () => {
  fc.assert(
    fc.property(timestamp, place, fc.nat(9), fc.nat(29_999), fc.nat(9), fc.nat(29_999), (time, at, m1, l1, m2, l2) => {
      const stamp = (message: number, line: number): bigint =>
        stampOf(time, { ...at, sequence: at.sequence + BigInt(message) })(line)
      expect(stamp(m1, l1) === stamp(m2, l2)).toBe(m1 === m2 && l1 === l2)
    }),
  )
})

const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes)
const stamped = (input: string): { timed: string | undefined; stamped: string[]; lines: number } => {
  const result = stampLines(new TextEncoder().encode(input), (line, at) =>
    new TextEncoder().encode(`${text(line)} @${at}`),
  )
  return { ...result, timed: result.timed && text(result.timed), stamped: result.stamped.map(text) }
}

it.each([
  ['m v=1 1\nm v=2 2\n', 'm v=1 1\nm v=2 2\n', []],
  ['m v=1\nm v=2 2\n m v=3 ', '\nm v=2 2\n  ', ['m v=1 @0', 'm v=3 @2']],
  ['m v="a b\nc 1" \n', undefined, ['m v="a b\nc 1" @0']],
  ['# no line\n\n', '# no line\n\n', []],
  ['m v=1\nm v="open 2\nm v=3', '\nm v="open 2\n', ['m v=1 @0', 'm v=3 @2']],
  [String.raw`m v=1\ `, String.raw`m v=1\ `, []],
])('finds the lines of %j that have no time', (input, timed, lines) => {
  expect(stamped(input)).toMatchObject({ timed, stamped: lines })
})
