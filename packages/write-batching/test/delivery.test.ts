import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createBatchWriter } from '../src/index.ts'
import type { WriterEvent } from '../src/index.ts'
import { failure, fakeClient } from './fake-client.ts'
import { line, lines } from './lines.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const busy = (retryAfterMs?: number): Error =>
  failure({ status: 503, retryable: true, ...(retryAfterMs !== undefined && { retryAfterMs }) })

describe('a writer', () => {
  it('sends a batch when it reaches batchSize, else after flushInterval', async () => {
    const client = fakeClient()
    const writer = createBatchWriter(client, { bucket: 'b', batchSize: 10, flushInterval: 1000 })
    void writer.write(lines(25))
    await vi.advanceTimersByTimeAsync(0)
    expect(client.sent.map((batch) => batch.lines.length)).toEqual([10, 10])
    await vi.advanceTimersByTimeAsync(999)
    expect(client.sent).toHaveLength(2)
    await vi.advanceTimersByTimeAsync(1)
    expect(client.sent[2]!.lines).toEqual(lines(5, 20))
    expect(writer.stats).toMatchObject({ written: 25, buffered: { lines: 0, bytes: 0 } })
    writer.abort()
  })

  it('counts the lines of a text, and cuts batches by bytes', async () => {
    const client = fakeClient()
    const writer = createBatchWriter(client, { bucket: 'b', batchSize: 4, maxBatchBytes: 80 })
    void writer.write(lines(10).join('\n'))
    expect(await writer.close()).toMatchObject({ written: 10 })
    expect(client.sent.flatMap((batch) => batch.lines)).toEqual(lines(10))
    for (const { lines, spec } of client.sent) {
      expect(lines.length).toBeLessThanOrEqual(4)
      expect((spec.body as Uint8Array).length).toBeLessThanOrEqual(80)
    }
  })

  it('sends each line alone if it is longer than maxBatchBytes and the buffer', async () => {
    const client = fakeClient()
    const writer = createBatchWriter(client, { bucket: 'b', maxBatchBytes: 1, maxBufferBytes: 1 })
    await writer.write(lines(3))
    void writer.write(lines(2, 3).join('\n'))
    expect(await writer.close()).toMatchObject({ written: 5 })
    expect(client.sent.map((batch) => batch.lines)).toEqual(lines(5).map((each) => [each]))
  })

  it('sends by size only if flushInterval is 0', async () => {
    const client = fakeClient()
    const writer = createBatchWriter(client, { bucket: 'b', flushInterval: 0 })
    void writer.write(line(1))
    await vi.advanceTimersByTimeAsync(1e9)
    expect(client.sent).toHaveLength(0)
    expect(await writer.flush()).toMatchObject({ written: 1 })
    writer.abort()
  })

  it.each([
    ['of each destination', 5, undefined, { each: 3, all: 15 }],
    ["of all destinations to the client's connections", 5, 4, { each: 1, all: 4 }],
    ['of all destinations to 128', 100, undefined, { each: 2, all: 128 }],
  ])('limits concurrent requests %s', async (_, buckets, connections, most) => {
    const underWay = new Map<string, number>()
    const seen = { each: 0, all: 0 }
    const client = fakeClient(async ({ bucket }) => {
      underWay.set(bucket, (underWay.get(bucket) ?? 0) + 1)
      seen.each = Math.max(seen.each, ...underWay.values())
      seen.all = Math.max(
        seen.all,
        [...underWay.values()].reduce((sum, count) => sum + count, 0),
      )
      await new Promise((resolve) => setTimeout(resolve, 10))
      underWay.set(bucket, underWay.get(bucket)! - 1)
    })
    const writer = createBatchWriter({ ...client, connections }, { batchSize: 1, concurrency: 3 })
    for (let at = 0; at < 6 * buckets; at++) void writer.write(line(at), { bucket: `b${at % buckets}` })
    const closing = writer.close()
    await vi.advanceTimersByTimeAsync(1000)
    expect(await closing).toMatchObject({ written: 6 * buckets })
    expect(seen).toEqual(most)
  })

  it('keeps the order of a destination if concurrency is 1, also if a batch fails', async () => {
    const client = fakeClient((_, at) => {
      if (at === 1 || at === 2) throw busy()
    })
    const writer = createBatchWriter(client, { bucket: 'b', batchSize: 1, concurrency: 1 })
    void writer.write(lines(4))
    const closing = writer.close()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(await closing).toMatchObject({ written: 4 })
    expect(client.sent.map((batch) => batch.lines[0])).toEqual([0, 1, 1, 1, 2, 3].map(line))
  })
})

