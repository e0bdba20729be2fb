import { InfluxDBClient } from '@fluxline/client'
import { progressLine, startInfluxd } from '@fluxline/influxd'
import { machineMetrics } from '@fluxline/quickstart/machine'
import { interruption } from '@fluxline/quickstart/interruption'
import { readerToken } from './reader-token.ts'
import { servePage } from './serve.ts'

const PORT = 8087
const FOREVER_MS = Number.MAX_SAFE_INTEGER

const signal = interruption()
const progress = progressLine()
await using server = await startInfluxd({ onProgress: progress.show, signal }).finally(() => progress.done())
const { url, token, org, bucket } = await server.setup()
await using client = new InfluxDBClient({ url, token, org })
const page = await servePage({ url, token: await readerToken(client, bucket), org, bucket }, PORT)
process.stdout.write(`The dashboard is at ${page.url}. Ctrl-C stops it, and its InfluxDB.\n`)

const writer = client.batchWriter({ bucket, flushInterval: 500 })
try {
  await writer.write(machineMetrics(FOREVER_MS, signal))
} catch (error) {
  if (!signal.aborted) throw error
} finally {
  await page.server.close()
}
