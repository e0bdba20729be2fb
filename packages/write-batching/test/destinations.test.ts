import { Point } from '@fluxline/point'
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

describe('destinations', () => {
  it('keep their lines in order if a hundred alternate', async () => {
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

  it('have separate batches, and a write can name its own', async () => {
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

  it('of one writer are not used by another', async () => {
    expect(await written(Point.measurement('m').floatField('v', 1).time(1n), { defaultTags: { a: 'x' } })).toEqual([
      'm,a=x v=1 1',
    ])
    expect(await written(Point.measurement('m').floatField('v', 1).time(1n))).toEqual(['m v=1 1'])
  })
})

describe('times', () => {
  it('are set on acceptance if missing, distinct and in order', async () => {
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

  it('of text are left to the server if timestampText is false', async () => {
    expect(await written(['m v=1', 'm v=2 2'], { timestampText: false })).toEqual(['m v=1', 'm v=2 2'])
  })

  it('that the writer sets are sent in nanoseconds, whatever the precision of the others', async () => {
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

  it('of objects are in the precision and by the mapping of each write', async () => {
    const client = fakeClient()
    const writer = createBatchWriter(client, { bucket: 'b', precision: 'ms' })
    const item = { measurement: 'm', fields: { v: 1 }, time: 5, at: 6 }
    const byAt = { record: { timeKey: 'at' } }
    for (const target of [byAt, { ...byAt, precision: 's' } as const, byAt]) void writer.write(item, target)
    await writer.close()
    expect(client.sent.flatMap(({ precision, lines }) => lines.map((text) => [precision, text]))).toEqual([
      ['ms', 'm v=1 6'],
      ['ms', 'm v=1 6'],
      ['s', 'm v=1 6'],
    ])
  })

  it('of objects are in the precision of the write', async () => {
    const record = { measurement: 'm', fields: { v: 1 }, time: 1_700_000_000_000 }
    expect(await written(record, { precision: 'ms' })).toEqual(['m v=1 1700000000000'])
    expect(await written(record, {}, { record: { precision: 'ms' } })).toEqual(['m v=1 1700000000000000000'])
    await expect(written(record)).rejects.toThrow(/looks like the wrong unit/)
  })
})