describe('a temporary failure', () => {
  it('is retried without another write, with the same bytes', async () => {
    const client = fakeClient((_, at) => {
      if (at < 2) throw failure({ code: 'FLUXLINE_CONNECTION', retryable: true })
    })
    const events: WriterEvent[] = []
    const writer = createBatchWriter(client, { bucket: 'b' })
    writer.events.subscribe((event) => events.push(event))
    void writer.write('m v=1')
    await vi.advanceTimersByTimeAsync(1000)
    expect(writer.stats.retrying.lines).toBe(1)
    await vi.advanceTimersByTimeAsync(40_000)
    expect(client.sent).toHaveLength(3)
    expect(new Set(client.sent.map((batch) => batch.lines[0]))).toHaveProperty('size', 1)
    expect(events.map(({ type }) => type)).toEqual(['retry', 'retry', 'success'])
    expect(events.at(-1)).toMatchObject({ attempt: 3, lines: 1 })
    writer.abort()
  })

  it('is final after maxRetries, with the error of the last attempt', async () => {
    const client = fakeClient(() => {
      throw busy()
    })
    const onError = vi.fn<(event: WriterEvent) => void>()
    const writer = createBatchWriter(client, { bucket: 'b', maxRetries: 2, onError })
    void writer.write(line(1))
    const closing = writer.close()
    await vi.advanceTimersByTimeAsync(100_000)
    expect(await closing).toMatchObject({ written: 0, failed: 1, unsent: 0 })
    expect(client.sent).toHaveLength(3)
    expect(onError).toHaveBeenCalledWith(
      expect.objectContaining({
        attempt: 3,
        outcome: 'refused',
        error: expect.objectContaining({ status: 503 }) as unknown,
      }),
    )
  })

  it('is not retried after maxRetryTime', async () => {
    const started: number[] = []
    const client = fakeClient(() => {
      started.push(Date.now())
      throw busy()
    })
    const writer = createBatchWriter(client, { bucket: 'b', maxRetries: 100, maxRetryTime: 60_000 })
    void writer.write(line(1))
    const closing = writer.close()
    await vi.advanceTimersByTimeAsync(100_000)
    expect(await closing).toMatchObject({ failed: 1 })
    expect(started.at(-1)! - started[0]!).toBe(60_000)
  })

  it('leaves the outcome unknown if the response was lost', async () => {
    const client = fakeClient(() => {
      throw failure({ code: 'FLUXLINE_TIMEOUT', retryable: true })
    })
    const onError = vi.fn<(event: WriterEvent) => void>()
    const writer = createBatchWriter(client, { bucket: 'b', maxRetries: 0, onError })
    void writer.write(lines(3))
    expect(await writer.close()).toMatchObject({ failed: 3 })
    expect(onError).toHaveBeenCalledWith(expect.objectContaining({ outcome: 'unknown' }))
    expect(writer.stats.unknown).toBe(3)
  })

  it.each([
    ['401', { status: 401, retryable: false }],
    ['429 about cardinality', { status: 429, retryable: false }],
    ['a bug', { code: 'OTHER' }],
  ])('differs from %s, which is final at once', async (_, shape) => {
    const client = fakeClient(() => {
      throw failure(shape)
    })
    const writer = createBatchWriter(client, { bucket: 'b' })
    void writer.write(line(1))
    expect(await writer.close()).toMatchObject({ failed: 1 })
    expect(client.sent).toHaveLength(1)
  })
})

