import { createClient } from '@fluxline/core'
import type { Client } from '@fluxline/core'
import { Point } from '@fluxline/point'
import { useBucket } from '@fluxline/test-support'
import { describe, expect, it } from 'vitest'
import { createBatchWriter } from '../src/index.ts'
import type { WriterEvent } from '../src/index.ts'
import { countValues } from './count-values.ts'

const access = useBucket()
const START_NS = 1_700_000_000_000_000_000n

function open(): Client {
  const { url, token, org } = access
  return createClient({ url, token, org })
}

describe('a batch writer', () => {
  it('writes every kind of input in every precision', async () => {
    await using client = open()
    await using writer = createBatchWriter(client, { bucket: access.bucket, batchSize: 500 })
    for (let at = 0; at < 5000; at++) {
      await writer.write(
        Point.measurement('kinds')
          .tag('host', `h${at % 7}`)
          .floatField('v', at)
          .time(START_NS + BigInt(at)),
      )
    }
    await writer.write('kinds,host=text v=1 1700000100', { precision: 's' })
    await writer.write(Array.from({ length: 100 }, () => 'kinds,host=now v=1'))
    await writer.write({ measurement: 'kinds', tags: { host: 'object' }, fields: { v: 1 } }, { precision: 'ms' })
    expect(await writer.flush()).toEqual({ written: 5102, failed: 0, unsent: 0, rejected: [] })
    expect(await countValues(client, access.bucket, 'kinds')).toBe(5102)
  })

  it('rejects fifty different bad lines out of five thousand, by name', async () => {
    const bad = [
      (at: number) => `cut v=${at}x ${at}`,
      (at: number) => `cut,tag v=${at} ${at}`,
      (at: number) => `cut v="a" "b" ${at}`,
      (at: number) => `cut,a=1,a=2 v=${at} ${at}`,
      (at: number) => `cut v=${at} ${at}.5`,
      (at: number) => `cut ${at}`,
      (at: number) => `cut v=NaN ${at}`,
      (at: number) => `cut s="': unable to parse '",v= ${at}`,
      (at: number) => `cut v=1 9223372036854775807${at}`,
      (at: number) => `cut s="never closes ${at}`,
    ]
    const given = Array.from({ length: 5000 }, (_, at) =>
      at % 100 === 37 ? bad[Math.floor(at / 100) % bad.length]!(at) : `cut v=${at} ${START_NS + BigInt(at)}`,
    )
    await using client = open()
    const rejected: WriterEvent[] = []
    const writer = createBatchWriter(client, {
      bucket: access.bucket,
      batchSize: 5000,
      timestampText: false,
      onRejected: (event) => void rejected.push(event),
    })
    const receipt = writer.submit(given)
    const report = await writer.close()
    expect(report).toMatchObject({ written: 4950, failed: 50, unsent: 0 })
    expect(await countValues(client, access.bucket, 'cut')).toBe(4950)
    const expected = given.filter((_, at) => at % 100 === 37)
    expect(report.rejected.map(({ line }) => line).toSorted()).toEqual(expected.toSorted())
    expect(report.rejected.every(({ reason }) => reason !== '')).toBe(true)
    expect(rejected).toHaveLength(50)
    expect(await receipt.outcome).toMatchObject({ written: 4950, failed: 50 })
  })

  it('names the lines of field type conflicts', async () => {
    await using client = open()
    const events: WriterEvent[] = []
    await using writer = createBatchWriter(client, { bucket: access.bucket })
    await writer.write('conflict v=1i 1')
    await writer.flush()
    writer.events.subscribe((event) => events.push(event))
    await writer.write(['conflict v=2i 2', 'conflict v=3.5 3', 'conflict v=4i 4'])
    expect(await writer.flush()).toMatchObject({
      written: 3,
      failed: 1,
      unsent: 0,
      rejected: [
        { line: 'conflict v=3.5 3', reason: expect.stringContaining('already exists as type integer') as string },
      ],
    })
    await writer.write(['conflict v=5i 5', 'conflict v=true 6', 'conflict v="x" 7'])
    expect(await writer.flush()).toMatchObject({ written: 4, failed: 3, unsent: 0 })
    expect(await countValues(client, access.bucket, 'conflict')).toBe(4)
    expect(events).toMatchObject([
      { type: 'success', lines: 2 },
      { type: 'rejected', line: 'conflict v=3.5 3' },
      { type: 'success', lines: 1 },
      { type: 'rejected' },
      { type: 'rejected' },
    ])
  })

  it('stores the lines of other weeks beside a field type conflict', async () => {
    await using client = open()
    await using writer = createBatchWriter(client, { bucket: access.bucket, precision: 's' })
    await writer.write('weeks x=1 1700000000')
    await writer.flush()
    for (let round = 0; round < 10; round++) {
      const good = Array.from({ length: 20 }, (_, at) => `weeks v=1 ${1_000_000_000 + (round * 20 + at) * 1_000_000}`)
      await writer.write([...good, 'weeks x="text" 1700000001'])
      await writer.flush()
    }
    const { written, failed } = await writer.close()
    expect({ written, failed }).toEqual({ written: 201, failed: 10 })
    expect(await countValues(client, access.bucket, 'weeks')).toBe(200)
  })

  it('does not bisect if the bucket is missing', async () => {
    await using client = open()
    const events: WriterEvent[] = []
    const writer = createBatchWriter(client, { bucket: 'nope', onError: (event) => void events.push(event) })
    await writer.write(['m v=1 1', 'm v=2 2'])
    expect(await writer.close()).toMatchObject({ written: 0, failed: 2 })
    expect(events).toMatchObject([{ outcome: 'refused', lines: 2, attempt: 1, error: { status: 404 } }])
  })
})
