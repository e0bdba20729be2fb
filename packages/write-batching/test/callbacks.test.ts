import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createBatchWriter } from '../src/index.ts'
import { failure, fakeClient } from './fake-client.ts'
import { line, lines } from './lines.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
afterEach(() => void warn.mockClear())
const codeOf = (options: unknown): unknown => (options as { code?: unknown } | undefined)?.code

describe('a callback', () => {
  it.each(['onSuccess', 'onError', 'onRetry', 'onRejected', 'onDrop'] as const)(
    '%s may throw: it stops nothing',
    async (name) => {
      const client = fakeClient((batch, at) => {
        if (at === 0) throw failure({ status: 503, retryable: true })
        if (batch.lines.some((text) => text.startsWith('bad'))) throw failure({ status: 400 })
        if (batch.lines[0] === line(100)) throw failure({ status: 401 })
      })
      const callback = vi.fn<() => void>(() => {
        throw new Error('a bug')
      })
      const writer = createBatchWriter(client, {
        bucket: 'b',
        batchSize: 10,
        maxBufferBytes: 1500,
        overflow: 'drop-newest',
        [name]: callback,
      })
      void writer.write([...lines(10), 'bad v=1 1', ...lines(9), line(100), ...lines(9), ...lines(50)])
      const closing = writer.close()
      await vi.advanceTimersByTimeAsync(100_000)
      const { written, failed, unsent } = await closing
      expect(written + failed + unsent).toBe(80)
      expect(unsent).toBe(0)
      expect(callback).toHaveBeenCalled()
      const warnings = warn.mock.calls.filter(([, options]) => codeOf(options) === 'FLUXLINE_CALLBACK')
      expect(warnings).toEqual([
        [expect.stringMatching(new RegExp(`^${name} threw \\(Error: a bug\\)`)), expect.anything()],
      ])
    },
  )

  const odd = Object.assign(new Error('a bug'), { name: Symbol('odd') })
  it.each([
    ['an object without a prototype', Object.create(null), 'object'],
    ['an error whose name is a symbol', odd, 'Symbol(odd): a bug'],
    ['nothing', undefined, 'undefined'],
  ])('may throw %s, or reject with it: it stops nothing', async (_, thrown: unknown, shown) => {
    const client = fakeClient((_batch, at) => {
      if (at === 0) throw failure({ status: 401 })
    })
    const onError = (): void => {
      throw thrown
    }
    const onSuccess = (): unknown => Promise.reject(thrown)
    const writer = createBatchWriter(client, { bucket: 'b', batchSize: 2, concurrency: 1, onError, onSuccess })
    void writer.write(lines(6))
    expect(await writer.close()).toMatchObject({ written: 4, failed: 2, unsent: 0 })
    await vi.advanceTimersByTimeAsync(0)
    expect(warn.mock.calls.map(([message]) => message)).toEqual([
      expect.stringContaining(`onError threw (${shown}).`),
      expect.stringContaining(`onSuccess threw (${shown}).`),
    ])
  })

  it('may be async and reject: it stops nothing', async () => {
    // The type says void, which an async function fits.
    const onSuccess = vi.fn<() => unknown>(() => Promise.reject(new Error('a bug')))
    const writer = createBatchWriter(fakeClient(), { bucket: 'b', onSuccess })
    void writer.write(line(1))
    expect(await writer.close()).toMatchObject({ written: 1 })
    expect(onSuccess).toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(0)
    expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringMatching(/^onSuccess threw \(Error: a bug\)/), {
      type: 'FluxlineWarning',
      code: 'FLUXLINE_CALLBACK',
    })
  })

  it.each(['onSuccess', 'onError', 'onRetry', 'onRejected'] as const)(
    '%s may end the writer: the counts hold',
    async (name) => {
      const client = fakeClient((batch, at) => {
        if (at === 0) throw failure({ status: 503, retryable: true })
        if (batch.lines.some((text) => text.startsWith('bad'))) throw failure({ status: 400 })
        if (batch.lines[0] === line(100)) throw failure({ status: 401 })
      })
      const writer = createBatchWriter(client, { bucket: 'b', batchSize: 10, [name]: () => void writer.abort() })
      void writer.write([...lines(10), 'bad v=1 1', ...lines(9), line(100), ...lines(9), ...lines(50)])
      const closing = writer.close()
      await vi.advanceTimersByTimeAsync(100_000)
      const { written, failed, unsent } = await closing
      expect(written + failed + unsent).toBe(80)
      const { buffered, inFlight, retrying } = writer.stats
      expect([buffered, inFlight, retrying].map((amount) => amount.lines)).toEqual([0, 0, 0])
      expect(vi.getTimerCount()).toBe(0)
    },
  )
})
