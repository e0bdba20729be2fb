import type { Client } from '../src/index.ts'

/** Returns the number of points of a measurement in a bucket. */
export async function count(client: Client, bucket: string, measurement: string): Promise<number> {
  const response = await client.request({
    method: 'POST',
    path: '/api/v2/query',
    query: { org: client.org },
    headers: { 'content-type': 'application/vnd.flux' },
    body: `from(bucket: "${bucket}") |> range(start: 0) |> filter(fn: (r) => r._measurement == "${measurement}")
      |> group() |> count() |> keep(columns: ["_value"])`,
  })
  const [, row] = (await response.text()).split('\r\n')
  return Number(row?.split(',').at(-1) ?? 0)
}
