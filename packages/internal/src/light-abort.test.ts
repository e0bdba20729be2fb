import { describe, expect, it, vi } from 'vitest'
import { controllerFor, LightAbortController, onlyListens } from './light-abort.ts'
import { onAbort } from './signals.ts'

describe.each([
  ['AbortController', AbortController],
  ['LightAbortController', LightAbortController],
])('%s', (_, Controller) => {
  it('calls back once, with the reason set', () => {
    const controller = new Controller()
    const heard: unknown[] = []
    onAbort(controller.signal, () => heard.push(controller.signal.reason))
    controller.abort('first')
    controller.abort('second')
    expect(heard).toEqual(['first'])
    expect(controller.signal.aborted).toBe(true)
  })

  it('calls back at once if it is aborted, and has a reason then', () => {
    const controller = new Controller()
    controller.abort()
    const callback = vi.fn<() => void>()
    onAbort(controller.signal, callback)
    expect(callback).toHaveBeenCalledOnce()
    expect(controller.signal.reason).toMatchObject({ name: 'AbortError', message: 'This operation was aborted' })
  })

  it('has no reason before it is aborted, keeps the reason that it has, and null is one', () => {
    const controller = new Controller()
    expect(controller.signal.reason).toBeUndefined()
    controller.abort()
    expect(controller.signal.reason).toBe(controller.signal.reason)
    const other = new Controller()
    other.abort(null)
    expect(other.signal.reason).toBeNull()
  })

  it('does not call back who has let go, also while it is aborted', () => {
    const controller = new Controller()
    const callback = vi.fn<() => void>()
    onAbort(controller.signal, () => letGo())
    const letGo = onAbort(controller.signal, callback)
    controller.abort()
    expect(callback).not.toHaveBeenCalled()
  })
})

it('is for functions that only listen', () => {
  const client = { request: () => {} }
  expect(controllerFor(client)).toBeUndefined()
  onlyListens(client.request)
  expect(controllerFor(client)).toBe(LightAbortController)
  expect(controllerFor({ request: () => client.request() })).toBeUndefined()
})
