import { longestTimerMs } from '@fluxline/internal/timers'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Sleeps, waitAtMost } from './sleep.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('sleeps longer than a timer can', async () => {
  const awake = vi.fn<() => void>()
  void new Sleeps<string>().sleepFor('a', longestTimerMs + 1000).then(awake)
  await vi.advanceTimersByTimeAsync(longestTimerMs + 999)
  expect(awake).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(1)
  expect(awake).toHaveBeenCalled()
})

it('wakes up the one with this key, and leaves no timer behind', async () => {
  const sleeps = new Sleeps<string>()
  const awake = vi.fn<() => void>()
  void sleeps.sleepFor('a', 1000).then(awake)
  sleeps.wakeUp('b')
  sleeps.wakeUp('a')
  await vi.advanceTimersByTimeAsync(0)
  expect(awake).toHaveBeenCalled()
  expect(vi.getTimerCount()).toBe(0)
})

it.each([
  ['the promise resolves', Promise.resolve(), 1000, undefined],
  ['the time has passed', new Promise<void>(() => {}), 10, undefined],
  ['the signal is aborted', new Promise<void>(() => {}), Infinity, AbortSignal.abort()],
])('stops waiting if %s, and leaves no timer behind', async (_, promise, ms, signal) => {
  const waiting = waitAtMost(ms, signal, promise)
  await vi.advanceTimersByTimeAsync(10)
  await waiting
  expect(vi.getTimerCount()).toBe(0)
})
