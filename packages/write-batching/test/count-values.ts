import type { Client } from '@fluxline/core'

/** How many values of field `v` a measurement has, by the server's own count. */
export async function countValues(client: Client, bucket: string, measurement: string): Promise<number> {
  const query = `from(bucket: "${bucket}") |> range(start: 0, stop: 2200-01-01T00:00:00Z)
    |> filter(fn: (r) => r._measurement == "${measurement}" and r._field == "v") |> group() |> count()`
  const response = await client.request({
    method: 'POST',
    path: '/api/v2/query',
    query: { org: client.org },
    headers: { 'content-type': 'application/vnd.flux' },
    body: query,
  })
  const rows = (await response.text()).trim().split('\r\n')
  return rows.length < 2 ? 0 : Number(rows.at(-1)!.split(',').at(-1))
}
