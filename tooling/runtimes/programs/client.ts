import { defineMeasurement, flux, InfluxDBClient, int, Point, tableLines, tag } from '@fluxline/client'
import { same } from './support.ts'
import type { Access } from './support.ts'

const Visits = defineMeasurement('client', { tags: { page: tag() }, fields: { count: int() }, time: 'ms' })

/** The full install: one object for everything. */
export default async function client({ url, token, org, bucket }: Access): Promise<void> {
  const influx = new InfluxDBClient({ url, token, org })
  const start = Date.UTC(2026, 0, 1)
  const point = Point.measurement('client').tag('page', '/').intField('count', 1).time(new Date(start))
  await influx.write(point, { bucket })
  const writer = influx.batchWriter({ bucket })
  for (let at = 1; at < 10; at++) await writer.write(Visits.record({ page: '/', count: BigInt(at), time: start + at }))
  same('written', (await writer.flush()).written, 9)

  const counts: unknown[] = []
  const since = new Date(start)
  const selection = flux`from(bucket: ${bucket}) |> range(start: ${since}) |> filter(fn: (r) => r._measurement == "client")`
  for await (const { value } of influx.query.stream(selection)) counts.push(value)
  same('counts', counts, [1, 1, 2, 3, 4, 5, 6, 7, 8, 9])

  const frame = await influx.dataFrame.collect(selection)
  same('rows', frame.numRows, 10)
  const archive = await influx.buckets.create({ name: `${bucket}-archive` })
  const lines = tableLines(frame, { measurement: 'archive', tagColumns: ['page'], fieldColumns: ['_value'] })
  await influx.write(lines, { bucket: archive.name })
  const [table] = await influx.query.collect(flux`from(bucket: ${archive.name}) |> range(start: ${since})`)
  same('archived', table?.records.length, 10)
  await influx.buckets.delete(archive)
  await influx.close()
}
