import { createClient, write } from '@fluxline/core'
import { createQueryApi } from '@fluxline/query'
import { createTestInfluxDB } from '@fluxline/testing'
import { startTestInfluxDB } from '@fluxline/testing/node'
import { same } from './support.ts'

/** Writes to the double and reads from it, through its `fetch` and over a socket. */
export default async function testing(): Promise<void> {
  const inMemory = createTestInfluxDB()
  const server = await startTestInfluxDB()
  for (const influxdb of [inMemory, server]) {
    const { url, token, org } = influxdb
    const client = createClient({ url, token, org, ...(influxdb === inMemory && { fetch: influxdb.fetch }) })
    await write(client, 'm,a=b n=1i 1000000000', { bucket: 'b' })
    const [table] = await createQueryApi(client).collect('from(bucket: "b") |> range(start: 0)')
    same('read', table?.records[0]?.value, 1)
    same('stored', influxdb.points('b').length, 1)
    await client.close()
  }
  await server.close()
}
