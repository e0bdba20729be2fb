import { createClient } from '@fluxline/core'
import { createBatchWriter } from '@fluxline/write-batching'
import { ingest } from '../src/index.ts'
import type { Source } from '../src/index.ts'

/** What a worker process works with. */
export interface WorkerOptions {
  readonly url: string
  readonly token: string
  readonly org: string
  readonly bucket: string
  readonly broker: string
  readonly kind: 'nats' | 'kafka' | 'kafkajs'
}

const options = JSON.parse(process.argv[2]!) as WorkerOptions
const { url, token, org, bucket, broker, kind } = options

async function openKafka(): Promise<[Source, () => Promise<void>]> {
  const clients = await import('./kafka-clients.ts')
  const options = { groupId: 'influx', topics: ['lines'], dead: 'dead' }
  const client = kind === 'kafkajs' ? clients.kafkajs : clients.platformatic
  const { source, close } = await client.open(broker, options)
  return [source, close]
}

async function openNats(): Promise<[Source, () => Promise<void>]> {
  const { connect } = await import('@nats-io/transport-node')
  const { jetStreamSource } = await import('../src/jetstream/index.ts')
  // A worker may start while the broker is away.
  const reconnect = { maxReconnectAttempts: -1, reconnectTimeWait: 200, waitOnFirstConnect: true }
  const connection = await connect({ servers: broker, ...reconnect })
  const source = jetStreamSource(connection, { stream: 'LINES', consumer: 'influx', deadLetter: 'dead' })
  return [source, () => connection.close()]
}

const [source, closeBroker] = await (kind === 'nats' ? openNats() : openKafka())
const influx = createClient({ url, token, org, timeout: 5000 })
const writer = createBatchWriter(influx, {
  bucket,
  flushInterval: 200,
  retryInterval: 100,
  maxRetryDelay: 1000,
  maxRetries: 3,
})
const ingestion = ingest(source, writer, { maxInFlightBytes: 4 * 1024 * 1024 })
process.once('SIGTERM', () => {
  void ingestion
    .drain()
    .then(async (stats) => {
      await writer.close()
      await closeBroker()
      process.stdout.write(
        `drained ${JSON.stringify(stats, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))}\n`,
      )
    })
    .then(() => process.exit(0))
})
process.stdout.write(`started ${kind}\n`)
