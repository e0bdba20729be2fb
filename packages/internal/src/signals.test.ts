import { getEventListeners } from 'node:events'
import { expect, it, vi } from 'vitest'
import { anySignal, onAbort } from './signals.ts'

it('calls back once, on the abort or at once after it', () => {
  const controller = new AbortController()
  const callback = vi.fn<() => void>()
  onAbort(controller.signal, callback)
  expect(callback).not.toHaveBeenCalled()
  controller.abort()
  expect(callback).toHaveBeenCalledTimes(1)
  onAbort(controller.signal, callback)
  expect(callback).toHaveBeenCalledTimes(2)
})

it('does not call back after letting go, nor without a signal', () => {
  const controller = new AbortController()
  const callback = vi.fn<() => void>()
  onAbort(controller.signal, callback)()
  onAbort(undefined, callback)()
  controller.abort()
  expect(callback).not.toHaveBeenCalled()
  expect(getEventListeners(controller.signal, 'abort')).toEqual([])
})

it('follows several signals, and lets go of all at the first abort', () => {
  const controllers = [new AbortController(), new AbortController()]
  const signals = controllers.map(({ signal }) => signal)
  const { signal } = anySignal([undefined, ...signals])
  expect(signal.aborted).toBe(false)
  controllers[1]!.abort('why')
  expect(signal.reason).toBe('why')
  controllers[0]!.abort('later')
  expect(signal.reason).toBe('why')
  for (const each of signals) expect(getEventListeners(each, 'abort')).toEqual([])
})

it('is aborted from the start if one of them is, and listens to no other', () => {
  const open = new AbortController()
  const { signal } = anySignal([open.signal, AbortSignal.abort('why'), open.signal])
  expect(signal.reason).toBe('why')
  expect(getEventListeners(open.signal, 'abort')).toEqual([])
})

it('follows nothing after release', () => {
  const controller = new AbortController()
  const { signal, release } = anySignal([controller.signal])
  release()
  expect(getEventListeners(controller.signal, 'abort')).toEqual([])
  controller.abort()
  expect(signal.aborted).toBe(false)
})
