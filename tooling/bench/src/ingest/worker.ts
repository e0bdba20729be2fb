import { createClient } from '@fluxline/core'
import { ingest } from '@fluxline/ingest'
import type { Source } from '@fluxline/ingest'
import { jetStreamSource } from '@fluxline/ingest/jetstream'
import { kafkaSource } from '@fluxline/ingest/kafka'
import { kafkaJsSource } from '@fluxline/ingest/kafkajs'
import { createBatchWriter } from '@fluxline/write-batching'
import { connect } from '@nats-io/transport-node'
import { Consumer } from '@platformatic/kafka'
import { Kafka, logLevel } from 'kafkajs'
import { messageText } from './protocol.ts'
import type { IngestCost, IngestOrder } from './protocol.ts'

const order = JSON.parse(process.argv[2]!) as IngestOrder
const { origin, url, token, org, bucket, broker, group, messages } = order
const writer = createBatchWriter(createClient({ url, token, org, timeout: 60_000 }), { bucket })

const end = (cost: IngestCost): void => {
  process.stdout.write(JSON.stringify(cost), () => process.exit(0))
}

if (origin === 'no log') end(await writeAlone())
else await read(await open())

async function writeAlone(): Promise<IngestCost> {
  // As bytes, like messages of a log.
  const texts = Array.from({ length: messages }, (_, at) => new TextEncoder().encode(messageText(at)))
  const firstMs = Date.now()
  for (const text of texts) await writer.write(text)
  await writer.close()
  return { firstMs, lastMs: Date.now(), stored: messages }
}

async function read(source: Source): Promise<void> {
  const ingestion = ingest(source, writer)
  let firstMs = 0
  let lastMs = 0
  const timer = setInterval(() => {
    if (ingestion.stats.received > 0) firstMs ||= Date.now()
  }, 1)
  ingestion.events.subscribe((event) => void (event.type === 'stored' && (lastMs = Date.now())))
  process.once('SIGTERM', () => {
    clearInterval(timer)
    void ingestion.drain().then(({ stored }) => end({ firstMs, lastMs, stored }))
  })
  process.stdout.write('ready\n')
}

async function open(): Promise<Source> {
  const topics = ['lines']
  if (origin === 'JetStream') {
    return jetStreamSource(await connect({ servers: broker }), { stream: 'LINES', consumer: group })
  }
  const session = { sessionTimeout: 6000, rebalanceTimeout: 10_000, heartbeatInterval: 500 }
  if (origin === 'Kafka') {
    const options = { clientId: 'bench', bootstrapBrokers: [broker], groupId: group, maxWaitTime: 500 }
    return kafkaSource(new Consumer({ ...options, ...session }), { topics })
  }
  const kafka = new Kafka({ clientId: 'bench', brokers: [broker], logLevel: logLevel.NOTHING })
  return kafkaJsSource(kafka.consumer({ groupId: group, maxWaitTimeInMs: 500, ...session }), { topics })
}
