// An Express service that measures each of its requests.
//
//   npm install express @fluxline/client
//   INFLUX_HOST=… INFLUX_TOKEN=… INFLUX_ORG=… node server.ts

import { once } from 'node:events'
import { defineMeasurement, float, InfluxDBClient, tag } from '@fluxline/client'
import express from 'express'

const { INFLUX_BUCKET: bucket = 'metrics', PORT: port = '3000' } = process.env

const Handled = defineMeasurement('http_request', {
  tags: { method: tag(), route: tag(), status: tag() },
  fields: { ms: float() },
})

const client = InfluxDBClient.fromEnv()
const writer = client.batchWriter({
  bucket,
  // A visitor never waits for InfluxDB: if it is away for long, the newest lines are dropped and reported.
  overflow: 'drop-newest',
  // Docker and Kubernetes kill a process some seconds after the signal.
  maxCloseWait: 5_000,
  onError: ({ lines, error }) => console.error(`${lines} lines failed:`, error),
  onRejected: ({ line, reason }) => console.error('rejected:', reason, line),
  onDrop: ({ lines }) => console.error(`${lines} lines dropped: the buffer is full`),
})

const app = express()

app.use((request, response, next) => {
  const started = performance.now()
  response.on('finish', () => {
    // The route, rather than the path: each value of a tag is a series.
    const route = (request.route as { path: string } | undefined)?.path ?? 'none'
    const { method } = request
    void writer.write(
      Handled.record({ method, route, status: String(response.statusCode), ms: performance.now() - started }),
    )
  })
  next()
})

app.get('/orders/:id', (request, response) => {
  response.json({ id: request.params.id })
})

app.get('/slow', (_request, response) => {
  setTimeout(() => response.send('done'), 500)
})

const server = app.listen(Number(port), () => {
  const address = server.address()
  console.log(`listening on http://localhost:${typeof address === 'object' ? address?.port : port}`)
})

/** Finishes the requests under way, then writes what is left. */
async function shutDown(): Promise<void> {
  server.close()
  // A connection whose request ends now would stay open for another one.
  const sweep = setInterval(() => server.closeIdleConnections(), 100)
  await once(server, 'close')
  clearInterval(sweep)
  await client.close()
}

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, shutDown)
