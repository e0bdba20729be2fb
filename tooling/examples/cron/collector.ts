// Measures this machine by a cron pattern.
//
//   npm install croner @fluxline/client
//   INFLUX_HOST=… INFLUX_TOKEN=… INFLUX_ORG=… node collector.ts

import { freemem, hostname, loadavg, totalmem } from 'node:os'
import { InfluxDBClient, Point } from '@fluxline/client'
import { Cron } from 'croner'

const { INFLUX_BUCKET: bucket = 'metrics', CRON: pattern = '*/10 * * * * *' } = process.env

const client = InfluxDBClient.fromEnv()
const writer = client.batchWriter({
  bucket,
  defaultTags: { host: hostname() },
  // Docker and Kubernetes kill a process some seconds after the signal.
  maxCloseWait: 5_000,
  onError: ({ lines, error }) => console.error(`${lines} lines failed:`, error),
  onRejected: ({ line, reason }) => console.error('rejected:', reason, line),
})

// `protect`: while one run waits, because the buffer is full, no other begins.
const job = new Cron(pattern, { protect: true, catch: (error) => console.error(error) }, async () => {
  await writer.write(
    Point.measurement('machine')
      .floatField('load', loadavg()[0])
      .floatField('memory', 1 - freemem() / totalmem()),
  )
  console.log('measured')
})

/** Starts no further run, and writes what is left. */
async function shutDown(): Promise<void> {
  job.stop()
  await client.close()
}

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, shutDown)
