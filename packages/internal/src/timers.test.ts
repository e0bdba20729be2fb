import { getEventListeners } from 'node:events'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { longestTimerMs, sleep, sleepOrThrow, startTimer } from './timers.ts'

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

it.each([1, 1000, longestTimerMs, longestTimerMs + 1, 3 * longestTimerMs + 5])('calls back after %d ms', (ms) => {
  const callback = vi.fn<() => void>()
  startTimer(ms, callback)
  vi.advanceTimersByTime(ms - 1)
  expect(callback).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1)
  expect(callback).toHaveBeenCalledOnce()
  expect(vi.getTimerCount()).toBe(0)
})

it('does not call back once it is cancelled, also beyond the longest timer, nor after Infinity', () => {
  const callback = vi.fn<() => void>()
  const cancels = [10, longestTimerMs + 10].map((ms) => startTimer(ms, callback))
  cancels[0]!()
  vi.advanceTimersByTime(longestTimerMs + 5)
  cancels[1]!()
  startTimer(Infinity, callback)()
  expect(vi.getTimerCount()).toBe(0)
  expect(callback).not.toHaveBeenCalled()
})

it('sleeps until the time has passed, or one of the signals is aborted', async () => {
  const controllers = [new AbortController(), new AbortController()]
  const signals = controllers.map(({ signal }) => signal)
  const long = sleep(longestTimerMs * 2, ...signals)
  vi.advanceTimersByTime(longestTimerMs * 2)
  await long
  for (const signal of signals) expect(getEventListeners(signal, 'abort')).toEqual([])
  const cut = sleep(1000, undefined, ...signals)
  controllers[1]!.abort()
  await cut
  await sleep(1000, ...signals)
  expect(getEventListeners(signals[0]!, 'abort')).toEqual([])
  expect(vi.getTimerCount()).toBe(0)
})

it('sleepOrThrow rejects with the reason of the abort', async () => {
  const controller = new AbortController()
  const slept = sleepOrThrow(10, controller.signal)
  vi.advanceTimersByTime(10)
  await slept
  const cut = sleepOrThrow(10, controller.signal)
  controller.abort(new Error('Enough.'))
  await expect(cut).rejects.toThrow('Enough.')
  await expect(sleepOrThrow(10, controller.signal)).rejects.toThrow('Enough.')
  const unbound = sleepOrThrow(10, undefined)
  vi.advanceTimersByTime(10)
  await unbound
})
