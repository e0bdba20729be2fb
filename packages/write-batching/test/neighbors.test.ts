import { createClient } from '@fluxline/core'
import { startLoopback } from '@fluxline/test-support'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createBatchWriter } from '../src/index.ts'
import type { BatchOptions, BatchWriter, Overflow } from '../src/index.ts'
import { failure, fakeClient } from './fake-client.ts'
import { line, lines } from './lines.ts'

afterEach(() => void vi.useRealTimers())

const LATENCY_MS = 20
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
const sick: Readonly<Record<string, () => Promise<void> | void>> = {
  hanging: () => new Promise(() => {}),
  throttled() {
    throw failure({ status: 429, retryable: true, retryAfterMs: 3_600_000 })
  },
  refusing() {
    throw failure({ status: 503, retryable: true })
  },
  unauthorized() {
    throw failure({ status: 401, retryable: false })
  },
}

/** A client whose bucket `healthy` stores what comes, and whose other buckets do as they are called. */
const mixedClient = (): ReturnType<typeof fakeClient> =>
  fakeClient(({ bucket }) => (bucket === 'healthy' ? pause(LATENCY_MS) : sick[bucket.replace(/\d+$/, '')]!()))

/** Writes to a bucket until the writer is closed, as fast as it accepts; returns how its writes went. */
function feed(writer: BatchWriter, bucket: string, pauseMs = 3): { waits: number; refused: number } {
  const seen = { waits: 0, refused: 0 }
  const write = async (): Promise<void> => {
    for (let at = 0; !writer.closed; at += 20) {
      try {
        const wait = writer.write(lines(20, at).join('\n'), { bucket })
        if (wait) seen.waits++
        await Promise.race([wait, pause(1000)])
      } catch (error) {
        if ((error as { code?: unknown }).code === 'FLUXLINE_CLOSED') return
        seen.refused++
      }
      await pause(pauseMs)
    }
  }
  void write()
  return seen
}

/** Returns the lines of the healthy bucket that were stored within two seconds. */
async function storedBeside(buckets: readonly string[], options: BatchOptions): Promise<number> {
  const client = mixedClient()
  const dropped = new Set<string>()
  const writer = createBatchWriter(client, {
    batchSize: 60,
    flushInterval: 100,
    maxBufferBytes: 60_000,
    onDrop: ({ destination }) => void dropped.add(destination.bucket),
    onError: () => {},
    ...options,
  })
  for (const bucket of buckets) feed(writer, bucket)
  // They have filled what they may.
  await vi.advanceTimersByTimeAsync(2000)
  // A policy that does not wait needs a writer that is a little slower than the server.
  const healthy = feed(writer, 'healthy', options.overflow === 'wait' ? 3 : 5)
  await vi.advanceTimersByTimeAsync(2000)
  writer.abort()
  expect([healthy.refused, dropped.has('healthy')]).toEqual([0, false])
  return client.sent.filter(({ bucket }) => bucket === 'healthy').reduce((sum, batch) => sum + batch.lines.length, 0)
}

describe('a healthy destination', () => {
  it.each<Overflow>(['wait', 'throw', 'drop-oldest', 'drop-newest'])(
    'keeps its throughput beside those that hang, are throttled and refuse (overflow %s)',
    { timeout: 60_000 },
    async (overflow) => {
      vi.useFakeTimers()
      const alone = await storedBeside([], { overflow })
      for (const buckets of [Object.keys(sick), ['hanging1', 'hanging2', 'hanging3'], ['throttled1', 'throttled2']]) {
        expect(await storedBeside(buckets, { overflow })).toBeGreaterThanOrEqual(alone * 0.9)
      }
    },
  )

  it('keeps its throughput over real connections', { timeout: 60_000 }, async () => {
    await using server = await startLoopback(async ({ url }, response) => {
      const bucket = new URL(url, 'http://localhost').searchParams.get('bucket')!
      if (bucket === 'hanging') return
      if (bucket === 'throttled') return void response.writeHead(429, { 'retry-after': '3600' }).end()
      if (bucket === 'refusing') return void response.writeHead(503).end()
      await pause(LATENCY_MS)
      response.writeHead(204).end()
    })
    await using client = createClient({ url: server.url, token: 'secret', server: '2', org: 'acme' })
    const options = { batchSize: 200, flushInterval: 50, maxBufferBytes: 200_000, retryInterval: 20 }
    const alone = createBatchWriter(client, options)
    const beside = createBatchWriter(client, options)
    for (const bucket of ['hanging', 'throttled', 'refusing']) feed(beside, bucket)
    await expect.poll(() => beside.stats.buffered.bytes, { timeout: 30_000 }).toBeGreaterThan(150_000)
    // At the same time, because other programs use the machine too.
    feed(alone, 'healthy')
    feed(beside, 'healthy')
    await expect.poll(() => alone.stats.written, { timeout: 30_000 }).toBeGreaterThan(10_000)
    const [writtenAlone, writtenBeside] = [alone.stats.written, beside.stats.written]
    alone.abort()
    beside.abort()
    expect(writtenBeside).toBeGreaterThanOrEqual(writtenAlone * 0.9)
  })
})

