import { useBucket } from '@fluxline/test-support'
import { expect, it } from 'vitest'
import {
  defineMeasurement,
  float,
  flux,
  InfluxDBClient,
  int,
  isHttpError,
  Point,
  tag,
  Timestamp,
} from '../src/index.ts'

const access = useBucket()

const Weather = defineMeasurement('weather', {
  tags: { station: tag() },
  fields: { temperature: float(), gusts: int() },
  time: 'ms',
})

function open(): InfluxDBClient {
  return new InfluxDBClient({ url: access.url, token: access.token, org: access.org })
}

it('reports the status of the server', async () => {
  await using client = open()
  await expect(client.ping()).resolves.toBe(true)
  await expect(client.version()).resolves.toMatch(/^v?2\./)
  await expect(client.health()).resolves.toMatchObject({ name: 'influxdb', status: 'pass' })
  const { started } = await client.ready()
  expect(started.getTime()).toBeLessThanOrEqual(Date.now())
})

it('reads back what the batch writer wrote, to the nanosecond and the last digit', async () => {
  await using client = open()
  const time = Timestamp.fromNanoseconds(1_700_000_000_123_456_789n)
  await using writer = client.batchWriter({ bucket: access.bucket })
  await writer.write(Weather.record({ station: 'KSEA', temperature: 11.2, gusts: 9_223_372_036_854_775_807n, time }))
  await expect(writer.flush()).resolves.toEqual({ written: 1, failed: 0, unsent: 0, rejected: [] })

  const query = flux`from(bucket: ${access.bucket})
    |> range(start: ${new Date(1_700_000_000_000)}, stop: ${new Date(1_700_000_001_000)})
    |> filter(fn: (r) => r._measurement == ${'weather'})
    |> pivot(rowKey: ["_time"], columnKey: ["_field"], valueColumn: "_value")`
  const [table] = await client.query.collect(query, { integers: 'bigint' })
  expect(table?.records.map(({ values }) => values)).toMatchObject([
    { station: 'KSEA', temperature: 11.2, gusts: 9_223_372_036_854_775_807n },
  ])
  expect(table?.records[0]?.time?.nanoseconds).toBe(1_700_000_000_123_456_789n)
})

it('writes at once, and reports rejected lines with reasons', async () => {
  await using client = open()
  await client.write([Point.measurement('once').floatField('v', 1), 'once v=2'], { bucket: access.bucket })
  const error = await client.write('once v=1\nonce v=', { bucket: access.bucket }).catch((failure: unknown) => failure)
  expect(isHttpError(error)).toBe(true)
  expect(error).toMatchObject({
    code: 'FLUXLINE_PARTIAL_WRITE',
    status: 400,
    rejected: [{ line: 'once v=', reason: 'missing field value' }],
  })
})

it('flushes and closes its writers', async () => {
  const client = open()
  const writer = client.batchWriter({ bucket: access.bucket, flushInterval: 0 })
  await writer.write(Point.measurement('closing').intField('v', 1).time(new Date()))
  await client.close()
  expect(writer.stats.written).toBe(1)
  expect(() => writer.write('closing v=1i')).toThrow(expect.objectContaining({ code: 'FLUXLINE_CLOSED' }))
})

it('stays usable after a stream is left early', async () => {
  await using client = open()
  await client.write(
    Array.from({ length: 5000 }, (_, at) => `many v=${at} ${1_600_000_000 + at}`),
    { bucket: access.bucket, precision: 's' },
  )
  const query = flux`from(bucket: ${access.bucket}) |> range(start: ${new Date(1_600_000_000_000)}) |> filter(fn: (r) => r._measurement == "many")`
  for await (const record of client.query.stream(query)) {
    expect(record.value).toBe(0)
    break
  }
  await expect(client.ping()).resolves.toBe(true)
})
