import { Readable } from 'node:stream'
import { defineMeasurement, int, Point, tag } from '@fluxline/point'
import { from, of, Subject } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { createBatchWriter } from '../src/index.ts'
import type { BatchInput, BatchOptions, WriteTarget } from '../src/index.ts'
import { fakeClient } from './fake-client.ts'
import { line, lines } from './lines.ts'

async function written(input: BatchInput, options: BatchOptions = {}, target?: WriteTarget): Promise<string[]> {
  const client = fakeClient()
  const writer = createBatchWriter(client, { bucket: 'b', ...options })
  await writer.write(input, target)
  await writer.close()
  return client.sent.flatMap((batch) => batch.lines)
}

async function* each<Item>(items: Iterable<Item>): AsyncGenerator<Item> {
  for (const item of items) {
    await Promise.resolve()
    yield item
  }
}

function webStream<Chunk>(chunks: readonly Chunk[]): ReadableStream<Chunk> {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk)
      controller.close()
    },
  })
}

async function* broken(): AsyncGenerator<string> {
  yield line(1)
  throw new Error('no more')
}

const Room = defineMeasurement('room', { tags: { name: tag() }, fields: { people: int() } })
const linesKey = Symbol.for('fluxline.lines')
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('write takes', () => {
  it.each<[string, () => BatchInput, string[]]>([
    ['a line', () => line(1), [line(1)]],
    [
      'text of several lines, comments and blank ones among them',
      () => `${line(1)}\n\n# no\n${line(2)}\n`,
      lines(2, 1),
    ],
    ['bytes', () => bytes(`${line(1)}\n${line(2)}`), lines(2, 1)],
    ['a point', () => Point.measurement('m').floatField('v', 1.5).time(1n), ['m v=1.5 1']],
    ['a point without fields, as nothing', () => Point.measurement('m'), []],
    ['a schema record', () => Room.record({ name: 'x', people: 3n, time: 7n }), ['room,name=x people=3i 7']],
    ['a plain object', () => ({ measurement: 'm', tags: { a: 'b' }, fields: { v: 1n }, time: 5n }), ['m,a=b v=1i 5']],
    ['nested iterables', () => [line(0), [line(1), new Set([line(2)])]], lines(3)],
    ['an async iterable', () => each(lines(3)), lines(3)],
    ['an async iterable in an iterable', () => [line(0), each(lines(2, 1))], lines(3)],
    ['an observable', () => from(lines(3)), lines(3)],
    ['an observable of iterables', () => of(lines(2), line(2)), lines(3)],
    ['nothing', () => [], []],
    ['a generator', () => lines(3)[Symbol.iterator](), lines(3)],
    ['whole lines of a table', () => ({ [linesKey]: () => [bytes(`${line(0)}\n${line(1)}\n`)] }) as never, lines(2)],
  ])('%s', async (_, input, expected) => {
    expect(await written(input())).toEqual(expected)
  })

  it('streams that are cut anywhere, of Node and of the Web, in bytes and in text', async () => {
    const text = `${lines(50).join('\n')}\nm s="é\n😀" 9`
    const expected = `${lines(50).join('\n')}\nm s="é\n😀" 9`.split('\n')
    const all = bytes(text)
    const cut = Array.from({ length: Math.ceil(all.length / 7) }, (_, at) => all.slice(at * 7, at * 7 + 7))
    expect(await written(Readable.from(cut, { objectMode: false }))).toEqual(expected)
    expect(await written(webStream(cut))).toEqual(expected)
    expect(await written(new Blob([text]).stream())).toEqual(expected)
    const characters = Array.from(text)
    expect(await written(webStream(characters))).toEqual(expected)
  })

  it('sends no request for nothing', async () => {
    const client = fakeClient()
    const writer = createBatchWriter(client, { bucket: 'b' })
    await writer.write([])
    await writer.write('')
    await writer.write(Point.measurement('m'))
    expect(await writer.close()).toEqual({ written: 0, failed: 0, unsent: 0, rejected: [] })
    expect(client.sent).toEqual([])
  })

  it.each([[null], [undefined], [5], [() => 1]])('no %s, and says what it takes', (input) => {
    const writer = createBatchWriter(fakeClient(), { bucket: 'b' })
    expect(() => writer.write(input as never)).toThrow(/Cannot write .*pass lines as text or bytes/)
  })
})

