import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createBatchWriter } from '../src/index.ts'
import type { Overflow, RejectedEvent, WriterEvent } from '../src/index.ts'
import { failure, fakeClient } from './fake-client.ts'
import { line, lines } from './lines.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const busy = (retryAfterMs?: number): Error =>
  failure({ status: 503, retryable: true, ...(retryAfterMs !== undefined && { retryAfterMs }) })
async function* broken(): AsyncGenerator<string> {
  yield line(2)
  throw new Error('no more')
}

const isBad = (text: string): boolean => text.startsWith('bad')
const refuseBad = ({ lines }: { lines: readonly string[] }): void => {
  if (lines.some(isBad)) throw failure({ status: 400, retryable: false, message: 'invalid' })
}

describe('batches', () => {
  it('go out by size at once, and by time otherwise', async () => {
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

  it('count the lines of a text, and are cut by bytes', async () => {
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

  it('hold one line each where lines are longer than maxBatchBytes, and than the buffer', async () => {
    const client = fakeClient()
    const writer = createBatchWriter(client, { bucket: 'b', maxBatchBytes: 1, maxBufferBytes: 1 })
    await writer.write(lines(3))
    void writer.write(lines(2, 3).join('\n'))
    expect(await writer.close()).toMatchObject({ written: 5 })
    expect(client.sent.map((batch) => batch.lines)).toEqual(lines(5).map((each) => [each]))
  })

  it('wait for size alone where flushInterval is 0', async () => {
    const client = fakeClient()
    const writer = createBatchWriter(client, { bucket: 'b', flushInterval: 0 })
    void writer.write(line(1))
    await vi.advanceTimersByTimeAsync(1e9)
    expect(client.sent).toHaveLength(0)
    expect(await writer.flush()).toMatchObject({ written: 1 })
    writer.abort()
  })

  it('are under way at most so many at a time', async () => {
    let underWay = 0
    let most = 0
    const client = fakeClient(async () => {
      most = Math.max(most, ++underWay)
      await new Promise((resolve) => setTimeout(resolve, 10))
      underWay--
    })
    const writer = createBatchWriter(client, { batchSize: 1, concurrency: 3 })
    for (let at = 0; at < 30; at++) void writer.write(line(at), { bucket: `b${at % 5}` })
    const closing = writer.close()
    await vi.advanceTimersByTimeAsync(1000)
    expect(await closing).toMatchObject({ written: 30 })
    expect(most).toBe(3)
  })

  it('of a destination go in order where concurrency is 1, also when one fails', async () => {
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

describe('a failure that may pass', () => {
  it('is tried again without any further write, and sends the same bytes', async () => {
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

  it('ends by the timeout, and never tries after it', async () => {
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

  it('leaves the outcome unknown where the answer was lost', async () => {
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
  ])('is not what %s is: that is final at once', async (_, shape) => {
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
  it('gates its target for every writer of the client, and no other bucket', async () => {
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

  it('of one target leaves the free requests to another', async () => {
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

  it('is waited for even where it is past maxRetryTime', async () => {
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

describe('bad lines', () => {
  it('that the server names are cut out, whatever text they hold', async () => {
    const bad = [`bad v=': unable to parse 'x'`, 'bad s="two\nlines" x', 'bad v=1']
    const client = fakeClient(({ spec }) => {
      const body = new TextDecoder().decode(spec.body as Uint8Array)
      const rejected = bad
        .filter((text) => body.includes(text))
        .map((text) => ({ line: `${text} 1`, reason: `no ${text}` }))
      if (rejected.length > 0)
        throw failure({ status: 400, code: 'FLUXLINE_PARTIAL_WRITE', retryable: false, rejected, dropped: 0 })
    })
    const onRejected = vi.fn<(event: WriterEvent) => void>()
    const writer = createBatchWriter(client, { bucket: 'b', onRejected })
    void writer.write([...lines(5), ...bad.map((text) => `${text} 1`), ...lines(5, 5)])
    const report = await writer.close()
    expect(report).toMatchObject({ written: 10, failed: 3, unsent: 0 })
    expect(report.rejected).toEqual(bad.map((text) => ({ line: `${text} 1`, reason: `no ${text}` })))
    expect(onRejected).toHaveBeenCalledTimes(3)
    expect(client.sent).toHaveLength(2)
  })

  it('that the server does not name are found by halving: fifty unlike ones in five thousand', async () => {
    const client = fakeClient(refuseBad)
    const writer = createBatchWriter(client, { bucket: 'b', batchSize: 5000 })
    const given = lines(5000).map((good, at) => (at % 100 === 37 ? `bad${at} v=${at} ${at}` : good))
    void writer.write(given)
    const report = await writer.close()
    expect(report).toMatchObject({ written: 4950, failed: 50, unsent: 0 })
    expect(report.rejected.map((refused) => refused.line)).toEqual(given.filter(isBad))
  })

  it('in long runs cost no good one', async () => {
    const client = fakeClient(refuseBad)
    const writer = createBatchWriter(client, { bucket: 'b' })
    void writer.write([...Array.from({ length: 200 }, (_, at) => `bad v=${at} ${at}`), ...lines(800)])
    const report = await writer.close()
    expect(report).toMatchObject({ written: 800, failed: 200 })
    expect(report.rejected).toHaveLength(200)
  })

  it('are not looked for in vain where the server refuses every request', async () => {
    const client = fakeClient(() => {
      throw failure({ status: 400, retryable: false, message: 'this bucket takes nothing' })
    })
    const writer = createBatchWriter(client, { bucket: 'b' })
    void writer.write(lines(1000))
    expect(await writer.close()).toMatchObject({ written: 0, failed: 1000, unsent: 0 })
    expect(client.sent.length).toBeLessThan(50)
  })

  it('leave the parts that halving made all their retries', async () => {
    let hiccups = 0
    const client = fakeClient((batch) => {
      refuseBad(batch)
      if (batch.lines.length === 1 && hiccups++ === 0) throw busy()
    })
    const writer = createBatchWriter(client, { bucket: 'b' })
    void writer.write(['bad v=1 1', ...lines(127)])
    const closing = writer.close()
    await vi.advanceTimersByTimeAsync(20_000)
    expect(await closing).toMatchObject({ written: 127, failed: 1 })
  })

  it('are kept in the report up to maxRejected', async () => {
    const client = fakeClient(refuseBad)
    const onRejected = vi.fn<(event: WriterEvent) => void>()
    const writer = createBatchWriter(client, { bucket: 'b', maxRejected: 3, onRejected })
    void writer.write([...lines(10), ...Array.from({ length: 8 }, (_, at) => `bad v=${at} ${at}`)])
    const report = await writer.close()
    expect(report).toMatchObject({ written: 10, failed: 8 })
    expect(report.rejected).toHaveLength(3)
    expect(onRejected).toHaveBeenCalledTimes(8)
  })
})

describe('close in the midst of a search for bad lines', () => {
  it('knows what was never stored', async () => {
    const client = fakeClient(async (batch, at) => {
      if (at === 0) throw failure({ status: 400, retryable: false, message: 'invalid' })
      await new Promise((resolve) => setTimeout(resolve, batch.lines.length * 1000))
    })
    const events: WriterEvent[] = []
    const writer = createBatchWriter(client, { bucket: 'b', concurrency: 1 })
    writer.events.subscribe((event) => events.push(event))
    void writer.write(lines(10))
    const closing = writer.close({ timeout: 1000 })
    await vi.advanceTimersByTimeAsync(1000)
    expect(await closing).toMatchObject({ written: 0, failed: 0, unsent: 10 })
    expect(events).toMatchObject([
      { outcome: 'unknown', lines: 5 },
      { outcome: 'unsent', lines: 5 },
    ])
    expect(writer.stats.unknown).toBe(5)
  })
})

describe('a writable of another maker', () => {
  it('whose quote never closes costs no count', async () => {
    const client = fakeClient(({ lines }) => {
      if (lines.some((text) => text.includes('"'))) throw failure({ status: 400, retryable: false })
    })
    const writer = createBatchWriter(client, { bucket: 'b' })
    const foreign = { toLineProtocol: () => 'm s="never closes' }
    void writer.write([line(0), foreign, ...lines(5, 1)])
    const report = await writer.close()
    expect(report).toMatchObject({ written: 6, failed: 1, unsent: 0 })
    expect(report.rejected).toEqual([
      { line: expect.stringMatching(/^m s="never closes \d+$/) as string, reason: 'status 400' },
    ])
  })
})

describe('a batch that is too large for the server', () => {
  it('is split until it fits, and a line that is too large by itself is rejected', async () => {
    const client = fakeClient(({ lines }) => {
      if (lines.length > 3 || lines.includes(line(6))) throw failure({ status: 413, retryable: false })
    })
    const writer = createBatchWriter(client, { bucket: 'b' })
    void writer.write(lines(20))
    const report = await writer.close()
    expect(report).toMatchObject({ written: 19, failed: 1, unsent: 0 })
    expect(report.rejected.map((refused) => refused.line)).toEqual([line(6)])
  })
})

describe('a partial write', () => {
  it('is counted as the server says, and not tried again', async () => {
    const client = fakeClient(() => {
      throw failure({ status: 422, code: 'FLUXLINE_PARTIAL_WRITE', retryable: false, rejected: [], dropped: 4 })
    })
    const onError = vi.fn<(event: WriterEvent) => void>()
    const writer = createBatchWriter(client, { bucket: 'b', onError })
    void writer.write(lines(10))
    expect(await writer.close()).toMatchObject({ written: 6, failed: 4, unsent: 0 })
    expect(client.sent).toHaveLength(1)
    expect(onError).toHaveBeenCalledWith(expect.objectContaining({ outcome: 'partial', dropped: 4, lines: 10 }))
  })
})

describe('a partial write whose bad lines are found again', () => {
  it('is counted, though a callback ends the writer', async () => {
    const client = fakeClient(() => {
      const serverMessage =
        'partial write: field type conflict: input field "v" on measurement "m" is type string, already exists as type float dropped=1'
      throw Object.assign(failure({ status: 422, code: 'FLUXLINE_PARTIAL_WRITE', dropped: 1 }), { serverMessage })
    })
    const onRejected = vi.fn<(event: RejectedEvent) => void>(() => void writer.abort())
    const writer = createBatchWriter(client, { bucket: 'b', onRejected })
    const bad = 'm v="x" 5'
    void writer.write([...lines(4), bad])
    await vi.advanceTimersByTimeAsync(1000)
    expect(await writer.close()).toMatchObject({ written: 4, failed: 1, unsent: 0 })
    const told = {
      line: bad,
      lines: 1,
      attempt: 1,
      durationMs: 0,
      error: { status: 422 },
      destination: { bucket: 'b' },
    }
    const [[event] = []] = onRejected.mock.calls
    expect(event).toMatchObject(told)
    expect([event?.text(), new TextDecoder().decode(event?.body)]).toEqual([`${bad}\n`, `${bad}\n`])
  })
})

describe('a partial write that is not counted', () => {
  it('leaves the outcome unknown', async () => {
    const client = fakeClient(() => {
      throw failure({ status: 422, code: 'FLUXLINE_PARTIAL_WRITE', rejected: [], dropped: 0 })
    })
    const onError = vi.fn<(event: WriterEvent) => void>()
    const writer = createBatchWriter(client, { bucket: 'b', onError })
    void writer.write(lines(10))
    expect(await writer.close()).toMatchObject({ written: 0, failed: 10, unsent: 0 })
    expect(writer.stats.unknown).toBe(10)
    expect(onError).toHaveBeenCalledWith(expect.objectContaining({ outcome: 'unknown' }))
  })
})

describe('an organization', () => {
  it('is one target however it is named, and goes out as it was named', async () => {
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

  it('shares batches with itself by another spelling', async () => {
    const client = fakeClient()
    const writer = createBatchWriter(client, { bucket: 'b', org: { name: 'acme' } })
    void writer.write(line(0))
    void writer.write(line(1), { org: 'acme' })
    void writer.write(line(2), { org: { name: 'acme' } })
    expect(await writer.close()).toMatchObject({ written: 3 })
    expect(client.sent).toHaveLength(1)
  })
})

describe('receipts', () => {
  it('tell of exactly their own lines', async () => {
    const client = fakeClient(refuseBad)
    const writer = createBatchWriter(client, { bucket: 'b', batchSize: 4 })
    void writer.write(line(0))
    const good = writer.submit(lines(3, 1))
    const mixed = writer.submit(['bad v=1 1', line(9), 'bad v=2 2'])
    const none = writer.submit([])
    expect(good.lines).toBe(3)
    await writer.close()
    expect(await good.outcome).toEqual({ written: 3, failed: 0, unsent: 0, rejected: [] })
    expect(await mixed.outcome).toMatchObject({
      written: 1,
      failed: 2,
      rejected: [{ line: 'bad v=1 1' }, { line: 'bad v=2 2' }],
    })
    expect(await none.outcome).toEqual({ written: 0, failed: 0, unsent: 0, rejected: [] })
  })

  it('of a partial write find out whose lines were dropped', async () => {
    const client = fakeClient(({ lines }) => {
      const dropped = lines.filter(isBad).length
      if (dropped > 0) throw failure({ status: 422, code: 'FLUXLINE_PARTIAL_WRITE', rejected: [], dropped })
    })
    const writer = createBatchWriter(client, { bucket: 'b' })
    const good = writer.submit(lines(5))
    const bad = writer.submit(['bad v=1 1', line(7)])
    expect(await writer.close()).toMatchObject({ written: 6, failed: 1 })
    expect(await good.outcome).toMatchObject({ written: 5, failed: 0 })
    expect(await bad.outcome).toMatchObject({ written: 1, failed: 1 })
  })

  it.each<Overflow>(['wait', 'drop-oldest', 'drop-newest', 'throw'])(
    'of a source that fails tell of what it gave before, and why it ended (%s)',
    async (overflow) => {
      const writer = createBatchWriter(fakeClient(), { bucket: 'b', overflow })
      const receipt = writer.submit(
        (function* () {
          yield* lines(2)
          throw new Error('no more')
        })(),
      )
      await writer.close()
      expect(await receipt.outcome).toMatchObject({ written: 2, error: { message: 'no more' } })
    },
  )

  it('of an array that finds the buffer full tell how much of it was taken', async () => {
    const writer = createBatchWriter(fakeClient(), { bucket: 'b', overflow: 'throw', maxBufferBytes: 100 })
    const receipt = writer.submit(lines(10))
    expect(receipt.lines).toBe(4)
    expect(() => writer.submit(lines(10))).toThrow(expect.objectContaining({ code: 'FLUXLINE_BUFFER_FULL' }) as Error)
    await writer.close()
    expect(await receipt.outcome).toMatchObject({ written: 4, error: { code: 'FLUXLINE_BUFFER_FULL' } })
  })

  it('never become unhandled rejections', async () => {
    const client = fakeClient(() => {
      throw failure({ status: 401, retryable: false })
    })
    const writer = createBatchWriter(client, { bucket: 'b' })
    const receipt = writer.submit(line(1))
    const ofBroken = writer.submit(broken())
    await writer.close()
    expect(await receipt.outcome).toMatchObject({ failed: 1, error: { status: 401 } })
    expect(await ofBroken.outcome).toMatchObject({ failed: 1 })
  })
})
