import { randomUUID } from 'node:crypto'
import { useBucket } from '@fluxline/test-support'
import { tableFromArrays } from 'apache-arrow'
import { firstValueFrom, from } from 'rxjs'
import { expect, it } from 'vitest'
import { eq, flux, InfluxDBClient, tableLines } from '../src/index.ts'
import type { InfluxDBClientOptions } from '../src/index.ts'
import type { ProfileRecord } from '../src/index.ts'

const access = useBucket()
const day = { start: new Date('2026-01-01'), stop: new Date('2026-01-02') }

function open(options: Partial<InfluxDBClientOptions> = {}): InfluxDBClient {
  return new InfluxDBClient({ url: access.url, token: access.token, org: access.org, ...options })
}

function since(measurement: string): ReturnType<typeof flux> {
  return flux`from(bucket: ${access.bucket}) |> range(start: ${day.start}, stop: ${day.stop})
    |> filter(fn: (r) => r._measurement == ${measurement})`
}

it('writes every input of a batch writer, and reads it as frames', async () => {
  await using client = open()
  const table = tableFromArrays({ time: [day.start], room: ['attic'], temperature: new Float64Array([17.5]) })
  const times = { measurement: 'frames', tagColumns: ['room'], timeColumn: 'time' }
  await client.write(
    [
      tableLines(table, times),
      { measurement: 'frames', tags: { room: 'cellar' }, fields: { temperature: 12 }, time: day.start },
      from(['frames,room=hall temperature=20 1767225600000000000']),
    ],
    { bucket: access.bucket },
  )
  const frame = await client.dataFrame.collect(since('frames'), { pivot: true })
  expect(frame.numRows).toBe(3)
  expect(Array.from(frame.getChild('temperature')!, Number).sort((a, b) => a - b)).toEqual([12, 17.5, 20])
})

it('returns rxjs observables', async () => {
  await using client = open()
  await client.write('observed v=1 1767225600000000000', { bucket: access.bucket })
  const { value } = await firstValueFrom(client.query.observable(since('observed')))
  expect(value).toBe(1)
})

it('profiles queries and frames', async () => {
  const profiles: ProfileRecord[] = []
  await using client = open({ profilers: ['query'], onProfile: (record) => void profiles.push(record) })
  await client.query.collect(since('nothing'))
  expect(profiles).toHaveLength(1)
  await client.dataFrame.collectAll(since('nothing'))
  expect(profiles.map(({ measurement }) => measurement)).toEqual(['profiler/query', 'profiler/query'])
})

it('manages resources and deletes points', async () => {
  await using client = open()
  const name = `client-${randomUUID()}`
  const bucket = await client.buckets.create({ name })
  await expect(client.buckets.findByName(name)).resolves.toMatchObject({ id: bucket.id })
  await client.buckets.delete(bucket)
  await client.write('gone v=1 1767225600000000000\nkept v=1 1767225600000000000', { bucket: access.bucket })
  await client.delete({ bucket: access.bucket, ...day, predicate: eq('_measurement', 'gone') })
  expect(await client.query.collect(since('gone'))).toHaveLength(0)
  expect(await client.query.collect(since('kept'))).toHaveLength(1)
  await expect(client.users.me()).resolves.toMatchObject({ status: 'active' })
  await expect(client.scripts.list()).rejects.toMatchObject({ code: 'FLUXLINE_NOT_ON_THIS_SERVER' })
})
