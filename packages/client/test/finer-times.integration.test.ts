import { write } from '@fluxline/core'
import { useBucket } from '@fluxline/test-support'
import { createWorkerBatchWriter } from '@fluxline/write-batching/worker'
import { Int64, Table, TimestampMillisecond, vectorFromArray } from 'apache-arrow'
import { from } from 'rxjs'
import { expect, it } from 'vitest'
import { defineMeasurement, flux, InfluxDBClient, int, Point, tableLines, Timestamp } from '../src/index.ts'
import type { BatchInput, LineOptions, Precision, Time, WriteTarget } from '../src/index.ts'

const access = useBucket()
const open = (): InfluxDBClient => new InfluxDBClient({ url: access.url, token: access.token, org: access.org })

// Two times within one second, in whole milliseconds, so that every form can name them.
const MS = [1_700_000_001_200, 1_700_000_001_700] as const
const NS = MS.map((ms) => BigInt(ms) * 1_000_000n)
const toText = (ms: number): string => new Date(ms).toISOString()

/** Input for a measurement, and what its writes need beside the precision. */
type Form = (measurement: string) => BatchInput
type ObjectForm = readonly [Form, WriteTarget?]

function points(time: (ms: number) => Time, unit?: Precision): (measurement: string) => Point[] {
  return (measurement) => MS.map((ms) => Point.measurement(measurement).intField('v', ms).time(time(ms), unit))
}

function objects(time: (ms: number) => Time): Form {
  return (measurement) => MS.map((ms) => ({ measurement, fields: { v: BigInt(ms) }, time: time(ms) }))
}

function table(measurement: string, time: unknown): BatchInput {
  const columns = { time, v: vectorFromArray([1n, 2n], new Int64()) } as never
  return tableLines(new Table(columns), { measurement, timeColumn: 'time' })
}

const dates = points((ms) => new Date(ms))

/** What every writer takes. */
const forms: Record<string, Form> = {
  'points with Dates': dates,
  'points with numbers and their unit': points((ms) => ms, 'ms'),
  'points with bigints and their unit': points((ms) => BigInt(ms) * 1000n, 'us'),
  'points with nanoseconds': points((ms) => BigInt(ms) * 1_000_000n),
  'points with RFC 3339': points(toText),
  'points with Temporal instants': points((ms) => ({ epochNanoseconds: BigInt(ms) * 1_000_000n })),
  'points with Timestamps': points((ms) => Timestamp.fromNanoseconds(BigInt(ms) * 1_000_000n)),
  'schema records': (measurement) => {
    const schema = defineMeasurement(measurement, { fields: { v: int() }, time: 'ms' })
    return MS.map((ms) => schema.record({ v: 1, time: ms }))
  },
  'objects known only by toLineProtocol': (measurement) =>
    dates(measurement).map((point) => ({ toLineProtocol: (options?: LineOptions) => point.toLineProtocol(options) })),
  'tables of timestamps': (measurement) => table(measurement, vectorFromArray([...MS], new TimestampMillisecond())),
  'tables of texts': (measurement) => table(measurement, vectorFromArray(MS.map(toText))),
  'tables of integers with their unit': (measurement) =>
    tableLines(new Table({ time: vectorFromArray(NS, new Int64()), v: vectorFromArray([1n, 2n], new Int64()) }), {
      measurement,
      timeColumn: 'time',
      precision: 'ns',
    }),
  'a generator': (measurement) => dates(measurement)[Symbol.iterator](),
  'an async iterable': async function* (measurement) {
    yield* dates(measurement)
  },
  'a stream': (measurement) =>
    new ReadableStream({
      start(controller) {
        for (const point of dates(measurement)) controller.enqueue(point)
        controller.close()
      },
    }),
}

/** What all but the `write` of core take. */
const objectForms: Record<string, ObjectForm> = {
  'objects with Dates': [objects((ms) => new Date(ms))],
  'objects with Timestamps': [objects((ms) => Timestamp.fromNanoseconds(BigInt(ms) * 1_000_000n))],
  'objects with RFC 3339': [objects(toText)],
  'objects with a mapping': [objects((ms) => ms), { record: { precision: 'ms' } }],
  'an observable': [(measurement) => from(dates(measurement))],
}

const allForms: Record<string, ObjectForm> = {
  ...Object.fromEntries(Object.entries(forms).map(([name, form]) => [name, [form] as const])),
  ...objectForms,
}

async function storedTimes(client: InfluxDBClient): Promise<Record<string, bigint[]>> {
  const query = flux`from(bucket: ${access.bucket}) |> range(start: 2023-01-01T00:00:00Z) |> filter(fn: (r) => r._field == "v")`
  const stored: Record<string, bigint[]> = {}
  for await (const { values, time } of client.query.stream(query)) {
    ;(stored[values['_measurement'] as string] ??= []).push(time!.nanoseconds)
  }
  return stored
}

it('stores two points within one second as two, from every form and by every writer', async () => {
  await using client = open()
  const to = { bucket: access.bucket, precision: 's' } as const
  const worker = createWorkerBatchWriter({ url: access.url, token: access.token, org: access.org }, to)
  const writer = client.batchWriter(to)
  const expected: Record<string, bigint[]> = {}
  for (const [name, [form, target]] of Object.entries(allForms)) {
    for (const each of ['core', 'now', 'writer', 'worker']) {
      if (each === 'core' && !(name in forms)) continue
      const measurement = `${each}: ${name}`
      const input = form(measurement)
      if (each === 'core') await write(client, input as never, to)
      else if (each === 'now') await client.write(input, { ...to, ...target } as never)
      else await { writer, worker }[each as 'writer'].write(input, target)
      expected[measurement] = NS
    }
  }
  const counts = { failed: 0, unsent: 0, rejected: [] }
  expect(await writer.close()).toEqual({ written: 2 * Object.keys(allForms).length, ...counts })
  expect(await worker.close()).toEqual({ written: 2 * Object.keys(allForms).length, ...counts })
  expect(await storedTimes(client)).toEqual(expected)
})
