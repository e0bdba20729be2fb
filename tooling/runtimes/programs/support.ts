import type { Client } from '@fluxline/core'

/** Access to the server for the programs. */
export interface Access {
  readonly url: string
  readonly token: string
  readonly org: string
  readonly bucket: string
  /** The address of an InfluxDB 3, which needs no token. */
  readonly influxdb3: string
  /** The address of an InfluxDB 1.x, with the username and password. */
  readonly influxdb1: string
}

/** Throws unless both are equal as JSON. */
export function same(what: string, actual: unknown, expected: unknown): void {
  const [is, should] = [actual, expected].map((value) => JSON.stringify(value, (_, item: unknown) => toJson(item)))
  if (is !== should) throw new Error(`${what}: expected ${should}, got ${is}`)
}

/** Returns the number of points of a measurement in the bucket. Uses only the client. */
export async function countOf(client: Client, bucket: string, measurement: string): Promise<number> {
  const query = `from(bucket: "${bucket}") |> range(start: 0) |> filter(fn: (r) => r._measurement == "${measurement}")
    |> group() |> count() |> keep(columns: ["_value"])`
  const response = await client.request({
    method: 'POST',
    path: '/api/v2/query',
    query: { org: client.org },
    headers: { 'content-type': 'application/vnd.flux', accept: 'application/csv' },
    body: query,
  })
  return Number(/,(\d+)\s*$/.exec(await response.text())?.[1] ?? 0)
}

function toJson(value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value
}
