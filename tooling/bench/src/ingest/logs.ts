import { setTimeout as sleep } from 'node:timers/promises'
import { startKafka, startNats } from '@fluxline/brokers'
import type { BrokerOptions } from '@fluxline/brokers'
import { AckPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { Admin, Producer } from '@platformatic/kafka'
import { messageText } from './protocol.ts'

/** A log with all messages, which each turn reads from its beginning. */
export interface FilledLog extends AsyncDisposable {
  readonly address: string
  /** Makes what the workers of a turn share. */
  addGroup(group: string): Promise<void>
  /** Resolves when everything is acknowledged. */
  isRead(group: string): Promise<void>
}

const PARTITIONS = 6
const AT_ONCE = 200
const POLL_MS = 50

export async function fillNats(messages: number, options: BrokerOptions): Promise<FilledLog> {
  const broker = await startNats(options)
  const connection = await connect({ servers: broker.address })
  const manager = await jetstreamManager(connection)
  const client = jetstream(connection)
  await manager.streams.add({ name: 'LINES', subjects: ['lines'] })
  await inParts(messages, (texts) => Promise.all(texts.map((text) => client.publish('lines', text))))
  return {
    address: broker.address,
    async addGroup(group) {
      const own = { durable_name: group, ack_policy: AckPolicy.Explicit, max_ack_pending: 20_000 }
      await manager.consumers.add('LINES', own)
    },
    async isRead(group) {
      for (;;) {
        const { num_pending: pending, num_ack_pending: unacknowledged } = await manager.consumers.info('LINES', group)
        if (pending + unacknowledged === 0) return
        await sleep(POLL_MS)
      }
    },
    async [Symbol.asyncDispose]() {
      await connection.close()
      await broker.stop()
    },
  }
}

export async function fillKafka(messages: number, options: BrokerOptions): Promise<FilledLog> {
  const broker = await startKafka(options)
  const base = { clientId: 'bench', bootstrapBrokers: [broker.address] }
  // A repeated send must not double messages: a turn ends when as many are read.
  const [admin, producer] = [new Admin(base), new Producer({ ...base, idempotent: true })]
  await admin.createTopics({ topics: ['lines'], partitions: PARTITIONS, replicas: 1 })
  let sent = 0
  await inParts(messages, (texts) => {
    const own = texts.map((text) => ({ topic: 'lines', partition: sent++ % PARTITIONS, value: Buffer.from(text) }))
    return producer.send({ messages: own, acks: -1 })
  })
  const partitionIndexes = Array.from({ length: PARTITIONS }, (_, at) => at)
  return {
    address: broker.address,
    addGroup: () => Promise.resolve(),
    async isRead(groupId) {
      for (;;) {
        const topics = [{ name: 'lines', partitionIndexes }]
        const [found] = await admin.listConsumerGroupOffsets({ groups: [{ groupId, topics }] })
        const offsets = found?.topics[0]?.partitions ?? []
        const read = offsets.reduce((sum, { committedOffset }) => sum + Math.max(0, Number(committedOffset)), 0)
        if (read === messages) return
        await sleep(POLL_MS)
      }
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([admin.close(), producer.close()])
      await broker.stop()
    },
  }
}

async function inParts(messages: number, send: (texts: string[]) => Promise<unknown>): Promise<void> {
  for (let first = 0; first < messages; first += AT_ONCE) {
    const count = Math.min(AT_ONCE, messages - first)
    await send(Array.from({ length: count }, (_, at) => messageText(first + at)))
  }
}