describe('Retry-After', () => {
  it('limits its bucket for every writer of the client, and no other bucket', async () => {
    const client = fakeClient((_, at) => {
      if (at === 0) throw busy(5000)
    })
    const one = createBatchWriter(client, { bucket: 'a', batchSize: 1 })
    const other = createBatchWriter(client, { bucket: 'a', batchSize: 1 })
    void one.write(line(1))
    await vi.advanceTimersByTimeAsync(10)
    void other.write(line(2))
    void other.write(line(3), { bucket: 'b' })
    await vi.advanceTimersByTimeAsync(4980)
    expect(client.sent.map(({ bucket }) => bucket)).toEqual(['a', 'b'])
    await vi.advanceTimersByTimeAsync(20)
    expect(client.sent.map(({ bucket }) => bucket)).toEqual(['a', 'b', 'a', 'a'])
    one.abort()
    other.abort()
  })

  it('of one bucket leaves free requests to another', async () => {
    let asked = 0
    const client = fakeClient(async ({ bucket }) => {
      await new Promise((resolve) => setTimeout(resolve, 10))
      if (bucket === 'a' && asked++ < 2) throw busy(60_000)
    })
    const writer = createBatchWriter(client, { batchSize: 1 })
    void writer.write(lines(2), { bucket: 'a' })
    void writer.write(['m v=1 1', 'm v=2 2'], { bucket: 'a', precision: 's' })
    void writer.write(line(9), { bucket: 'b' })
    await vi.advanceTimersByTimeAsync(1000)
    expect(client.sent.filter(({ bucket }) => bucket === 'b')).toHaveLength(1)
    writer.abort()
  })

  it('is honored even past maxRetryTime', async () => {
    const client = fakeClient((_, at) => {
      if (at === 0) throw busy(290_000)
    })
    const writer = createBatchWriter(client, { bucket: 'b' })
    void writer.write(line(1))
    const closing = writer.close()
    await vi.advanceTimersByTimeAsync(290_000)
    expect(await closing).toMatchObject({ written: 1 })
  })

  it('of months does not keep the process busy', async () => {
    const client = fakeClient((_, at) => {
      if (at === 0) throw busy(2 ** 32)
    })
    const writer = createBatchWriter(client, { bucket: 'b', batchSize: 1, maxRetryTime: 0 })
    void writer.write(lines(3))
    const timers = vi.spyOn(globalThis, 'setTimeout')
    await vi.advanceTimersByTimeAsync(10_000)
    expect(timers.mock.calls.length).toBeLessThan(10)
    writer.abort()
  })
})

describe('an organization', () => {
  it('has one rate limit however it is named, and is sent as it was named', async () => {
    const client = fakeClient((_, at) => {
      if (at === 0) throw busy(5000)
    })
    const one = createBatchWriter(client, { bucket: 'a', org: 'acme', batchSize: 1 })
    const other = createBatchWriter(client, { bucket: 'a', org: { name: 'acme' }, batchSize: 1 })
    void one.write(line(1))
    await vi.advanceTimersByTimeAsync(10)
    void other.write(line(2))
    void other.write(line(3), { org: { id: '0123456789abcdef' } })
    await vi.advanceTimersByTimeAsync(1000)
    expect(client.sent.map(({ spec }) => spec.query?.['org'])).toEqual(['acme', { id: '0123456789abcdef' }])
    await vi.advanceTimersByTimeAsync(5000)
    expect(client.sent.map(({ spec }) => spec.query?.['org']).slice(2)).toEqual(
      expect.arrayContaining(['acme', { name: 'acme' }]),
    )
    one.abort()
    other.abort()
  })

  it('shares batches however it is named', async () => {
    const client = fakeClient()
    const writer = createBatchWriter(client, { bucket: 'b', org: { name: 'acme' } })
    void writer.write(line(0))
    void writer.write(line(1), { org: 'acme' })
    void writer.write(line(2), { org: { name: 'acme' } })
    expect(await writer.close()).toMatchObject({ written: 3 })
    expect(client.sent).toHaveLength(1)
  })
})
