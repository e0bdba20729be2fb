import { useBucket } from '@fluxline/test-support'
import { createWorkerBatchWriter } from '@fluxline/write-batching/worker'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createBatchWriter, eq, flux, InfluxDBClient, write } from '../src/index.ts'
import type { Bucket, BucketChoice, DatabaseChoice } from '../src/index.ts'

const access = useBucket()
let client: InfluxDBClient
let bucket: Bucket

beforeAll(async () => {
  client = new InfluxDBClient({ url: access.url, token: access.token, org: access.org })
  bucket = (await client.buckets.findByName(access.bucket))!
})

afterAll(() => client.close())

async function countOf(measurement: string): Promise<number> {
  const script = flux`from(bucket: ${access.bucket}) |> range(start: 0) |> filter(fn: (r) => r._measurement == ${measurement})`
  const tables = await client.query.collect(script)
  return tables.reduce((sum, { records }) => sum + records.length, 0)
}

it.each<[string, () => Exclude<BucketChoice, DatabaseChoice>]>([
  ['name', () => bucket.name],
  ['ID', () => bucket.id],
  ['bucket', () => bucket],
  ['object with its name', () => ({ name: bucket.name })],
  ['object with its ID', () => ({ id: bucket.id })],
])('every write and the delete take a bucket by its %s', async (form, choose) => {
  const choice = choose()
  const measurement = form.replaceAll(' ', '-')
  const at = (time: number): string => `${measurement} v=1 ${time}`

  await write(client, at(1), { bucket: choice })
  await client.write(at(2), { bucket: choice })
  await using writer = createBatchWriter(client, { bucket: choice })
  await writer.write(at(3))
  await using other = client.batchWriter({ bucket: 'missing' })
  await other.write(at(4), { bucket: choice })
  await other.submit(at(5), { bucket: choice }).outcome
  await using worker = createWorkerBatchWriter(
    { url: access.url, token: access.token, org: access.org },
    { bucket: choice },
  )
  await worker.write(at(6))
  await worker.write(at(7), { bucket: choice })
  for (const open of [writer, other, worker]) expect(await open.flush()).toMatchObject({ failed: 0 })
  expect(await countOf(measurement)).toBe(7)

  const predicate = eq('_measurement', measurement)
  await client.delete({ bucket: choice, start: new Date(0), stop: new Date(), predicate })
  expect(await countOf(measurement)).toBe(0)
})
