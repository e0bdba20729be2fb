import { expect, it } from 'vitest'
import { createClock, processClock } from './clock.ts'
import type * as original from './clock.ts'

it('returns distinct, increasing nanoseconds while the clock stands still or steps back', () => {
  const times = [1_000, 1_000, 1_000, 999, 0, 1_001, 1_001]
  const clock = createClock(() => times.shift()!)
  expect(Array.from({ length: 7 }, clock)).toEqual([
    1_000_000_000n,
    1_000_000_001n,
    1_000_000_002n,
    1_000_000_003n,
    1_000_000_004n,
    1_001_000_000n,
    1_001_000_001n,
  ])
})

it('shares one clock with all copies of the package', async () => {
  const path: string = './clock.ts?copy'
  const copy: typeof original = await import(path)
  const times = Array.from({ length: 1_000 }, (_, at) => (at % 2 === 0 ? processClock() : copy.processClock()))
  expect(copy.processClock).not.toBe(processClock)
  expect(new Set(times).size).toBe(1_000)
  expect(times.toSorted((a, b) => Number(a - b))).toEqual(times)
})
