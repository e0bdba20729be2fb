import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { InFlight } from './in-flight.ts'

const QUIET_MS = 1000

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('settles at once if nothing is in flight, else when the last request has ended', async () => {
  const inFlight = new InFlight()
  await inFlight.whenSettled(QUIET_MS)
  const work = Promise.withResolvers<void>()
  void inFlight.track(work.promise)
  const settled = vi.fn<() => void>()
  void inFlight.whenSettled(QUIET_MS).then(settled)
  await vi.advanceTimersByTimeAsync(QUIET_MS * 100)
  expect(settled).not.toHaveBeenCalled()
  work.resolve()
  await vi.advanceTimersByTimeAsync(0)
  expect(settled).toHaveBeenCalledOnce()
})

it('waits while a response is read on, until its reader leaves', async () => {
  const inFlight = new InFlight()
  const leave = inFlight.openResponse()
  const settled = vi.fn<() => void>()
  void inFlight.whenSettled(QUIET_MS).then(settled)
  for (let chunk = 0; chunk < 5; chunk++) {
    await vi.advanceTimersByTimeAsync(QUIET_MS - 1)
    await inFlight.track(Promise.resolve())
  }
  expect(settled).not.toHaveBeenCalled()
  leave()
  await vi.advanceTimersByTimeAsync(0)
  expect(settled).toHaveBeenCalledOnce()
})

it('settles for each that waits', async () => {
  const inFlight = new InFlight()
  const work = Promise.withResolvers<void>()
  void inFlight.track(work.promise)
  const settled = vi.fn<() => void>()
  for (let each = 0; each < 2; each++) void inFlight.whenSettled(QUIET_MS).then(settled)
  work.resolve()
  await vi.advanceTimersByTimeAsync(0)
  expect(settled).toHaveBeenCalledTimes(2)
})

it('stops waiting for a response that is no longer read', async () => {
  const inFlight = new InFlight()
  inFlight.openResponse()
  const settled = vi.fn<() => void>()
  void inFlight.whenSettled(QUIET_MS).then(settled)
  await vi.advanceTimersByTimeAsync(QUIET_MS - 1)
  expect(settled).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(1)
  expect(settled).toHaveBeenCalledOnce()
})
