// A Fastify service that measures each of its requests. Fastify's own hooks open and close the writer.
//
//   npm install fastify @fluxline/client
//   INFLUX_HOST=… INFLUX_TOKEN=… INFLUX_ORG=… node server.ts

import { InfluxDBClient, Point } from '@fluxline/client'
import Fastify from 'fastify'

const { INFLUX_BUCKET: bucket = 'metrics', PORT: port = '3000' } = process.env

const client = InfluxDBClient.fromEnv()
const app = Fastify({ logger: { level: 'warn' } })

const writer = client.batchWriter({
  bucket,
  // A visitor never waits for InfluxDB: if it is away for long, the newest lines are dropped and reported.
  overflow: 'drop-newest',
  // Docker and Kubernetes kill a process some seconds after the signal.
  maxCloseWait: 5_000,
  onError: ({ lines, error }) => app.log.error({ err: error, lines }, 'lines failed'),
  onRejected: ({ line, reason }) => app.log.error({ line }, reason),
  onDrop: ({ lines }) => app.log.error({ lines }, 'lines dropped: the buffer is full'),
})

app.addHook('onResponse', async (request, reply) => {
  void writer.write(
    Point.measurement('http_request')
      .tag('method', request.method)
      .tag('route', request.routeOptions.url ?? 'none')
      .tag('status', String(reply.statusCode))
      .floatField('ms', reply.elapsedTime),
  )
})

// Runs when every request has its response.
app.addHook('onClose', () => client.close())

app.get<{ Params: { id: string } }>('/orders/:id', async (request) => ({ id: request.params.id }))

app.get('/slow', async () => {
  await new Promise((resolve) => setTimeout(resolve, 500))
  return 'done'
})

/** Finishes the requests under way, then runs the hooks. */
async function shutDown(): Promise<void> {
  // A connection whose request ends now would stay open for another one.
  const sweep = setInterval(() => app.server.closeIdleConnections(), 100)
  await app.close()
  clearInterval(sweep)
}

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, shutDown)

console.log(`listening on ${await app.listen({ port: Number(port) })}`)
