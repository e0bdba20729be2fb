// Kafka to InfluxDB: a message is acknowledged when InfluxDB has stored its lines. Start as many workers as you like.
//
//   npm install @fluxline/client @fluxline/ingest @platformatic/kafka
//   KAFKA_BROKER=localhost:9092 node worker.ts
//
// compose.yaml starts Kafka, InfluxDB and three of these: docker compose up
import { InfluxDBClient } from '@fluxline/client'
import { ingest } from '@fluxline/ingest'
import { kafkaSource } from '@fluxline/ingest/kafka'
import { Consumer, Producer } from '@platformatic/kafka'

const { KAFKA_BROKER = 'localhost:9092', INFLUX_BUCKET = 'metrics' } = process.env
const kafka = { clientId: 'influx', bootstrapBrokers: [KAFKA_BROKER] }
const consumer = new Consumer({ ...kafka, groupId: 'influx', sessionTimeout: 10_000 })
const producer = new Producer(kafka)
const client = InfluxDBClient.fromEnv()
const writer = client.batchWriter({ bucket: INFLUX_BUCKET })

const source = kafkaSource(consumer, { topics: ['metrics'], deadLetter: { producer, topic: 'dead-metrics' } })
const ingestion = ingest(source, writer)
ingestion.events.subscribe((event) => {
  if (event.type === 'poison') console.log(`message ${event.partition}/${event.sequence}: ${event.error.message}`)
  if (event.type === 'fault' || event.type === 'retry') console.log(`${event.type}:`, event.error)
})

process.once('SIGTERM', async () => {
  const { stored, poisoned, inFlight } = await ingestion.drain()
  await writer.close()
  await Promise.all([consumer.close(), producer.close()])
  await client.close()
  console.log(`stored ${stored}, poisoned ${poisoned}, in flight ${inFlight.messages}`)
})
console.log('reading')
await ingestion.ended
