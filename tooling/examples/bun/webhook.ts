// A webhook that stores measurements, and responds only when InfluxDB has stored them: the sender can rely on its 204.
//
//   bun add @fluxline/client
//   INFLUX_HOST=… INFLUX_TOKEN=… INFLUX_ORG=… bun webhook.ts
//   curl localhost:3000 -d '{ "sensor": "door", "value": 1.5 }'

import { InfluxDBClient, Point } from '@fluxline/client'

const { INFLUX_BUCKET: bucket = 'metrics', PORT: port = '3000' } = process.env

const client = InfluxDBClient.fromEnv()
// Many senders at a time share a batch, and none waits longer than this for it to fill.
const writer = client.batchWriter({ bucket, flushInterval: 50, maxRetryTime: 5_000 })

const server = Bun.serve({
  port: Number(port),
  async fetch(request) {
    const { sensor, value } = (await request.json().catch(() => ({}))) as { sensor?: unknown; value?: unknown }
    if (typeof sensor !== 'string' || sensor === '' || typeof value !== 'number') {
      return new Response('sensor: a name; value: a number\n', { status: 400 })
    }
    const receipt = writer.submit(Point.measurement('webhook').tag('sensor', sensor).floatField('value', value))
    const { written } = await receipt.outcome
    return new Response(null, { status: written === 1 ? 204 : 503 })
  },
})
console.log(`listening on ${server.url.origin}`)

/** Finishes the requests under way, then closes the writer. */
async function shutDown(): Promise<void> {
  await server.stop()
  await client.close()
  process.exit()
}

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, shutDown)
