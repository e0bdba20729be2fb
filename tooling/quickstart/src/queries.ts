import { flux } from '@fluxline/client'
import type { InfluxDBClient, Query } from '@fluxline/client'
import { flightDay } from './datasets.ts'

/** A value at a time. */
export interface Sample {
  readonly time: Date
  readonly value: number
}

const morning = new Date(flightDay.getTime() + 6 * 3_600_000)
const dayEnd = new Date(flightDay.getTime() + 86_400_000)

/** Returns the minutes of the day with the most departures. */
export async function busiestMinutes(client: InfluxDBClient, bucket: string, signal: AbortSignal): Promise<Sample[]> {
  const query = flux`
    from(bucket: ${bucket})
      |> range(start: ${flightDay}, stop: ${dayEnd})
      |> filter(fn: (r) => r._measurement == "flights" and r._field == "delay")
      |> group()
      |> aggregateWindow(every: 1m, fn: count, createEmpty: false, timeSrc: "_start")
      |> top(n: 8)`
  const [table] = await client.query.collect(query, { signal })
  return (table?.records ?? []).map((record) => ({ time: record.time!, value: Number(record.value) }))
}

/** Returns the mean delay in minutes per half hour. Before 06:00 there are too few flights for a mean. */
export async function delayOverTheDay(client: InfluxDBClient, bucket: string, signal: AbortSignal): Promise<Sample[]> {
  const query = flux`
    from(bucket: ${bucket})
      |> range(start: ${morning}, stop: ${dayEnd})
      |> filter(fn: (r) => r._measurement == "flights" and r._field == "delay")
      |> group()
      |> aggregateWindow(every: 30m, fn: mean, createEmpty: false, timeSrc: "_start")`
  const [table] = await client.query.collect(query, { signal })
  return (table?.records ?? []).map((record) => ({ time: record.time!, value: Number(record.value) }))
}

/** A field of each measurement that all its points have, so counting values counts points. */
const everyPointHas = {
  flights: 'delay',
  weather: 'temp_max',
  cpu: 'idle',
  memory: 'used',
  load: 'one',
  network: 'received',
  disk: 'free',
}

/** Returns a query that counts the points in a bucket. The server sums up, so the result is one number. */
export function countQuery(bucket: string): Query {
  return flux`
    from(bucket: ${bucket})
      |> range(start: ${flightDay}, stop: 1d)
      |> filter(fn: (r) => r._field =~ ${new RegExp(`^(${Object.values(everyPointHas).join('|')})$`)})
      |> group(columns: ["_measurement"])
      |> count()
      |> group()
      |> sum()`
}

/** Returns the number of points on the server. */
export async function countPoints(client: InfluxDBClient, bucket: string, signal: AbortSignal): Promise<number> {
  const [table] = await client.query.collect(countQuery(bucket), { signal })
  return Number(table?.records[0]?.value ?? 0)
}
