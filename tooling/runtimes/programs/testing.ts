import { createTestInfluxDB } from '@fluxline/testing'
import { startTestInfluxDB } from '@fluxline/testing/node'
import { same } from './support.ts'

/** Writes to the double and reads from it, through its `fetch` and over a socket, without a client of fluxline. */
export default async function testing(): Promise<void> {
  const inMemory = createTestInfluxDB()
  const server = await startTestInfluxDB()
  for (const influxdb of [inMemory, server]) {
    const { url, token, org } = influxdb
    const send = influxdb === inMemory ? influxdb.fetch : fetch
    const post = (path: string, body: string): Promise<Response> =>
      send(`${url}${path}org=${org}`, { method: 'POST', body, headers: { authorization: `Token ${token}` } })
    same('status', (await post('/api/v2/write?bucket=b&', 'm,a=b n=1i 1000000000')).status, 204)
    same('stored', influxdb.points('b').length, 1)
    const query = JSON.stringify({ query: 'from(bucket: "b") |> range(start: 0) |> keep(columns: ["_value"])' })
    const response = await post('/api/v2/query?', query)
    same('read', await response.text(), ',result,table,_value\r\n,,0,1\r\n\r\n')
  }
  await server.close()
}
