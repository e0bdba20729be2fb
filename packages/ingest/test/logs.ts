import { setTimeout as sleep } from 'node:timers/promises'
import { AckPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { KafkaLog } from './kafka-clients.ts'

/** A log of a real broker, with its readers' place for poison. */
export interface TestLog {
  /** Publishes a message once, also if it must try again. */
  publish(text: string, id: number): Promise<void>
  /** Waits until every message is acknowledged. */
  finished(): Promise<void>
  /** Messages that are kept as poison. */
  deadCount(): Promise<number>
  close(): Promise<void>
}

/** Makes the log that workers read. */
export function logOf(kind: 'nats' | 'kafka', address: string): Promise<TestLog> {
  return kind === 'nats' ? natsLog(address) : kafkaLog(address)
}

const PARTITIONS = 6

async function kafkaLog(address: string): Promise<TestLog> {
  const log = new KafkaLog(address)
  await log.createTopic('lines', PARTITIONS)
  await log.createTopic('dead', 1)
  return {
    publish: (text) => log.publish('lines', [text]),
    async finished() {
      while ((await log.lag('influx', 'lines', PARTITIONS).catch(() => 1)) > 0) await sleep(200)
    },
    async deadCount() {
      // A dead letter is kept again if its commit was lost.
      const letters = await log.read('dead')
      return new Set(letters.map(({ headers }) => `${headers['Fluxline-Partition']} ${headers['Fluxline-Offset']}`))
        .size
    },
    close: () => log.close(),
  }
}

async function natsLog(address: string): Promise<TestLog> {
  const connection = await connect({ servers: address, maxReconnectAttempts: -1, reconnectTimeWait: 200 })
  const manager = await jetstreamManager(connection)
  const client = jetstream(connection)
  await manager.streams.add({ name: 'LINES', subjects: ['lines'] })
  await manager.streams.add({ name: 'DEAD', subjects: ['dead'] })
  await manager.consumers.add('LINES', {
    durable_name: 'influx',
    ack_policy: AckPolicy.Explicit,
    ack_wait: 3_000_000_000,
    max_ack_pending: 2000,
  })
  return {
    async publish(text, id) {
      // With its ID the broker keeps it once, also if only its response was lost.
      const attempt = (): Promise<unknown> => client.publish('lines', text, { msgID: String(id), timeout: 5000 })
      while (!(await attempt().catch(() => undefined))) await sleep(200)
    },
    async finished() {
      for (;;) {
        const info = await manager.consumers.info('LINES', 'influx').catch(() => undefined)
        if (info && info.num_pending + info.num_ack_pending === 0) return
        await sleep(200)
      }
    },
    deadCount: async () => (await manager.streams.info('DEAD')).state.messages,
    close: () => connection.close(),
  }
}
