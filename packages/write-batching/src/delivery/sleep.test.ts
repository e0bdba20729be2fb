import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { longestTimerMs, Sleepers } from './sleep.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('sleeps longer than a timer can', async () => {
  const awake = vi.fn<() => void>()
  void new Sleepers<string>().sleep('a', longestTimerMs + 1000).then(awake)
  await vi.advanceTimersByTimeAsync(longestTimerMs + 999)
  expect(awake).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(1)
  expect(awake).toHaveBeenCalled()
})

it('wakes the one that is called, and leaves no timer behind', async () => {
  const sleepers = new Sleepers<string>()
  const awake = vi.fn<() => void>()
  void sleepers.sleep('a', 1000).then(awake)
  sleepers.wake('b')
  sleepers.wake('a')
  await vi.advanceTimersByTimeAsync(0)
  expect(awake).toHaveBeenCalled()
  expect(vi.getTimerCount()).toBe(0)
})
