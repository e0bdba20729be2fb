import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createBatchWriter } from '../src/index.ts'
import type { RejectedEvent, WriterEvent } from '../src/index.ts'
import { failure, fakeClient } from './fake-client.ts'
import { line, lines } from './lines.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const busy = (retryAfterMs?: number): Error =>
  failure({ status: 503, retryable: true, ...(retryAfterMs !== undefined && { retryAfterMs }) })

const isBad = (text: string): boolean => text.startsWith('bad')
const refuseBad = ({ lines }: { lines: readonly string[] }): void => {
  if (lines.some(isBad)) throw failure({ status: 400, retryable: false, message: 'invalid' })
}

describe('bad lines', () => {
  it('are reported with a byte order mark at their end, which may be what is wrong', async () => {
    const bad = 'bad v=1 1\u{FEFF}'
    const writer = createBatchWriter(fakeClient(refuseBad), { bucket: 'b' })
    void writer.write(bad)
    expect((await writer.close()).rejected).toEqual([{ line: bad, reason: 'invalid' }])
  })

  it('are removed if the server names them, whatever their text', async () => {
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

  it('keep a byte order mark at their start, in what is compared with the response and in what is reported', async () => {
    const [bad, open, good] = ['\uFEFFbad v=x 1', '\uFEFFm s="x 1', '\uFEFFm v=1 1']
    const client = fakeClient(({ spec }) => {
      if (!Buffer.from(spec.body as Uint8Array).includes(bad)) return
      const rejected = [{ line: bad, reason: 'no' }]
      throw failure({ status: 400, code: 'FLUXLINE_PARTIAL_WRITE', retryable: false, rejected, dropped: 0 })
    })
    const onRejected = vi.fn<(event: RejectedEvent) => void>()
    const writer = createBatchWriter(client, { bucket: 'b', onRejected })
    void writer.write([bad, open, good])
    const report = await writer.close()
    expect(report).toMatchObject({ written: 1, failed: 2 })
    expect(report.rejected.map(({ line: refused }) => refused)).toEqual([open, bad])
    const events = onRejected.mock.calls.map(([event]) => [event.line, event.firstLine, event.text()])
    expect(events).toEqual([open, bad].map((refused) => [refused, refused, `${refused}\n`]))
    expect(client.sent).toHaveLength(2)
  })

  it('are found by bisecting if the server does not name them: fifty different ones in five thousand', async () => {
    const client = fakeClient(refuseBad)
    const writer = createBatchWriter(client, { bucket: 'b', batchSize: 5000 })
    const given = lines(5000).map((good, at) => (at % 100 === 37 ? `bad${at} v=${at} ${at}` : good))
    void writer.write(given)
    const report = await writer.close()
    expect(report).toMatchObject({ written: 4950, failed: 50, unsent: 0 })
    expect(report.rejected.map((refused) => refused.line)).toEqual(given.filter(isBad))
  })

  it('in long runs cost no good line', async () => {
    const client = fakeClient(refuseBad)
    const writer = createBatchWriter(client, { bucket: 'b' })
    void writer.write([...Array.from({ length: 200 }, (_, at) => `bad v=${at} ${at}`), ...lines(800)])
    const report = await writer.close()
    expect(report).toMatchObject({ written: 800, failed: 200 })
    expect(report.rejected).toHaveLength(200)
  })

  it('stops bisecting if the server refuses every request', async () => {
    const client = fakeClient(() => {
      throw failure({ status: 400, retryable: false, message: 'this bucket takes nothing' })
    })
    const writer = createBatchWriter(client, { bucket: 'b' })
    void writer.write(lines(1000))
    expect(await writer.close()).toMatchObject({ written: 0, failed: 1000, unsent: 0 })
    expect(client.sent.length).toBeLessThan(50)
  })

  it('leave all retries to the parts of a bisected batch', async () => {
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

describe('close during a search for bad lines', () => {
  it('reports lines that were never sent as unsent', async () => {
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

describe('an object with its own toLineProtocol', () => {
  it('is counted as one line if its quote never closes', async () => {
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
  it('is split until it fits, and a single line that is too large is rejected', async () => {
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
  it('is counted as the server says, and not sent again', async () => {
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

const timeOf = (text: string): number => Number(text.split(' ').at(-1))
const isConflict = (text: string): boolean => / x="/.test(text) === timeOf(text) < 5000 && text.includes(' x=')

/** A server whose shards have 1000 times each; `x` is a float in those below 5000, and a string in the others. */
function shardedClient(stored: Set<string>): ReturnType<typeof fakeClient> {
  return fakeClient(({ lines }) => {
    const shards = Map.groupBy(lines, (text) => Math.floor(timeOf(text) / 1000))
    const first = [...shards.values()].find((shard) => shard.some(isConflict))
    // One shard with a conflict ends the request: nothing is written to the others.
    const written = first === undefined ? lines : first.filter((text) => !isConflict(text))
    for (const text of written) stored.add(text)
    if (first === undefined) return
    const [type, other] = timeOf(first[0]!) < 5000 ? ['string', 'float'] : ['float', 'string']
    const dropped = first.length - written.length
    const serverMessage = `partial write: field type conflict: input field "x" on measurement "m" is type ${type}, already exists as type ${other} dropped=${dropped}`
    throw Object.assign(failure({ status: 422, code: 'FLUXLINE_PARTIAL_WRITE', dropped }), { serverMessage })
  })
}

describe('a partial write because of a field type conflict', () => {
  it.each<[string, string[], string[]]>([
    ['one bad line', ['m v=1 1', 'm v=1 1001'], ['m x="t" 2']],
    ['all lines bad', [], ['m x="t" 1', 'm x="t" 2']],
    ['all lines bad, in two shards', [], ['m x="t" 1', 'm x="t" 1001', 'm x=5 7001', 'm x=5 8001']],
    ['the same type good in another shard', ['m x="t" 6001', 'm x=1 1', 'm v=1 2001'], ['m x="t" 5', 'm x="t" 1001']],
    [
      'many of each',
      Array.from({ length: 50 }, (_, at) => `m x=${at} ${at * 90 + 1}`),
      Array.from({ length: 20 }, (_, at) => `m x="${at}" ${at * 200 + 3}`),
    ],
  ])('stores each good line and rejects each bad one: %s', async (_, good, bad) => {
    for (const isSubmitted of [false, true]) {
      const stored = new Set<string>()
      const rejected: string[] = []
      const writer = createBatchWriter(shardedClient(stored), {
        bucket: 'b',
        onRejected: ({ line: text }) => void rejected.push(text),
      })
      const all = [...good, ...bad].sort((a, b) => a.length - b.length)
      const receipt = isSubmitted ? writer.submit(all) : void writer.write(all)
      const { written, failed } = await writer.close()
      expect({ written, failed }).toEqual({ written: good.length, failed: bad.length })
      expect(stored).toEqual(new Set(good))
      expect(new Set(rejected)).toEqual(new Set(bad))
      expect(await receipt?.outcome).toMatchObject(isSubmitted ? { written: good.length, failed: bad.length } : {})
    }
  })

  it('is counted even if a callback ends the writer', async () => {
    const onRejected = vi.fn<(event: RejectedEvent) => void>(() => void writer.abort())
    const writer = createBatchWriter(shardedClient(new Set()), { bucket: 'b', onRejected })
    const bad = 'm x="x" 5'
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

  it('leaves the outcome unknown of lines that cannot be sent again', async () => {
    const client = shardedClient(new Set())
    let requests = 0
    const request = client.request.bind(client)
    client.request = (spec) => {
      if (requests++ > 0) return Promise.reject(failure({ status: 401, retryable: false }))
      return request(spec)
    }
    const onError = vi.fn<(event: WriterEvent) => void>()
    const writer = createBatchWriter(client, { bucket: 'b', onError })
    void writer.write(['m v=1 1', 'm x="x" 5'])
    await writer.close()
    expect(onError.mock.calls.map(([event]) => event)).toMatchObject([{ outcome: 'unknown' }, { outcome: 'unknown' }])
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
