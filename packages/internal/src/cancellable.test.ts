import { execFileSync } from 'node:child_process'
import { getEventListeners } from 'node:events'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { cancellable } from './cancellable.ts'

const unhandled = vi.fn<(error: unknown) => void>()

/** Node reports unhandled rejections after the microtasks. */
async function expectNoneUnhandled(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 1))
  expect(unhandled).not.toHaveBeenCalled()
}

beforeEach(() => {
  process.on('unhandledRejection', unhandled)
})

afterEach(async () => {
  await expectNoneUnhandled()
  process.off('unhandledRejection', unhandled)
})

const over = { done: true, value: undefined }

/** Rejects as soon as the signal is aborted, as a request does. */
function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const fail = (): void => reject(new Error('The request was aborted.'))
    if (signal.aborted) fail()
    signal.addEventListener('abort', fail)
  })
}

/** Gives values, and then waits for more that never come. */
async function* hanging(signal: AbortSignal, ...values: readonly number[]): AsyncGenerator<number, undefined> {
  yield* values
  return untilAborted(signal)
}

/** A source that ignores its signal. */
const deaf = { next: forever, return: forever }

function forever(): Promise<never> {
  return new Promise(() => {})
}

async function timed(work: Promise<unknown>): Promise<number> {
  const startMs = performance.now()
  await work
  return performance.now() - startMs
}

it('opens its source at the first next, and gives its values', async () => {
  const open = vi.fn<() => AsyncGenerator<number>>(async function* () {
    yield* [1, 2, 3]
  })
  const values = cancellable(open)
  expect(open).not.toHaveBeenCalled()
  const found: number[] = []
  for await (const value of values) found.push(value)
  expect(found).toEqual([1, 2, 3])
  expect(await values.next()).toEqual(over)
  expect(await values.return!()).toEqual(over)
  expect(open).toHaveBeenCalledOnce()
})

it('takes an iterable, and promises of both', async () => {
  const iterable = { [Symbol.asyncIterator]: () => hanging(new AbortController().signal, 1) }
  for (const source of [iterable, Promise.resolve(iterable), Promise.resolve(iterable[Symbol.asyncIterator]())]) {
    const values = cancellable(() => source)
    expect(await values.next()).toEqual({ done: false, value: 1 })
  }
})

it('settles calls in their order', async () => {
  const values = cancellable((signal) => hanging(signal, 1, 2, 3))
  const calls = [values.next(), values.next(), values.next(), values.next(), values.next()]
  expect(await Promise.all(calls.slice(0, 3))).toEqual([1, 2, 3].map((value) => ({ done: false, value })))
  await values.return!()
  expect(await Promise.all(calls.slice(3))).toEqual([over, over])
})

it('return ends the source while a value is pending, and both settle as done', async () => {
  let inner!: AbortSignal
  let isEnded = false
  const values = cancellable(async function* (signal) {
    inner = signal
    try {
      yield* hanging(signal, 1)
    } finally {
      isEnded = true
    }
  })
  await values.next()
  const pending = values.next()
  expect(await values.return!()).toEqual(over)
  expect(await pending).toEqual(over)
  expect(inner.aborted).toBe(true)
  expect(isEnded).toBe(true)
  expect(await values.next()).toEqual(over)
})

it('leaving a loop ends the source', async () => {
  let inner!: AbortSignal
  const values = cancellable((signal) => hanging((inner = signal), 1))
  for await (const _ of values) break
  expect(inner.aborted).toBe(true)
})

it('return without a next opens nothing', async () => {
  const open = vi.fn<() => typeof deaf>(() => deaf)
  const values = cancellable(open)
  expect(await values.return!()).toEqual(over)
  expect(await values.next()).toEqual(over)
  expect(open).not.toHaveBeenCalled()
})

it('return settles soon if the source never does', async () => {
  const values = cancellable(() => deaf)
  const pending = values.next()
  const calls = Promise.all([values.return!(), values.return!()])
  expect(await timed(pending)).toBeLessThan(50)
  expect(await timed(calls)).toBeLessThan(250)
})

it('return settles soon if the source is never opened, and closes one that comes too late', async () => {
  let opened!: (source: AsyncIterator<number>) => void
  const values = cancellable(() => new Promise<AsyncIterator<number>>((resolve) => (opened = resolve)))
  const pending = values.next()
  expect(await timed(values.return!())).toBeLessThan(250)
  expect(await pending).toEqual(over)
  const late = { next: vi.fn<() => Promise<never>>(), return: vi.fn<() => Promise<never>>() }
  late.return.mockRejectedValue(new Error('It is too late.'))
  opened(late)
  await vi.waitFor(() => expect(late.return).toHaveBeenCalledOnce())
  expect(late.next).not.toHaveBeenCalled()
})

