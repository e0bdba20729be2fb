import { createClient } from '@fluxline/core'
import { useBucket } from '@fluxline/test-support'
import { createBatchWriter } from '@fluxline/write-batching'
import { expect, it } from 'vitest'
import { observeWriter } from '../src/index.ts'
import { createRecorder } from './recorder.ts'

const access = useBucket()
const ignore = (): void => {}

it('counts every line of a writer by its outcome, as the report does', async () => {
  const { url, token, org, bucket } = access
  await using recorder = createRecorder(true)
  await using client = createClient({ url, token, org })
  const writer = createBatchWriter(client, { bucket, batchSize: 10, onRejected: ignore, onError: ignore })
  for (let line = 0; line < 95; line++) await writer.write(`m,kind=good v=${line} ${line + 1}`)
  await writer.write('m,kind=bad v="text" 1')
  await writer.write('m v=')
  await writer.write('m v=1 1', { bucket: 'no-such-bucket' })
  const report = await writer.close()
  const points = await recorder.points('fluxline.writer.lines')
  const counted = Object.fromEntries(
    points.map(({ value, attributes }) => [
      `${String(attributes['db.namespace'])} ${String(attributes['fluxline.outcome'])}`,
      value,
    ]),
  )
  expect(counted).toEqual({
    [`${org}|${bucket} written`]: 95,
    [`${org}|${bucket} rejected`]: 2,
    [`${org}|no-such-bucket failed`]: 1,
  })
  expect(report).toMatchObject({ written: 95, failed: 3 })
  expect(await recorder.points('fluxline.writer.batch.duration')).toMatchObject([
    { attributes: { 'db.system.name': 'influxdb' } },
  ])
  const writes = recorder.spans().filter(({ name }) => name === `write ${org}|${bucket}`)
  expect(writes.length).toBeGreaterThan(9)
})

it('observes what a writer holds, until it ends', async () => {
  const { url, token, org, bucket } = access
  await using recorder = createRecorder()
  await using client = createClient({ url, token, org })
  const writer = createBatchWriter(client, { bucket, flushInterval: 0 })
  const observation = observeWriter(writer, { ...recorder, attributes: { writer: 'first' } })
  await writer.write(['m v=1 1', 'm v=2 2'])
  const states = async (): Promise<object> =>
    Object.fromEntries(
      (await recorder.points('fluxline.writer.pending.lines')).map(({ value, attributes }) => [
        `${String(attributes['writer'])} ${String(attributes['fluxline.state'])}`,
        value,
      ]),
    )
  expect(await states()).toEqual({ 'first buffered': 2, 'first in_flight': 0, 'first retrying': 0 })
  await writer.close()
  expect(await states()).toEqual({ 'first buffered': 0, 'first in_flight': 0, 'first retrying': 0 })
  observation[Symbol.dispose]()
  expect(await recorder.points('fluxline.spool.lines')).toEqual([])
})
