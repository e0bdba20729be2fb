import { expect, it, vi } from 'vitest'
import { createClock, processClock } from './clock.ts'
import type * as original from './clock.ts'

const MS = 1_000_000n

function dayOf(stamp: bigint): string {
  return new Date(Number(stamp / MS)).toISOString().slice(0, 10)
}

it('returns distinct, increasing nanoseconds while the clock stands still or steps back by less than a second', () => {
  const times = [1_000, 1_000, 1_000, 999, 500, 1_001]
  const clock = createClock(
    () => times.shift()!,
    () => 0,
    () => 0,
  )
  expect(Array.from({ length: 6 }, clock)).toEqual([
    1000n * MS,
    1000n * MS + 1n,
    1000n * MS + 2n,
    1000n * MS + 3n,
    1000n * MS + 4n,
    1001n * MS,
  ])
})

it('has nanoseconds of the timer, and begins at random', () => {
  let ms = 0
  const clock = createClock(
    () => 5000 + Math.floor(ms),
    () => ms,
    () => 0.25,
  )
  const stamps = [0, 0.000_001, 0.5, 1.75, 1000.1].map((at) => {
    ms = at
    return clock() - 5000n * MS
  })
  expect(stamps).toEqual([250_000n, 250_001n, 750_000n, 2_000_000n, 1_000_350_000n])
})

it.each([
  ['an hour back', -3_600_000],
  ['a minute ahead', 60_000],
  ['ten years ahead', 315_360_000_000],
  ['ten years back', -315_360_000_000],
])('follows the wall clock that is set %s, and back again', (_, step) => {
  let wall = 1_700_000_000_000
  let ms = 0
  const clock = createClock(
    () => wall,
    () => ms,
  )
  for (const at of [0, step, 0]) {
    wall = 1_700_000_000_000 + at + ms
    for (let count = 0; count < 100; count++) {
      const lead = clock() - BigInt(Math.floor(wall)) * MS
      expect(lead >= -5n * MS && lead <= 6n * MS).toBe(true)
      ms += 0.1
      wall += 0.1
    }
  }
})

it.each<[string, object]>([
  ['by default', {}],
  ['Date alone', { toFake: ['Date'] }],
  ['Date and performance', { toFake: ['Date', 'performance'] }],
])('reads the clock each time, also if a test has replaced it for a while: %s', (_, options) => {
  const clock = createClock()
  const before = clock()
  vi.useFakeTimers({ now: new Date('2020-01-01'), ...options })
  const faked = clock()
  vi.setSystemTime(new Date('2020-01-02'))
  const later = clock()
  vi.useRealTimers()
  const after = clock()
  expect([dayOf(faked), dayOf(later)]).toEqual(['2020-01-01', '2020-01-02'])
  // It begins at another random part of a millisecond.
  expect(after - before > -MS).toBe(true)
})

it('rarely meets the clocks of seven other threads', () => {
  let ms = 0
  const wall = (): number => 1_700_000_000_000 + Math.floor(ms)
  const clocks = Array.from({ length: 8 }, () => createClock(wall, () => ms))
  const seen = new Set<bigint>()
  const total = 400_000
  // Each thread makes a thousand stamps a second, at its own moments.
  for (let at = 0; at < total; at++) {
    ms = at / 8 + Math.random() / 8
    seen.add(clocks[at % 8]!())
  }
  // 1.6 are expected. Clocks that count on from whole milliseconds meet a hundred thousand times.
  expect(total - seen.size).toBeLessThan(15)
})

it('shares one clock with all copies of the package', async () => {
  const path: string = './clock.ts?copy'
  const copy: typeof original = await import(path)
  const times = Array.from({ length: 1_000 }, (_, at) => (at % 2 === 0 ? processClock() : copy.processClock()))
  expect(copy.processClock).not.toBe(processClock)
  expect(new Set(times).size).toBe(1_000)
  expect(times.toSorted((a, b) => Number(a - b))).toEqual(times)
})
