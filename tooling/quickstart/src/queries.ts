import { flux } from '@fluxline/client'
import type { InfluxDBClient } from '@fluxline/client'
import { flightDay } from './datasets.ts'

/** A value at a time. */
export interface Sample {
  readonly time: Date
  readonly value: number
}

const morning = new Date(flightDay.getTime() + 5 * 3_600_000)
const dayEnd = new Date(flightDay.getTime() + 86_400_000)

/** The minutes of the day in which most flights leave. */
export async function busiestMinutes(client: InfluxDBClient, bucket: string): Promise<Sample[]> {
  const [table] = await client.query.collect(flux`
    from(bucket: ${bucket})
      |> range(start: ${flightDay}, stop: ${dayEnd})
      |> filter(fn: (r) => r._measurement == "flights" and r._field == "delay")
      |> group()
      |> aggregateWindow(every: 1m, fn: count, createEmpty: false, timeSrc: "_start")
      |> top(n: 8)`)
  return (table?.records ?? []).map((record) => ({ time: record.time!, value: Number(record.value) }))
}

/** The mean delay, in minutes, by half hours; before five in the morning too few leave for a mean. */
export async function delayOverTheDay(client: InfluxDBClient, bucket: string): Promise<Sample[]> {
  const [table] = await client.query.collect(flux`
    from(bucket: ${bucket})
      |> range(start: ${morning}, stop: ${dayEnd})
      |> filter(fn: (r) => r._measurement == "flights" and r._field == "delay")
      |> group()
      |> aggregateWindow(every: 30m, fn: mean, createEmpty: false, timeSrc: "_start")`)
  return (table?.records ?? []).map((record) => ({ time: record.time!, value: Number(record.value) }))
}

/** A field of each measurement that all of its points have: as many values as points. */
const everyPointHas = {
  flights: 'delay',
  weather: 'temp_max',
  cpu: 'idle',
  memory: 'used',
  load: 'one',
  network: 'received',
  disk: 'free',
}

/** How many points the server has, counted by the server. */
export async function countPoints(client: InfluxDBClient, bucket: string): Promise<number> {
  const tables = await client.query.collect(flux`
    wanted = ${Object.entries(everyPointHas).map(([measurement, field]) => `${measurement} ${field}`)}
    from(bucket: ${bucket})
      |> range(start: ${flightDay})
      |> filter(fn: (r) => contains(value: r._measurement + " " + r._field, set: wanted))
      |> group(columns: ["_measurement"])
      |> toString()
      |> count()`)
  return tables.flatMap(({ records }) => records).reduce((sum, { value }) => sum + Number(value), 0)
}
