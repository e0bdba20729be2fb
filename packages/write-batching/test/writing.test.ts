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
    ['text of several lines, with comments and empty lines', () => `${line(1)}\n\n# no\n${line(2)}\n`, lines(2, 1)],
    ['bytes', () => bytes(`${line(1)}\n${line(2)}`), lines(2, 1)],
    ['a point', () => Point.measurement('m').floatField('v', 1.5).time(1n), ['m v=1.5 1']],
    ['a point without fields, and writes nothing', () => Point.measurement('m'), []],
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

  it('streams of Node and of the Web that are split anywhere, in bytes and in text', async () => {
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

  it('sends no empty request', async () => {
    const client = fakeClient()
    const writer = createBatchWriter(client, { bucket: 'b' })
    await writer.write([])
    await writer.write('')
    await writer.write(Point.measurement('m'))
    expect(await writer.close()).toEqual({ written: 0, failed: 0, unsent: 0, rejected: [] })
    expect(client.sent).toEqual([])
  })

  it.each([[null], [undefined], [5], [() => 1]])('refuses %s, and says what to pass', (input) => {
    const writer = createBatchWriter(fakeClient(), { bucket: 'b' })
    expect(() => writer.write(input as never)).toThrow(/Cannot write .*pass lines as text or bytes/)
  })
})

describe('a point that cannot be written', () => {
  const bad = { measurement: 'm', fields: { v: Number.NaN }, time: 2n }

  it('makes its write throw, and is not counted', async () => {
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
  ])('is rejected if it is one of %s, and the others are written', async (_, input) => {
    const client = fakeClient()
    const rejected: string[] = []
    const writer = createBatchWriter(client, { bucket: 'b', onRejected: ({ reason }) => void rejected.push(reason) })
    const receipt = writer.submit(input())
    expect(await writer.close()).toMatchObject({ written: 2, failed: 2, unsent: 0 })
    expect(rejected).toEqual([expect.stringContaining('NaN'), expect.stringContaining('NaN')])
    expect(await receipt.outcome).toMatchObject({ written: 2, failed: 2 })
  })

  it("is written without the field if nonFinite is 'omit'", async () => {
    const point = Point.measurement('m').floatField('v', Number.NaN).floatField('w', 1).time(1n)
    expect(await written(point, { nonFinite: 'omit' })).toEqual(['m w=1 1'])
  })
})

describe('an object', () => {
  const good = { measurement: 'm', fields: { v: 1 }, time: 5n }

  it('with an unknown key makes its write throw, naming the key and the nearest one', () => {
    const writer = createBatchWriter(fakeClient(), { bucket: 'b' })
    const typo = { measurement: 'm', fields: { v: 1 }, tgas: { host: 'a' } }
    expect(() => writer.write(typo as never)).toThrow(
      'Unknown key "tgas"; a point has measurement, tags, fields, time, and this object "measurement, fields, tgas". Did you mean "tags"? Pass a mapping (`record` of a write) for other objects.',
    )
    expect(() => writer.write({ ...good, temperature: 21 } as never)).toThrow(
      expect.objectContaining({
        code: 'FLUXLINE_LINE_PROTOCOL',
        message: expect.stringContaining('Unknown key "temperature"; a point has measurement, ') as string,
      }) as Error,
    )
    expect(writer.abort()).toEqual([])
  })

  it('with an unknown key makes its write throw in any precision', () => {
    const writer = createBatchWriter(fakeClient(), { bucket: 'b', precision: 'ms' })
    expect(() => writer.write({ ...good, host: 'a' } as never)).toThrow(/Unknown key "host"/)
    expect(() => writer.write({ ...good, host: 'a' } as never, { precision: 's' })).toThrow(/Unknown key "host"/)
    expect(writer.abort()).toEqual([])
  })

  it('with an unknown key is rejected if it is one of several', async () => {
    const writer = createBatchWriter(fakeClient(), { bucket: 'b', onRejected: () => {} })
    const receipt = writer.submit([good, { ...good, host: 'a' } as never])
    expect(await writer.close()).toMatchObject({ written: 1, failed: 1 })
    const reason = expect.stringContaining('Unknown key "host"') as string
    expect(await receipt.outcome).toMatchObject({ written: 1, failed: 1, rejected: [{ reason }] })
  })

  it('may have any keys if a mapping says which of them are written', async () => {
    interface Reading {
      name: string
      value: number
      at: bigint
      note: string
    }
    const reading: Reading = { name: 'm', value: 1, at: 5n, note: 'not written' }
    const record = { measurementKey: 'name', timeKey: 'at', fieldKeys: ['value'] }
    const client = fakeClient()
    const writer = createBatchWriter(client, { bucket: 'b' })
    void writer.write(reading, { record })
    void writer.write([reading, reading], { record })
    await writer.close()
    expect(client.sent.flatMap((batch) => batch.lines)).toEqual(Array.from({ length: 3 }, () => 'm value=1 5'))
  })
})

describe('text whose quote never closes', () => {
  it('is rejected without the lines before and after it', async () => {
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
  it('is not kept in memory as a whole', async () => {
    const client = fakeClient()
    const writer = createBatchWriter(client, { bucket: 'b', batchSize: 1000 })
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

describe('a source that fails', () => {
  it('rejects the promise of its write; the lines before are written', async () => {
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

  it('is closed if reading stops early', () => {
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