describe('a point that cannot be written', () => {
  const bad = { measurement: 'm', fields: { v: Number.NaN }, time: 2n }

  it('is an error of its write, and is not counted', async () => {
    const writer = createBatchWriter(fakeClient(), { bucket: 'b' })
    expect(() => writer.write(Point.from(bad))).toThrow(
      expect.objectContaining({ code: 'FLUXLINE_LINE_PROTOCOL' }) as Error,
    )
    expect(() => writer.write(bad)).toThrow(/NaN/)
    expect(await writer.close()).toMatchObject({ written: 0, failed: 0, unsent: 0 })
  })

  it.each<[string, () => BatchInput]>([
    ['an array', () => [line(1), bad, Point.from(bad), line(3)]],
    ['an async iterable', () => each([line(1), bad, Point.from(bad), line(3)])],
    ['an observable', () => from([line(1), bad, Point.from(bad), line(3)])],
  ])('is reported as rejected where it is one of %s, and the others are written', async (_, input) => {
    const client = fakeClient()
    const rejected: string[] = []
    const writer = createBatchWriter(client, { bucket: 'b', onRejected: ({ reason }) => void rejected.push(reason) })
    const receipt = writer.submit(input())
    expect(await writer.close()).toMatchObject({ written: 2, failed: 2, unsent: 0 })
    expect(rejected).toEqual([expect.stringContaining('NaN'), expect.stringContaining('NaN')])
    expect(await receipt.outcome).toMatchObject({ written: 2, failed: 2 })
  })

  it('is left out without a fuss where only its NaN is', async () => {
    const point = Point.measurement('m').floatField('v', Number.NaN).floatField('w', 1).time(1n)
    expect(await written(point, { nonFinite: 'omit' })).toEqual(['m w=1 1'])
  })
})

describe('text whose quote never closes', () => {
  it('is reported, and swallows no line that was written before or after it', async () => {
    const client = fakeClient()
    const writer = createBatchWriter(client, { bucket: 'b' })
    void writer.write(line(1))
    void writer.write(`m s="abc\n${line(2)}`)
    void writer.write(String.raw`m v=1 5` + '\\')
    void writer.write(line(3))
    const report = await writer.close()
    expect(client.sent.flatMap((batch) => batch.lines)).toEqual(lines(3, 1))
    expect(report).toMatchObject({ written: 3, failed: 2, unsent: 0 })
    expect(report.rejected.map((refused) => refused.line)).toEqual(['m s="abc', 'm v=1 5\\'])
  })
})

describe('a stream whose quote never closes', () => {
  it('is not kept in memory to its end', async () => {
    const client = fakeClient()
    const writer = createBatchWriter(client, { bucket: 'b' })
    let sentBeforeEnd = 0
    const stream = new ReadableStream<string>({
      async pull(controller) {
        controller.enqueue('m s="open 1\n')
        for (let at = 0; at < 60_000; at += 1000) controller.enqueue(`${lines(1000, at).join('\n')}\n`)
        await new Promise((resolve) => setTimeout(resolve))
        sentBeforeEnd = client.sent.length
        controller.close()
      },
    })
    await writer.write(stream)
    expect(await writer.close()).toMatchObject({ written: 60_000, failed: 1, rejected: [{ line: 'm s="open 1' }] })
    expect(sentBeforeEnd).toBeGreaterThan(30)
  })
})

describe('destinations', () => {
  it('that take turns by the hundred keep their lines, in order', async () => {
    const client = fakeClient()
    const writer = createBatchWriter(client, { batchSize: 10 })
    const receipts = Array.from({ length: 20 }, (_, at) =>
      Array.from({ length: 100 }, (_each, bucket) => writer.submit(line(at), { bucket: `b${bucket}` })),
    ).flat()
    expect(await writer.close()).toMatchObject({ written: 2000 })
    for (let bucket = 0; bucket < 100; bucket++) {
      const sent = client.sent.filter((batch) => batch.bucket === `b${bucket}`)
      expect(sent.map((batch) => batch.lines)).toEqual([lines(10), lines(10, 10)])
    }
    for (const receipt of receipts) expect(await receipt.outcome).toMatchObject({ written: 1 })
  })

  it('are batched apart, and a write can name its own', async () => {
    const client = fakeClient()
    const writer = createBatchWriter(client, { bucket: 'b', precision: 'ms' })
    void writer.write('m v=1 1')
    void writer.write('m v=2 2', { bucket: 'c', org: 'other', precision: 's' })
    void writer.write('m v=3 3', { bucket: 'b' })
    await writer.close()
    const queries = client.sent.map(({ spec, lines }) => [spec.query, lines])
    expect(queries).toEqual([
      [{ bucket: 'b', org: 'acme', precision: 'ms' }, ['m v=1 1', 'm v=3 3']],
      [{ bucket: 'c', org: 'other', precision: 's' }, ['m v=2 2']],
    ])
  })

  it('must be named', () => {
    const writer = createBatchWriter(fakeClient())
    expect(() => writer.write(line(1))).toThrow(expect.objectContaining({ code: 'FLUXLINE_OPTION' }) as Error)
  })

  it('may be many', async () => {
    const client = fakeClient()
    const writer = createBatchWriter(client, { batchSize: 1 })
    for (let bucket = 0; bucket < 500; bucket++) void writer.write(line(bucket), { bucket: `b${bucket}` })
    for (let bucket = 0; bucket < 500; bucket++) void writer.write(line(bucket), { bucket: `b${bucket}` })
    expect(await writer.close()).toMatchObject({ written: 1000, failed: 0, unsent: 0 })
  })
})

