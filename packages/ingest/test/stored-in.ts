import { createClient } from '@fluxline/core'
import type { Access } from '@fluxline/test-support'

/** InfluxDB's own count of the values of a measurement, and their sum. */
export async function storedIn(
  { url, token, org, bucket }: Pick<Access, 'url' | 'token' | 'org' | 'bucket'>,
  measurement: string,
): Promise<{ count: number; sum: number }> {
  await using client = createClient({ url, token, org, timeout: 120_000 })
  const query = `data = from(bucket: "${bucket}") |> range(start: 0)
      |> filter(fn: (r) => r._measurement == "${measurement}") |> group()
    union(tables: [data |> count() |> set(key: "what", value: "count"), data |> sum() |> set(key: "what", value: "sum")])
      |> keep(columns: ["what", "_value"])`
  const response = await client.request({
    method: 'POST',
    path: '/api/v2/query',
    query: { org },
    headers: { 'content-type': 'application/vnd.flux', accept: 'application/csv' },
    body: query,
  })
  const rows = (await response.text()).split('\r\n').map((row) => row.split(','))
  const columns = rows.find((cells) => cells.includes('what')) ?? []
  const valueOf = (what: string): number =>
    Number(rows.find((cells) => cells[columns.indexOf('what')] === what)?.[columns.indexOf('_value')] ?? 0)
  return { count: valueOf('count'), sum: valueOf('sum') }
}
