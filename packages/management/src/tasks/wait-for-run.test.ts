import { HttpError } from '@fluxline/core'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Run, RunStatus } from './task.ts'
import { waitForRun } from './wait-for-run.ts'

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

function runs(...statuses: RunStatus[]): (signal: AbortSignal) => Promise<Run> {
  const left = [...statuses]
  return async () => ({ id: 'r', status: left.length > 1 ? left.shift()! : left[0]! }) as Run
}

const missing = (): Promise<never> =>
  Promise.reject(new HttpError('run not found', { method: 'GET', path: '/', status: 404 }))

it.each(['success', 'failed', 'canceled'] as const)('returns the run that ended as %s', async (status) => {
  const waiting = waitForRun(runs('scheduled', 'started', status), 'r')
  await vi.runAllTimersAsync()
  await expect(waiting).resolves.toMatchObject({ status })
})

it('reads the run less and less often', async () => {
  const read = vi.fn<(signal: AbortSignal) => Promise<Run>>(runs('started'))
  const waiting = waitForRun(read, 'r', { timeout: 60_000 })
  const failure = waiting.catch((error: unknown) => error)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(read.mock.calls.length).toBeGreaterThan(4)
  await vi.advanceTimersByTimeAsync(59_000)
  expect(read.mock.calls.length).toBeLessThan(40)
  expect(await failure).toMatchObject({ code: 'FLUXLINE_TIMEOUT', phase: 'total', timeoutMs: 60_000 })
})

it('ends if its signal is aborted, and leaves no timer behind', async () => {
  const controller = new AbortController()
  const waiting = waitForRun(runs('started'), 'r', { signal: controller.signal })
  const failure = waiting.catch((error: unknown) => error)
  await vi.advanceTimersByTimeAsync(300)
  controller.abort('enough')
  expect(await failure).toMatchObject({ code: 'FLUXLINE_ABORTED', cause: 'enough' })
  expect(vi.getTimerCount()).toBe(0)
})

describe('a run that is not found', () => {
  it('is read again, since a busy server forgets it before it has stored it', async () => {
    const read = vi.fn<(signal: AbortSignal) => Promise<Run>>(runs('success'))
    read.mockImplementationOnce(missing).mockImplementationOnce(missing)
    const waiting = waitForRun(read, 'r')
    await vi.runAllTimersAsync()
    await expect(waiting).resolves.toMatchObject({ status: 'success' })
  })

  it('is an error after five seconds', async () => {
    const failure = waitForRun(missing, 'r').catch((error: unknown) => error)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(await failure).toMatchObject({ status: 404 })
  })
})

it('passes errors on', async () => {
  await expect(waitForRun(() => Promise.reject(new Error('gone')), 'r', { timeout: 5 })).rejects.toThrow('gone')
})
