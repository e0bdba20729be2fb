import { longestTimerMs } from '@fluxline/internal/timers'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { platformTimers, SharedTimer } from './shared-timer.ts'
import type { Timers } from './shared-timer.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
afterEach(() => void vi.useRealTimers())

type Step =
  | readonly ['set', ms: number]
  | readonly ['clear', which: number]
  | readonly ['pass', ms: number]
  | readonly ['restart', which: number, ms: number]

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(fc.constant('set' as const), fc.integer({ min: 1, max: 50 })),
  fc.tuple(fc.constant('clear' as const), fc.nat(9)),
  fc.tuple(fc.constant('pass' as const), fc.integer({ min: 1, max: 30 })),
  fc.tuple(fc.constant('restart' as const), fc.nat(9), fc.integer({ min: 1, max: 50 })),
)

/** What fired when. */
function run(timers: Timers, steps: readonly Step[]): string[] {
  const fired: string[] = []
  const handles: unknown[] = []
  const set = (name: number, ms: number): unknown =>
    timers.set(() => void fired.push(`${name} at ${performance.now()}`), ms)
  const startMs = performance.now()
  for (const [what, which, ms = 0] of steps) {
    if (what === 'set') handles.push(set(handles.length, which))
    else if (what === 'pass') vi.advanceTimersByTime(which)
    else {
      timers.clear(handles[which])
      if (what === 'restart' && which < handles.length) handles[which] = set(which, ms)
    }
  }
  vi.advanceTimersByTime(100)
  return fired.map((entry) => entry.replace(/\d+$/, (ms) => String(Number(ms) - startMs))).toSorted()
}

it('fires what timers of the platform fire, at the same times', () => {
  const property = fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
    expect(run(new SharedTimer(), steps)).toEqual(run(platformTimers, steps))
  })
  fc.assert(property, { numRuns: 300 })
})

it('a callback may clear one that is due, and set another', () => {
  const timers = new SharedTimer()
  const fired: string[] = []
  timers.set(() => {
    timers.clear(second)
    timers.set(() => void fired.push('third'), 5)
    fired.push('first')
  }, 10)
  const second = timers.set(() => void fired.push('second'), 10)
  vi.advanceTimersByTime(20)
  expect(fired).toEqual(['first', 'third'])
})

it('has the longest time-out at any time, and does not exceed it', () => {
  const set = vi.spyOn(globalThis, 'setTimeout')
  for (let nowMs = 0.1; nowMs < 100; nowMs += 1.3) {
    vi.spyOn(performance, 'now').mockReturnValueOnce(nowMs)
    const timers = new SharedTimer()
    timers.set(() => expect.unreachable(), longestTimerMs)
    timers.stop()
  }
  for (const [, ms] of set.mock.calls) expect(ms).toBeLessThanOrEqual(longestTimerMs)
})

it('has one timer of the platform, and none once it is stopped', () => {
  const timers = new SharedTimer()
  for (let n = 0; n < 100; n++) timers.set(() => expect.unreachable(), 1000 + n)
  expect(vi.getTimerCount()).toBe(1)
  timers.stop()
  expect(vi.getTimerCount()).toBe(0)
  vi.advanceTimersByTime(2000)
})
