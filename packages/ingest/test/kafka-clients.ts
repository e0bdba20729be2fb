import { setTimeout as sleep } from 'node:timers/promises'
import { Admin, Consumer, Producer } from '@platformatic/kafka'
import { Kafka, logLevel } from 'kafkajs'
import { kafkaSource } from '../src/kafka/index.ts'
import { kafkaJsSource } from '../src/kafkajs/index.ts'
import type { Source } from '../src/index.ts'

/** A client library for Kafka, as tests use it. */
export interface KafkaClient {
  /** Opens a consumer of a group, and a source that reads topics by it. */
  open(address: string, options: OpenOptions): Promise<OpenSource>
}

export interface OpenOptions {
  readonly groupId: string
  readonly topics: readonly string[]
  /** Topic for poison. */
  readonly dead?: string | undefined
}

export interface OpenSource {
  readonly source: Source
  /** Closes the clients. */
  readonly close: () => Promise<void>
}

const GROUP = { sessionTimeout: 3000, rebalanceTimeout: 5000, heartbeatInterval: 200 }

export const platformatic: KafkaClient = {
  open(address, { groupId, topics, dead }) {
    const base = { clientId: 'test', bootstrapBrokers: [address], retryDelay: 200 }
    const consumer = new Consumer({ ...base, ...GROUP, groupId, maxWaitTime: 500 })
    const producer = new Producer(base)
    const deadLetter = dead === undefined ? undefined : { producer, topic: dead }
    return Promise.resolve({
      source: kafkaSource(consumer, { topics, deadLetter }),
      async close() {
        await Promise.all([consumer.close(true), producer.close(true)])
      },
    })
  },
}

export const kafkajs: KafkaClient = {
  open(address, { groupId, topics, dead }) {
    const kafka = new Kafka({
      clientId: 'test',
      brokers: [address],
      logLevel: logLevel.NOTHING,
      retry: { initialRetryTime: 100, maxRetryTime: 1000 },
    })
    const consumer = kafka.consumer({ ...GROUP, groupId, maxWaitTimeInMs: 500, allowAutoTopicCreation: false })
    const producer = kafka.producer({ allowAutoTopicCreation: false })
    const deadLetter = dead === undefined ? undefined : { producer, topic: dead }
    return Promise.resolve({
      source: kafkaJsSource(consumer, { topics, deadLetter }),
      async close() {
        await Promise.all([consumer.disconnect(), producer.disconnect()])
      },
    })
  },
}

/** A log of Kafka, as tests look at it, by its own clients. */
export class KafkaLog {
  readonly #admin: Admin
  readonly #producer: Producer
  readonly #address: string

  constructor(address: string) {
    const base = { clientId: 'log', bootstrapBrokers: [address], retries: 100, retryDelay: 200 }
    this.#address = address
    this.#admin = new Admin(base)
    this.#producer = new Producer(base)
  }

  async createTopic(topic: string, partitions: number): Promise<void> {
    await this.#admin.createTopics({ topics: [topic], partitions, replicas: 1 })
    // Until each partition has a leader, the producer fails in part, and sends everything again.
    while (!(await this.ends(topic).catch(() => undefined))) await sleep(100)
  }

  async deleteTopic(topic: string): Promise<void> {
    await this.#admin.deleteTopics({ topics: [topic] })
  }

  async publish(topic: string, texts: readonly (string | Uint8Array)[], partition?: number): Promise<void> {
    const messages = texts.map((text) => {
      const own = {
        topic,
        value: Buffer.from(text as string),
        headers: new Map([[Buffer.from('kind'), Buffer.from('x')]]),
      }
      return partition === undefined ? own : { ...own, partition }
    })
    await this.#producer.send({ messages, acks: -1 })
  }

  /** What the group has committed, by partition; -1 if it has committed nothing. */
  async committed(groupId: string, topic: string, partitions: number): Promise<bigint[]> {
    const partitionIndexes = Array.from({ length: partitions }, (_, at) => at)
    const groups = await this.#admin.listConsumerGroupOffsets({
      groups: [{ groupId, topics: [{ name: topic, partitionIndexes }] }],
    })
    const found = groups[0]?.topics.find(({ name }) => name === topic)?.partitions ?? []
    return partitionIndexes.map(
      (at) => found.find(({ partitionIndex }) => partitionIndex === at)?.committedOffset ?? -1n,
    )
  }

  /** The offsets behind the last messages, by partition. */
  async ends(topic: string): Promise<bigint[]> {
    const consumer = new Consumer({ clientId: 'ends', groupId: 'ends', bootstrapBrokers: [this.#address] })
    try {
      return (await consumer.listOffsets({ topics: [topic] })).get(topic)!
    } finally {
      await consumer.close(true)
    }
  }

  /** Messages that the group has not committed. */
  async lag(groupId: string, topic: string, partitions: number): Promise<number> {
    const [ends, committed] = await Promise.all([this.ends(topic), this.committed(groupId, topic, partitions)])
    return ends.reduce((sum, end, at) => sum + Number(end - (committed[at]! < 0n ? 0n : committed[at]!)), 0)
  }

  /** All messages of a topic, with their headers. */
  async read(topic: string): Promise<{ data: string; headers: Record<string, string> }[]> {
    const left = (await this.ends(topic)).reduce((sum, end) => sum + Number(end), 0)
    const found: { data: string; headers: Record<string, string> }[] = []
    if (left === 0) return found
    const consumer = new Consumer({
      clientId: 'read',
      groupId: `read-${Math.random()}`,
      bootstrapBrokers: [this.#address],
    })
    const stream = await consumer.consume({ topics: [topic], mode: 'earliest', autocommit: false, maxWaitTime: 100 })
    for await (const { value, headerEntries } of stream) {
      const headers = Object.fromEntries(headerEntries.map(([name, text]) => [String(name), String(text)]))
      found.push({ data: String(value), headers })
      if (found.length === left) break
    }
    await consumer.close(true)
    return found
  }

  async close(): Promise<void> {
    await Promise.all([this.#admin.close(), this.#producer.close()])
  }
}
