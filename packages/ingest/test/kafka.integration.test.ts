import { createClient } from '@fluxline/core'
import { useBroker, useBucket } from '@fluxline/test-support'
import { createBatchWriter } from '@fluxline/write-batching'
import type { BatchOptions, BatchWriter } from '@fluxline/write-batching'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { ingest } from '../src/index.ts'
import type { Source } from '../src/index.ts'
import { kafkajs, KafkaLog, platformatic } from './kafka-clients.ts'
import type { OpenOptions, OpenSource } from './kafka-clients.ts'
import { storedIn } from './stored-in.ts'

const PARTITIONS = 4
const WAIT = { timeout: 25_000, interval: 50 }
const broker = useBroker('kafka')
const access = useBucket()
let log: KafkaLog
let run = 0

beforeAll(() => {
  if (broker.address) log = new KafkaLog(broker.address)
})
afterAll(() => log?.close())

const clientOf = (url = access.url): ReturnType<typeof createClient> =>
  createClient({ url, token: access.token, org: access.org })

const writerOf = (options: BatchOptions = {}): BatchWriter =>
  createBatchWriter(clientOf(), { bucket: access.bucket, flushInterval: 20, ...options })

const texts = (count: number, text: (at: number) => string): string[] =>
  Array.from({ length: count }, (__, at) => text(at))
const sumTo = (count: number): number => (count * (count - 1)) / 2

