import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Traffic } from './in-flight.ts'

const QUIET_MS = 1000

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('settles at once where nothing is under way, and not before what is has ended', async () => {
  const traffic = new Traffic()
  await traffic.settled(QUIET_MS)
  const work = Promise.withResolvers<void>()
  void traffic.during(work.promise)
  const settled = vi.fn<() => void>()
  void traffic.settled(QUIET_MS).then(settled)
  await vi.advanceTimersByTimeAsync(QUIET_MS * 100)
  expect(settled).not.toHaveBeenCalled()
  work.resolve()
  await vi.advanceTimersByTimeAsync(0)
  expect(settled).toHaveBeenCalledOnce()
})

it('waits for a reader who asks for more now and then, and for one who leaves', async () => {
  const traffic = new Traffic()
  const leave = traffic.open()
  const settled = vi.fn<() => void>()
  void traffic.settled(QUIET_MS).then(settled)
  for (let chunk = 0; chunk < 5; chunk++) {
    await vi.advanceTimersByTimeAsync(QUIET_MS - 1)
    await traffic.during(Promise.resolve())
  }
  expect(settled).not.toHaveBeenCalled()
  leave()
  await vi.advanceTimersByTimeAsync(0)
  expect(settled).toHaveBeenCalledOnce()
})

it('does not wait for ever for a reader who asks for no more', async () => {
  const traffic = new Traffic()
  traffic.open()
  const settled = vi.fn<() => void>()
  void traffic.settled(QUIET_MS).then(settled)
  await vi.advanceTimersByTimeAsync(QUIET_MS - 1)
  expect(settled).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(1)
  expect(settled).toHaveBeenCalledOnce()
})
