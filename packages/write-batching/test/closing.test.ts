import { Subject } from 'rxjs'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createBatchWriter } from '../src/index.ts'
import type { WriterEvent } from '../src/index.ts'
import { failure, fakeClient } from './fake-client.ts'
import type { WriteResponder } from './fake-client.ts'
import { line, lines } from './lines.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const never = (): Promise<void> => new Promise(() => {})
const after =
  (ms: number): WriteResponder =>
  () =>
    new Promise((resolve) => setTimeout(resolve, ms))

async function* slow(): AsyncGenerator<string> {
  for (const each of lines(5)) {
    await new Promise((resolve) => setTimeout(resolve, 100))
    yield each
  }
}

describe('close', () => {
  it('waits for lines that are filling a batch, in flight and waiting for a retry', async () => {
    const client = fakeClient(async (_, at) => {
      if (at === 0) throw failure({ status: 503, retryable: true })
      await new Promise((resolve) => setTimeout(resolve, 100))
    })
    const writer = createBatchWriter(client, { bucket: 'b', batchSize: 10 })
    void writer.write(lines(25))
    await vi.advanceTimersByTimeAsync(10)
    expect(writer.stats).toMatchObject({ retrying: { lines: 10 }, inFlight: { lines: 10 }, buffered: { lines: 5 } })
    const closing = writer.close()
    await vi.advanceTimersByTimeAsync(20_000)
    expect(await closing).toEqual({ written: 25, failed: 0, unsent: 0, rejected: [] })
  })

  it('gives up after its timeout, and counts and reports the unsent lines', async () => {
    const client = fakeClient(never)
    const events: WriterEvent[] = []
    const writer = createBatchWriter(client, { bucket: 'b', batchSize: 10, concurrency: 1 })
    writer.events.subscribe((event) => events.push(event))
    void writer.write(lines(25))
    const closing = writer.close({ timeout: 1000 })
    await vi.advanceTimersByTimeAsync(1000)
    expect(await closing).toMatchObject({ written: 0, failed: 0, unsent: 25 })
    expect(client.sent[0]!.spec.signal!.aborted).toBe(true)
    expect(events).toMatchObject([
      { type: 'error', outcome: 'unknown', lines: 10 },
      { type: 'error', outcome: 'unsent', lines: 10 },
      { type: 'error', outcome: 'unsent', lines: 5 },
    ])
    expect(writer.stats.unknown).toBe(10)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('waits for five minutes by default', async () => {
    const writer = createBatchWriter(fakeClient(never), { bucket: 'b' })
    void writer.write(line(1))
    const ended = vi.fn<() => void>()
    const closing = writer.close().then(ended)
    await vi.advanceTimersByTimeAsync(299_999)
    expect(ended).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    await closing
    expect(ended).toHaveBeenCalled()
  })

  it.each([2 ** 31, Infinity])('accepts a timeout of %d ms', async (timeout) => {
    const writer = createBatchWriter(fakeClient(after(1000)), { bucket: 'b' })
    void writer.write(line(1))
    const closing = writer.close({ timeout })
    await vi.advanceTimersByTimeAsync(1000)
    expect(await closing).toMatchObject({ written: 1 })
  })

  it('has no limit if timeout is 0, and waits for nothing if maxCloseWait is 0', async () => {
    const patient = createBatchWriter(fakeClient(after(1_000_000)), { bucket: 'b' })
    void patient.write(line(1))
    const closing = patient.close({ timeout: 0 })
    await vi.advanceTimersByTimeAsync(1_000_000)
    expect(await closing).toMatchObject({ written: 1 })
    const hasty = createBatchWriter(fakeClient(after(10)), { bucket: 'b', maxCloseWait: 0 })
    void hasty.write(line(1))
    const ending = hasty.close()
    await vi.advanceTimersByTimeAsync(1)
    expect(await ending).toMatchObject({ unsent: 1 })
  })

  it('stops waiting when its signal is aborted', async () => {
    const writer = createBatchWriter(fakeClient(never), { bucket: 'b' })
    void writer.write(line(1))
    const controller = new AbortController()
    const closing = writer.close({ signal: controller.signal })
    await vi.advanceTimersByTimeAsync(10)
    controller.abort()
    expect(await closing).toMatchObject({ unsent: 1 })
    const late = createBatchWriter(fakeClient(never), { bucket: 'b' })
    void late.write(line(1))
    expect(await late.flush({ signal: controller.signal })).toMatchObject({ unsent: 1 })
    late.abort()
  })

  it('is safe to call twice, and the same as leaving the scope', async () => {
    const client = fakeClient(after(10))
    const writer = createBatchWriter(client, { bucket: 'b' })
    void writer.write(line(1))
    expect(writer.close()).toBe(writer.close())
    const left = writer[Symbol.asyncDispose]()
    await vi.advanceTimersByTimeAsync(10)
    await left
    expect(writer.stats.written).toBe(1)
  })

  it('unsubscribes from observables, which ends their writes', async () => {
    const writer = createBatchWriter(fakeClient(), { bucket: 'b' })
    const hot = new Subject<string>()
    const reading = writer.write(hot)
    hot.next(line(1))
    expect(await writer.close()).toMatchObject({ written: 1, unsent: 0 })
    await reading
    expect(hot.observed).toBe(false)
  })

  it('reads streams and iterables to their ends', async () => {
    const writer = createBatchWriter(fakeClient(), { bucket: 'b' })
    void writer.write(slow())
    const closing = writer.close()
    await vi.advanceTimersByTimeAsync(1000)
    expect(await closing).toMatchObject({ written: 5, unsent: 0 })
  })

  it('makes later writes throw a ClosedError', async () => {
    const writer = createBatchWriter(fakeClient(), { bucket: 'b' })
    const closing = writer.close()
    const closed = expect.objectContaining({ code: 'FLUXLINE_CLOSED' }) as Error
    expect(() => writer.write(line(1))).toThrow(closed)
    expect(() => writer.submit(line(1))).toThrow(closed)
    await closing
    expect(() => writer.write(line(1))).toThrow(closed)
  })

  it('completes the events', async () => {
    const writer = createBatchWriter(fakeClient(), { bucket: 'b' })
    const complete = vi.fn<() => void>()
    writer.events.subscribe({ complete })
    await writer.close()
    expect(complete).toHaveBeenCalled()
  })
})

describe('flush', () => {
  it('sends at once and returns the counts since the writer was created', async () => {
    const client = fakeClient()
    const writer = createBatchWriter(client, { bucket: 'b', flushInterval: 60_000 })
    void writer.write(lines(3))
    expect(await writer.flush()).toEqual({ written: 3, failed: 0, unsent: 0, rejected: [] })
    void writer.write(lines(2))
    expect(await writer.flush()).toMatchObject({ written: 5 })
    expect(client.sent).toHaveLength(2)
    writer.abort()
  })

  it('does not wait for observables to complete', async () => {
    const client = fakeClient()
    const writer = createBatchWriter(client, { bucket: 'b' })
    const hot = new Subject<string>()
    void writer.write(hot)
    hot.next(line(1))
    expect(await writer.flush()).toMatchObject({ written: 1, unsent: 0 })
    hot.next(line(2))
    expect(await writer.close()).toMatchObject({ written: 2 })
  })

  it('waits for an array that waits for space', async () => {
    const writer = createBatchWriter(fakeClient(after(1)), { bucket: 'b', batchSize: 10, maxBufferBytes: 500 })
    void writer.write(lines(200))
    const flushing = writer.flush()
    await vi.advanceTimersByTimeAsync(1000)
    expect(await flushing).toMatchObject({ written: 200, unsent: 0 })
    writer.abort()
  })

  it('has no limit if timeout is 0', async () => {
    const writer = createBatchWriter(fakeClient(after(1_000_000)), { bucket: 'b' })
    void writer.write(line(1))
    const flushing = writer.flush({ timeout: 0 })
    await vi.advanceTimersByTimeAsync(1_000_000)
    expect(await flushing).toMatchObject({ written: 1 })
    writer.abort()
  })

  it('retries continue after its timeout', async () => {
    const client = fakeClient((_, at) => {
      if (at === 0) throw failure({ status: 503, retryable: true })
    })
    const writer = createBatchWriter(client, { bucket: 'b' })
    void writer.write(lines(2))
    const flushing = writer.flush({ timeout: 100 })
    await vi.advanceTimersByTimeAsync(100)
    expect(await flushing).toMatchObject({ written: 0, unsent: 2 })
    await vi.advanceTimersByTimeAsync(10_000)
    expect(await writer.flush()).toMatchObject({ written: 2, unsent: 0 })
    writer.abort()
  })

  it('can be called concurrently', async () => {
    const writer = createBatchWriter(fakeClient(after(10)), { bucket: 'b' })
    const flushes = [1, 2, 3].map((number) => {
      void writer.write(line(number))
      return writer.flush()
    })
    await vi.advanceTimersByTimeAsync(100)
    expect((await Promise.all(flushes)).at(-1)).toMatchObject({ written: 3, unsent: 0 })
    writer.abort()
  })
})

describe('abort', () => {
  it('hands back every unwritten line with its timestamp', async () => {
    const client = fakeClient((_, at) => (at === 0 ? undefined : never()))
    const writer = createBatchWriter(client, { bucket: 'b', batchSize: 10, concurrency: 1 })
    void writer.write(lines(25))
    void writer.write('m v=1', { bucket: 'c' })
    await vi.advanceTimersByTimeAsync(1)
    const unsent = writer.abort()
    const text = unsent.map(({ body }) => new TextDecoder().decode(body)).join('')
    expect(text.split('\n').slice(0, 15)).toEqual(lines(15, 10))
    expect(unsent.at(-1)).toMatchObject({ destination: { bucket: 'c', org: 'acme', precision: 'ns' }, lines: 1 })
    expect(text).toMatch(/\nm v=1 \d{19}\n$/)
    expect(await writer.close()).toMatchObject({ written: 10, unsent: 16 })
    expect(vi.getTimerCount()).toBe(0)
  })

  it('ends waits for retries and rate limits at once', async () => {
    const client = fakeClient(() => {
      throw failure({ status: 503, retryable: true, retryAfterMs: 60_000 })
    })
    const writer = createBatchWriter(client, { bucket: 'b', batchSize: 1 })
    const receipt = writer.submit(lines(5))
    await vi.advanceTimersByTimeAsync(10)
    expect(writer.abort()).toHaveLength(5)
    expect(await receipt.outcome).toMatchObject({ unsent: 5 })
    await vi.advanceTimersByTimeAsync(0)
    expect(vi.getTimerCount()).toBe(0)
    expect(writer.abort()).toEqual([])
  })

  it('hands back no block that is much larger than its lines', () => {
    const writer = createBatchWriter(fakeClient(never), { bucket: 'b', batchSize: 1 })
    void writer.write(lines(100))
    const held = writer.abort().reduce((sum, { body }) => sum + body.buffer.byteLength, 0)
    expect(held).toBeLessThan(100 * 100)
  })
})
