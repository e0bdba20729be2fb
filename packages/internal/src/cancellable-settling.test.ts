import { getEventListeners } from 'node:events'
import { expect, it } from 'vitest'
import { cancellable } from './cancellable.ts'

const over = { done: true, value: undefined }

/** Yields values, and then waits for a failure, or for its end, which settles all that is pending. */
class Settling implements AsyncIterableIterator<number, undefined> {
  readonly #values: number[]
  readonly #waiting: PromiseWithResolvers<IteratorResult<number, undefined>>[] = []
  #isOver = false
  #error: Error | undefined

  constructor(...values: number[]) {
    this.#values = values
  }

  async next(): Promise<IteratorResult<number, undefined>> {
    const value = this.#values.shift()
    if (value !== undefined && !this.#isOver) return { done: false, value }
    if (this.#error) throw this.#error
    if (this.#isOver) return { done: true, value: undefined }
    const deferred = Promise.withResolvers<IteratorResult<number, undefined>>()
    this.#waiting.push(deferred)
    return deferred.promise
  }

  async return(): Promise<IteratorReturnResult<undefined>> {
    this.#isOver = true
    for (const { resolve } of this.#waiting) resolve({ done: true, value: undefined })
    return { done: true, value: undefined }
  }

  failWith(error: Error): void {
    this.#error = error
    for (const { reject } of this.#waiting) reject(error)
  }

  [Symbol.asyncIterator](): this {
    return this
  }
}

const options = { settlesAtOnce: true }

it('a source that settles at once yields its values and its end, in the order of the calls', async () => {
  const source = new Settling(1, 2, 3)
  const values = cancellable(() => Promise.resolve(source), options)
  const results = await Promise.all([values.next(), values.next(), values.next()])
  expect(results.map(({ value }) => value)).toEqual([1, 2, 3])
  await source.return()
  expect(await values.next()).toEqual(over)
})

it('a source that settles at once ends with return, which settles pending calls as done', async () => {
  const values = cancellable(() => new Settling(1), options)
  expect(await values.next()).toEqual({ done: false, value: 1 })
  const pending = [values.next(), values.next()]
  const startMs = performance.now()
  await values.return!()
  expect(performance.now() - startMs).toBeLessThan(50)
  expect(await Promise.all(pending)).toEqual([over, over])
  expect(await values.next()).toEqual(over)
})

it('a source that settles at once fails with the mapped error, and is over', async () => {
  const source = new Settling(1)
  const values = cancellable(() => source, { ...options, mapError: (error) => `mapped: ${String(error)}` })
  await values.next()
  const pending = values.next()
  source.failWith(new Error('broken'))
  await expect(pending).rejects.toBe('mapped: Error: broken')
  expect(await values.next()).toEqual(over)
})

it('a source that settles at once fails after an abort with its own error, even if nothing was pending', async () => {
  for (const idleMs of [0, 150]) {
    const caller = new AbortController()
    const source = new Settling(1)
    const open = (signal: AbortSignal): Settling => {
      signal.addEventListener('abort', () => source.failWith(new Error('The request was aborted.')))
      return source
    }
    const values = cancellable(open, { ...options, signal: caller.signal })
    await values.next()
    const early = idleMs === 0 ? values.next() : undefined
    caller.abort()
    if (idleMs > 0) await new Promise((resolve) => setTimeout(resolve, idleMs))
    await expect(early ?? values.next()).rejects.toThrow('The request was aborted.')
  }
})

it('a source that settles at once is ended with the reason of the abort if it ignores its signal', async () => {
  const caller = new AbortController()
  const values = cancellable(() => new Settling(1), { ...options, signal: caller.signal })
  await values.next()
  const pending = values.next()
  caller.abort(new Error('Enough.'))
  await expect(pending).rejects.toThrow('Enough.')
  expect(await values.next()).toEqual(over)
  expect(getEventListeners(caller.signal, 'abort')).toEqual([])
})