describe('a destination that is held back', () => {
  const options = { batchSize: 10, maxBufferBytes: 3000 }

  it.each([undefined, 1])('is the only one whose writes wait (%s line at a time)', async (atOnce = 10) => {
    const writer = createBatchWriter(mixedClient(), options)
    const write = (bucket: string): void | Promise<void> => writer.write(lines(atOnce), { bucket })
    while (write('hanging') === undefined);
    expect(writer.write(line(1), { bucket: 'healthy' })).toBeUndefined()
    expect(writer.write(line(1), { bucket: 'hanging' })).toBeInstanceOf(Promise)
    expect(writer.write('m v=1 1', { bucket: 'hanging', precision: 's' })).toBeInstanceOf(Promise)
    writer.abort()
  })

  it('is the only one whose iterables and streams wait', async () => {
    vi.useFakeTimers()
    const writer = createBatchWriter(mixedClient(), options)
    const read = { hanging: 0, healthy: 0 }
    function* numbered(bucket: keyof typeof read): Generator<string> {
      for (; read[bucket] < 1000; read[bucket]++) yield line(read[bucket])
    }
    async function* streamed(bucket: keyof typeof read): AsyncGenerator<string> {
      yield* numbered(bucket)
    }
    // Each waits only for its own space.
    void writer.write(numbered('hanging'), { bucket: 'hanging' })
    void writer.write(numbered('healthy'), { bucket: 'healthy' })
    await vi.advanceTimersByTimeAsync(10_000)
    expect(read.hanging).toBeLessThan(200)
    expect(read.healthy).toBe(1000)
    read.healthy = 0
    void writer.write(streamed('hanging'), { bucket: 'hanging' })
    void writer.write(streamed('healthy'), { bucket: 'healthy' })
    await vi.advanceTimersByTimeAsync(10_000)
    expect(read.hanging).toBeLessThan(200)
    expect(read.healthy).toBe(1000)
    writer.abort()
  })

  it('is the only one that drops the lines of callers that do not await', () => {
    const MIB = 2 ** 20
    const text = `m,t=${'x'.repeat(MIB)} v=1 1`
    const writer = createBatchWriter(mixedClient(), { maxBufferBytes: 8 * MIB, onDrop: () => {} })
    for (let times = 0; times < 45; times++) void writer.write(text, { bucket: 'hanging' })
    expect(writer.stats.dropped).toBe(45 - 40)
    for (let times = 0; times < 4; times++) void writer.write(text, { bucket: 'healthy' })
    expect(writer.stats.dropped).toBe(45 - 40)
    writer.abort()
  })

  it('drops its own lines, oldest first, and those of no other', () => {
    const drops = new Set<string>()
    const writer = createBatchWriter(mixedClient(), {
      ...options,
      overflow: 'drop-oldest',
      onDrop: ({ destination }) => void drops.add(destination.bucket),
    })
    void writer.write(lines(5), { bucket: 'healthy' })
    void writer.write(lines(500), { bucket: 'hanging' })
    expect([...drops]).toEqual(['hanging'])
    writer.abort()
  })

  it('is named by the error of its writes', () => {
    const writer = createBatchWriter(mixedClient(), { ...options, overflow: 'throw' })
    const fill = (): void => {
      for (;;) void writer.write(lines(10), { bucket: 'hanging' })
    }
    expect(fill).toThrow(/^Buffer full for bucket hanging \(maxBufferBytes is 3000\)/)
    expect(writer.write(line(1), { bucket: 'healthy' })).toBeUndefined()
    writer.abort()
  })

  it('lets its writers continue when it has space again, and no sooner', async () => {
    vi.useFakeTimers()
    let isAway = true
    const client = fakeClient(({ bucket }) => {
      if (bucket === 'away' && isAway) throw failure({ status: 503, retryable: true })
    })
    const writer = createBatchWriter(client, {
      ...options,
      retryInterval: 100,
      maxRetryDelay: 100,
      maxRetryTime: 0,
      maxRetries: 1e6,
    })
    while (writer.write(lines(10), { bucket: 'away' }) === undefined);
    const continued = vi.fn<() => void>()
    void Promise.resolve(writer.write(line(1), { bucket: 'away' })).then(continued)
    for (let times = 0; times < 20; times++) {
      await writer.write(lines(10, times * 10), { bucket: 'healthy' })
      await vi.advanceTimersByTimeAsync(100)
    }
    expect(continued).not.toHaveBeenCalled()
    isAway = false
    await vi.advanceTimersByTimeAsync(200)
    expect(continued).toHaveBeenCalled()
    expect(await writer.close()).toMatchObject({ failed: 0, unsent: 0 })
  })
})

it('does not wait without end if other buckets fill the buffer with batches that nobody flushes', async () => {
  const writer = createBatchWriter(mixedClient(), { maxBufferBytes: 1000, flushInterval: 0 })
  const text = lines(30).join('\n')
  void writer.write(text, { bucket: 'healthy' })
  void writer.write(text, { bucket: 'hanging' })
  vi.useFakeTimers()
  const other = vi.fn<() => void>()
  void Promise.resolve(writer.write(text, { bucket: 'healthy', precision: 's' })).then(other)
  await vi.advanceTimersByTimeAsync(1000)
  expect(other).toHaveBeenCalled()
  writer.abort()
})