it.each([
  ['opening', () => Promise.reject(new Error('It broke.'))],
  ['opening at once', () => broken()],
  ['the first value', () => ({ next: () => Promise.reject(new Error('It broke.')) })],
  ['next itself', () => ({ next: broken })],
])('maps an error of %s, and ends', async (_, open) => {
  const { signal } = new AbortController()
  const values = cancellable<number>(open, { signal, mapError })
  await expect(values.next()).rejects.toMatchObject({ message: 'mapped', cause: { message: 'It broke.' } })
  expect(await values.next()).toEqual(over)
  expect(getEventListeners(signal, 'abort')).toEqual([])
})

function mapError(cause: unknown): Error {
  return new Error('mapped', { cause })
}

function broken(): never {
  throw new Error('It broke.')
}

it('throws an error of mapError itself', async () => {
  await expect(cancellable(broken, { mapError: broken }).next()).rejects.toThrow('It broke.')
})

it('ignores errors of the source that was left', async () => {
  const source = { next: forever, return: broken }
  const values = cancellable(() => source)
  void values.next()
  expect(await values.return!()).toEqual(over)
})

it('throw ends it and gives back the error', async () => {
  const values = cancellable((signal) => hanging(signal))
  const pending = values.next()
  await expect(values.throw!(new Error('Enough.'))).rejects.toThrow('Enough.')
  expect(await pending).toEqual(over)
})

it('can be disposed of', async () => {
  let inner!: AbortSignal
  const values = cancellable((signal) => hanging((inner = signal), 1)) as AsyncGenerator<number>
  await values.next()
  await values[Symbol.asyncDispose]()
  expect(inner.aborted).toBe(true)
})

it("the caller's signal makes it throw what the source throws, also while a value is pending", async () => {
  const caller = new AbortController()
  const values = cancellable((signal) => hanging(signal, 1), { signal: caller.signal })
  await values.next()
  const pending = values.next()
  caller.abort()
  await expect(pending).rejects.toThrow('The request was aborted.')
  expect(await values.next()).toEqual(over)
})

it.each([true, false])('throws it after an abort between two values, or before the first (%s)', async (isFirst) => {
  const caller = new AbortController()
  const values = cancellable((signal) => hanging(signal, ...(isFirst ? [] : [1])), { signal: caller.signal })
  if (!isFirst) await values.next()
  caller.abort()
  await expect(values.next()).rejects.toThrow('The request was aborted.')
})

it('rejects with the reason of the abort if the source ignores its signal', async () => {
  const caller = new AbortController()
  const source = { next: forever, return: vi.fn<() => Promise<never>>() }
  for (const opened of [source, forever()]) {
    const values = cancellable(() => opened, { signal: caller.signal })
    const pending = values.next()
    caller.abort(new Error('Enough.'))
    await expect(pending).rejects.toThrow('Enough.')
  }
  expect(source.return).toHaveBeenCalledOnce()
})

it.each([
  ['its end', async (values: AsyncIterator<number>) => values.next()],
  ['leaving it', async (values: AsyncIterator<number>) => values.return!()],
])("lets go of the caller's signal after %s", async (_, end) => {
  const { signal } = new AbortController()
  const values = cancellable(
    async function* () {
      yield 1
    },
    { signal },
  )
  await values.next()
  expect(getEventListeners(signal, 'abort')).toHaveLength(1)
  await end(values)
  expect(getEventListeners(signal, 'abort')).toEqual([])
})

it('a long-lived signal keeps nothing', { timeout: 60_000 }, () => {
  const program = `
    import { cancellable } from ${JSON.stringify(new URL('cancellable.ts', import.meta.url).href)}
    const { signal } = new AbortController()
    const heap = async () => {
      for (let i = 0; i < 3; i++) { await new Promise((resolve) => setTimeout(resolve, 20)); gc() }
      return process.memoryUsage().heapUsed
    }
    const round = async () => {
      for (let count = 0; count < 20_000; count++) {
        const values = cancellable(async function* () { yield 1; yield 2 }, { signal })
        await values.next()
        if (count % 2) await values.return()
        else for await (const _ of values);
      }
      return heap()
    }
    await round()
    const before = await heap()
    const after = []
    for (let count = 0; count < 4; count++) after.push(await round())
    console.log(after.at(-1) - before)`
  const flags = ['--expose-gc', '--no-warnings', '--input-type=module', '--eval', program]
  const grownBytes = Number(execFileSync(process.execPath, flags, { encoding: 'utf8' }))
  expect(grownBytes).toBeLessThan(1024 * 1024)
})