describe('tags', () => {
  it("are the client's, the writer's and the point's, the nearer one first; text is left alone", async () => {
    const client = { ...fakeClient(), defaultTags: { a: 'client', b: 'client', c: 'client' } }
    const writer = createBatchWriter(client, { bucket: 'b', defaultTags: { b: 'writer', c: 'writer' } })
    const point = Point.measurement('m').tag('c', 'point').floatField('v', 1).time(1n)
    const before = point.toLineProtocol()
    function* points(): Generator<BatchInput> {
      yield point
      yield { measurement: 'm', fields: { v: 2 }, time: 2n }
      yield 'm v=3 3'
    }
    void writer.write(points())
    await writer.close()
    expect(client.sent[0]!.lines).toEqual([
      'm,a=client,b=writer,c=point v=1 1',
      'm,a=client,b=writer,c=writer v=2 2',
      'm v=3 3',
    ])
    expect(point.toLineProtocol()).toBe(before)
  })

  it('of one client are no other client’s', async () => {
    expect(await written(Point.measurement('m').floatField('v', 1).time(1n), { defaultTags: { a: 'x' } })).toEqual([
      'm,a=x v=1 1',
    ])
    expect(await written(Point.measurement('m').floatField('v', 1).time(1n))).toEqual(['m v=1 1'])
  })
})

describe('times', () => {
  it('are given on acceptance to what has none, distinct and in order', async () => {
    const before = BigInt(Date.now()) * 1_000_000n
    const sent = await written([
      'm v=1',
      Point.measurement('m').floatField('v', 2),
      { measurement: 'm', fields: { v: 3 } },
    ])
    const times = sent.map((sentLine) => BigInt(sentLine.split(' ')[2]!))
    expect(times[0]).toBeGreaterThanOrEqual(before)
    expect(times[1]).toBeGreaterThan(times[0]!)
    expect(times[2]).toBeGreaterThan(times[1]!)
  })

  it('are left to the server in text where timestampText is off', async () => {
    expect(await written(['m v=1', 'm v=2 2'], { timestampText: false })).toEqual(['m v=1', 'm v=2 2'])
  })

  it('that are given go out in nanoseconds, so that they differ, whatever the precision of the others', async () => {
    const client = fakeClient()
    const writer = createBatchWriter(client, { bucket: 'b', precision: 's' })
    void writer.write('m v=1\nm v=2 1700000000\nm v=3')
    void writer.write(Point.measurement('m').floatField('v', 4))
    expect(await writer.close()).toMatchObject({ written: 4 })
    expect(client.sent.map(({ precision, lines }) => [precision, lines.length])).toEqual(
      expect.arrayContaining([
        ['s', 1],
        ['ns', 3],
      ]),
    )
  })

  it('of plain objects are in the precision that was named', async () => {
    const record = { measurement: 'm', fields: { v: 1 }, time: 1_700_000_000_000 }
    expect(await written(record, { precision: 'ms' })).toEqual(['m v=1 1700000000000'])
    expect(await written(record, {}, { record: { precision: 'ms' } })).toEqual(['m v=1 1700000000000000000'])
    await expect(written(record)).rejects.toThrow(/1970/)
  })
})

describe('a source that fails', () => {
  it('gives its error to the writer of it; what it gave before is written', async () => {
    const client = fakeClient()
    const writer = createBatchWriter(client, { bucket: 'b' })
    await expect(writer.write(broken())).rejects.toThrow('no more')
    const subject = new Subject<string>()
    const reading = writer.write(subject)
    subject.next(line(2))
    subject.error(new Error('no more either'))
    await expect(reading).rejects.toThrow('no more either')
    expect(await writer.close()).toMatchObject({ written: 2 })
  })

  it('and one that is left early is closed', () => {
    let isClosed = false
    function* pieces(): Generator<string> {
      try {
        yield* lines(3)
      } finally {
        isClosed = true
      }
    }
    const writer = createBatchWriter(fakeClient(), { bucket: 'b', overflow: 'throw', maxBufferBytes: 10 })
    expect(() => writer.write(pieces())).toThrow(expect.objectContaining({ code: 'FLUXLINE_BUFFER_FULL' }) as Error)
    expect(isClosed).toBe(true)
    writer.abort()
  })
})