describe.each([
  ['@platformatic/kafka', platformatic],
  ['kafkajs', kafkajs],
])('%s', (_, client) => {
  let topic = ''
  let dead = ''
  let groupId = ''

  beforeEach(async () => {
    topic = `t${run++}`
    dead = `${topic}-dead`
    groupId = `${topic}-influx`
    await log.createTopic(topic, PARTITIONS)
    await log.createTopic(dead, 1)
  })

  const open = (options: Partial<OpenOptions> = {}): Promise<OpenSource> =>
    client.open(broker.address, { groupId, topics: [topic], dead, ...options })

  const lag = (): Promise<number> => log.lag(groupId, topic, PARTITIONS)
  it('stores messages, commits them, and keeps poison with the reason', async () => {
    await log.publish(
      topic,
      texts(300, (at) => `${topic} v=${at}i\n${topic} v=${1000 + at}i ${at}`),
    )
    await log.publish(topic, [`${topic} v=1i 7\n${topic} v=no 8`], 2)
    const { source, close } = await open()
    const writer = writerOf()
    const ingestion = ingest(source, writer)
    await vi.waitFor(() => expect(ingestion.stats.stored + ingestion.stats.poisoned).toBe(301), WAIT)
    await vi.waitFor(() => expect(ingestion.stats.lag).toBe(0), WAIT)
    expect(await ingestion.drain()).toMatchObject({ lag: 0, inFlight: { messages: 0 } })
    await Promise.all([writer.close(), close()])
    expect(await lag()).toBe(0)
    expect(await storedIn(access, topic)).toMatchObject({ count: 600 })
    const [letter, ...others] = await log.read(dead)
    expect(others).toEqual([])
    expect(letter).toMatchObject({
      data: `${topic} v=1i 7\n${topic} v=no 8`,
      headers: {
        'Fluxline-Reason': '1 line is refused: invalid number',
        'Fluxline-Topic': topic,
        'Fluxline-Partition': '2',
        'Fluxline-Offset': expect.stringMatching(/^\d+$/) as string,
      },
    })
  })

  it('makes no second point of a message that is delivered again, since its commit was lost', async () => {
    await log.publish(
      topic,
      texts(40, (at) => `${topic} v=${at}i`),
    )
    const writer = writerOf()
    const first = await open()
    // Nothing is ever acknowledged.
    const losing: Source = {
      name: 'losing',
      async *messages(signal, onFault) {
        for await (const message of first.source.messages(signal, onFault)) {
          const { data, subject, partition, sequence, timestamp } = message
          yield { data, subject, partition, sequence, timestamp, ack: () => {} }
        }
      },
      close: () => first.source.close?.(),
    }
    const one = ingest(losing, writer)
    await vi.waitFor(() => expect(one.stats.stored).toBe(40), WAIT)
    await one.drain()
    await first.close()
    expect(await lag()).toBe(40)
    const second = await open()
    const other = ingest(second.source, writer)
    await vi.waitFor(() => expect(other.stats.stored).toBe(40), WAIT)
    await other.drain()
    await Promise.all([writer.close(), second.close()])
    expect(await lag()).toBe(0)
    expect(await storedIn(access, topic)).toEqual({ count: 40, sum: sumTo(40) })
  })

  it('commits no message that is not stored, nor those behind it', async () => {
    await log.publish(
      topic,
      texts(10, (at) => `${topic} v=${at}i`),
      0,
    )
    const { source, close } = await open()
    const writer = writerOf()
    const held: Source = {
      name: 'held',
      async *messages(signal, onFault) {
        for await (const message of source.messages(signal, onFault)) {
          const { data, subject, partition, sequence, timestamp } = message
          const ack = (): void => (sequence === 4n ? undefined : void message.ack())
          yield { data, subject, partition, sequence, timestamp, ack }
        }
      },
      close: () => source.close?.(),
    }
    const ingestion = ingest(held, writer)
    await vi.waitFor(() => expect(ingestion.stats.stored).toBe(10), WAIT)
    await ingestion.drain()
    await Promise.all([writer.close(), close()])
    expect((await log.committed(groupId, topic, PARTITIONS))[0]).toBe(4n)
  })

  it('waits while InfluxDB is away, and takes no more than its limit', async () => {
    const text = `${topic} v=1i\n#${'.'.repeat(10_000)}\n`
    for (let at = 0; at < 20; at++)
      await log.publish(
        topic,
        texts(50, () => text),
      )
    const away = createBatchWriter(clientOf('http://127.0.0.1:9'), { bucket: 'b', maxRetries: 0 })
    const writer = writerOf()
    let current = away
    const { source, close } = await open()
    const ingestion = ingest(
      source,
      { submit: (input, target) => current.submit(input, target), flush: () => current.flush() },
      { maxInFlightBytes: 200_000 },
    )
    await vi.waitFor(() => expect(ingestion.stats.retried).toBeGreaterThan(50), WAIT)
    const { inFlight, lag: left, stored } = ingestion.stats
    expect(inFlight.bytes).toBeLessThanOrEqual(220_000)
    // kafkajs tells the end of a partition only with its messages.
    expect(left).toBeGreaterThan(client === kafkajs ? 100 : 900)
    expect(stored).toBe(0)
    current = writer
    await vi.waitFor(() => expect(ingestion.stats.stored).toBe(1000), WAIT)
    await ingestion.drain()
    await Promise.all([writer.close(), away.close(), close()])
    expect(await lag()).toBe(0)
    expect(await storedIn(access, topic)).toEqual({ count: 1000, sum: 1000 })
  })

  it('gives back what is in flight at once', async () => {
    await log.publish(
      topic,
      texts(20, (at) => `${topic} v=${at}i`),
    )
    const first = await open()
    const writer = writerOf({ flushInterval: 60_000 })
    const ingestion = ingest(first.source, writer)
    await vi.waitFor(() => expect(ingestion.stats.inFlight.messages).toBe(20), WAIT)
    await ingestion.close({ timeout: 0 })
    writer.abort()
    await first.close()
    const second = await open()
    const next = writerOf()
    const again = ingest(second.source, next)
    await vi.waitFor(() => expect(again.stats.stored).toBe(20), WAIT)
    await again.drain()
    await Promise.all([next.close(), second.close()])
    expect(await storedIn(access, topic)).toEqual({ count: 20, sum: sumTo(20) })
  })

  it('shares partitions with workers that come and go, and loses nothing', async () => {
    const writer = writerOf()
    const steady = await open()
    const ingestion = ingest(steady.source, writer)
    let sent = 0
    let taken = 0
    for (let round = 0; round < 4; round++) {
      const other = await open()
      const guest = ingest(other.source, writer)
      for (let at = 0; at < 10; at++) {
        await log.publish(
          topic,
          texts(100, () => `${topic} v=${sent++}i`),
        )
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
      await vi.waitFor(() => expect(guest.stats.received).toBeGreaterThan(0), WAIT)
      taken += (await guest.drain()).stored
      await other.close()
    }
    await vi.waitFor(async () => expect(await lag()).toBe(0), WAIT)
    const { stored } = await ingestion.drain()
    await Promise.all([writer.close(), steady.close()])
    expect(await storedIn(access, topic)).toEqual({ count: sent, sum: sumTo(sent) })
    // Some came twice, but most did not.
    expect(stored + taken).toBeLessThan(sent * 2)
  })

  it('reads on after the broker was killed', async () => {
    const { source, close } = await open()
    const writer = writerOf()
    const ingestion = ingest(source, writer)
    await log.publish(
      topic,
      texts(10, (at) => `${topic} v=${at}i`),
    )
    await vi.waitFor(() => expect(ingestion.stats.stored).toBe(10), WAIT)
    await broker.kill()
    await new Promise((resolve) => setTimeout(resolve, 500))
    await broker.restart()
    await log.publish(
      topic,
      texts(10, (at) => `${topic} v=${10 + at}i`),
    )
    // The clients wait longer after each failure.
    await vi.waitFor(async () => expect(await lag()).toBe(0), { timeout: 60_000, interval: 200 })
    await ingestion.drain()
    await Promise.all([writer.close(), close()])
    expect(await storedIn(access, topic)).toEqual({ count: 20, sum: sumTo(20) })
  }, 120_000)

  it('ends also while the broker is away', async () => {
    const { source, close } = await open()
    const writer = writerOf()
    const ingestion = ingest(source, writer)
    await log.publish(topic, [`${topic} v=1i 1`])
    await vi.waitFor(() => expect(ingestion.stats.stored).toBe(1), WAIT)
    await broker.kill()
    expect(await ingestion.close({ timeout: 0 })).toMatchObject({ state: 'ended', stored: 1 })
    await broker.restart()
    await Promise.all([writer.close(), close()])
  }, 60_000)

  it('ends aloud if a topic does not exist', async () => {
    const { source, close } = await open({ topics: [`${topic}-none`] })
    const writer = writerOf()
    await expect(ingest(source, writer).ended).rejects.toMatchObject({ code: 'FLUXLINE_INGEST' })
    await Promise.all([writer.close(), close()])
  }, 60_000)

  it('ends aloud if the consumer is closed', async () => {
    const { source, close } = await open()
    const writer = writerOf()
    const ingestion = ingest(source, writer)
    await log.publish(topic, [`${topic} v=1i 1`])
    await vi.waitFor(() => expect(ingestion.stats.stored).toBe(1), WAIT)
    const closed = close()
    await expect(ingestion.ended).rejects.toMatchObject({ code: 'FLUXLINE_INGEST' })
    await Promise.all([closed, writer.close()])
  })
})
