import { createClient } from '@fluxline/core'
import type { ClientOptions } from '@fluxline/core'
import { useBroker, useBucket } from '@fluxline/test-support'
import { createBatchWriter } from '@fluxline/write-batching'
import type { BatchOptions, BatchWriter } from '@fluxline/write-batching'
import { AckPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import type { NatsConnection } from '@nats-io/transport-node'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { ingest } from '../src/index.ts'
import type { Source } from '../src/index.ts'
import { jetStreamSource } from '../src/jetstream/index.ts'
import type { JetStreamOptions } from '../src/jetstream/index.ts'
import { storedIn } from './stored-in.ts'

const NANOS = 1_000_000
const broker = useBroker('nats')
const access = useBucket()
let connection: NatsConnection
let stream = ''
let run = 0

beforeEach(async () => {
  connection = await connect({ servers: broker.address })
  stream = `S${run++}`
  const manager = await jetstreamManager(connection)
  await manager.streams.add({ name: stream, subjects: [`${stream}.>`] })
  await manager.streams.add({ name: `${stream}-DEAD`, subjects: [`dead.${stream}`] })
  await manager.consumers.add(stream, {
    durable_name: 'influx',
    ack_policy: AckPolicy.Explicit,
    ack_wait: 1000 * NANOS,
    max_ack_pending: 50,
  })
})

afterEach(() => connection?.close())

const publish = (text: string | Uint8Array): Promise<unknown> => jetstream(connection).publish(`${stream}.a`, text)

const source = (options: Partial<JetStreamOptions> = {}): Source =>
  jetStreamSource(connection, { stream, consumer: 'influx', deadLetter: `dead.${stream}`, ...options })

const server = (): ClientOptions => ({ url: access.url, token: access.token, org: access.org })

const writerOf = (options: BatchOptions = {}): BatchWriter =>
  createBatchWriter(createClient(server()), { bucket: access.bucket, flushInterval: 20, ...options })

async function dead(): Promise<{ data: string; reason: string | undefined; of: string | undefined }[]> {
  const manager = await jetstreamManager(connection)
  const { state } = await manager.streams.info(`${stream}-DEAD`)
  const found = []
  for (let seq = 1; seq <= state.last_seq; seq++) {
    const message = await manager.streams.getMessage(`${stream}-DEAD`, { seq })
    const header = (name: string): string | undefined => message?.header.get(name)
    found.push({ data: message!.string(), reason: header('Fluxline-Reason'), of: header('Fluxline-Sequence') })
  }
  return found
}

async function unacknowledged(): Promise<number> {
  const info = await (await jetstreamManager(connection)).consumers.info(stream, 'influx')
  return info.num_ack_pending + info.num_pending
}

it('stores messages, acknowledges them, and keeps poison with the reason', async () => {
  for (let at = 0; at < 300; at++) await publish(`jet v=${at}i\njet v=${1000 + at}i ${at}`)
  await publish('jet v=1i 7\njet v=no 8')
  const writer = writerOf()
  const ingestion = ingest(source(), writer)
  await vi.waitFor(() => expect(ingestion.stats.stored + ingestion.stats.poisoned).toBe(301), 20_000)
  expect(await ingestion.drain()).toMatchObject({ redelivered: 0, lag: 0, inFlight: { messages: 0 } })
  await writer.close()
  expect(await unacknowledged()).toBe(0)
  expect(await storedIn(access, 'jet')).toMatchObject({ count: 600 })
  expect(await dead()).toMatchObject([{ data: 'jet v=1i 7\njet v=no 8', of: '301' }])
  expect((await dead())[0]!.reason).toBe('1 line is refused: invalid number')
})

it('makes no second point of a message whose acknowledgement was lost', async () => {
  for (let at = 0; at < 20; at++) await publish(`lost v=${at}i`)
  const inner = source()
  const seen = new Set<bigint>()
  const losing: Source = {
    name: inner.name,
    async *messages(signal, onFault) {
      for await (const message of inner.messages(signal, onFault)) {
        const isFirst = !seen.has(message.sequence)
        seen.add(message.sequence)
        const { data, subject, partition, sequence, timestamp, redelivered } = message
        const place = { data, subject, partition, sequence, timestamp, redelivered }
        yield { ...place, ack: () => (isFirst ? undefined : message.ack()) }
      }
    },
  }
  const writer = writerOf()
  const ingestion = ingest(losing, writer)
  await vi.waitFor(() => expect(ingestion.stats.stored).toBeGreaterThanOrEqual(40), 20_000)
  await ingestion.drain()
  await writer.close()
  expect(ingestion.stats.redelivered).toBeGreaterThanOrEqual(20)
  expect(await unacknowledged()).toBe(0)
  expect(await storedIn(access, 'lost')).toEqual({ count: 20, sum: 190 })
})

it('keeps messages from being delivered again while InfluxDB is away longer than the broker waits', async () => {
  for (let at = 0; at < 20; at++) await publish(`away v=${at}i`)
  const isAway = createBatchWriter(createClient({ ...server(), url: 'http://127.0.0.1:9' }), {
    bucket: 'b',
    maxRetries: 0,
  })
  const writer = writerOf()
  let current = isAway
  const ingestion = ingest(source(), {
    submit: (input, target) => current.submit(input, target),
    flush: () => current.flush(),
  })
  await vi.waitFor(() => expect(ingestion.stats.retried).toBeGreaterThan(60), 20_000)
  current = writer
  await ingestion.drain()
  expect(ingestion.stats).toMatchObject({ received: 20, redelivered: 0, stored: 20 })
  await Promise.all([writer.close(), isAway.close()])
  expect(await storedIn(access, 'away')).toEqual({ count: 20, sum: 190 })
})

it('takes messages that are larger than what may come ahead', async () => {
  await publish('large v=1i 1')
  await publish(`large v=2i 2\n${'#'.repeat(300_000)}`)
  await publish('large v=3i 3')
  const writer = writerOf()
  const ingestion = ingest(source({ prefetchBytes: 100_000 }), writer)
  await vi.waitFor(() => expect(ingestion.stats.stored).toBe(3), 20_000)
  await ingestion.drain()
  await writer.close()
  expect(await storedIn(access, 'large')).toEqual({ count: 3, sum: 6 })
})

it('reads on at once when the bytes that may come ahead are used up', async () => {
  for (let at = 0; at < 100; at++) await publish(`full v=${at}i ${at}\n#${'.'.repeat(1000)}`)
  const writer = writerOf()
  const ingestion = ingest(source({ prefetchBytes: 10_000 }), writer)
  const faults: unknown[] = []
  ingestion.events.subscribe((event) => void (event.type === 'fault' && faults.push(event.error)))
  await vi.waitFor(() => expect(ingestion.stats.stored).toBe(100), 20_000)
  await ingestion.drain()
  await writer.close()
  expect(faults).toEqual([])
})

it('leaves poison in the log while no stream keeps its dead letters', async () => {
  await publish('bad')
  const writer = writerOf()
  const ingestion = ingest(source({ deadLetter: 'nobody.listens' }), writer)
  const faults: string[] = []
  ingestion.events.subscribe((event) => void (event.type === 'fault' && faults.push(event.action)))
  await vi.waitFor(() => expect(faults).toContain('dead letter'), 20_000)
  expect(await ingestion.close({ timeout: 0 })).toMatchObject({ poisoned: 0, released: 1 })
  expect(await unacknowledged()).toBe(1)
  await writer.close()
})

it('gives back what is in flight at once', async () => {
  for (let at = 0; at < 20; at++) await publish(`back v=${at}i`)
  const writer = writerOf({ flushInterval: 60_000 })
  const ingestion = ingest(source(), writer)
  await vi.waitFor(() => expect(ingestion.stats.inFlight.messages).toBe(20), 20_000)
  await ingestion.close({ timeout: 0 })
  writer.abort()
  const next = writerOf()
  const again = ingest(source(), next)
  await vi.waitFor(() => expect(again.stats.stored).toBe(20), 20_000)
  await again.drain()
  await next.close()
  expect(await storedIn(access, 'back')).toEqual({ count: 20, sum: 190 })
})

it.each([
  ['stream', { stream: 'NONE' }],
  ['consumer', { consumer: 'none' }],
])('ends aloud if the %s does not exist', async (what, options) => {
  const writer = writerOf()
  await expect(ingest(source(options), writer).ended).rejects.toMatchObject({
    code: 'FLUXLINE_INGEST',
    message: expect.stringMatching(new RegExp(`${what} not found`)) as string,
  })
  await writer.close()
})

it('ends aloud if the consumer is deleted', async () => {
  const writer = writerOf()
  const ingestion = ingest(source(), writer)
  await publish('deleted v=1i 1')
  await vi.waitFor(() => expect(ingestion.stats.stored).toBe(1), 20_000)
  const deleted = jetstreamManager(connection).then((manager) => manager.consumers.delete(stream, 'influx'))
  await expect(ingestion.ended).rejects.toMatchObject({ code: 'FLUXLINE_INGEST' })
  await deleted
  await writer.close()
})

it('ends also while the broker is away', async () => {
  const writer = writerOf()
  const ingestion = ingest(source(), writer)
  await publish('gone v=1i 1')
  await vi.waitFor(() => expect(ingestion.stats.stored).toBe(1), 20_000)
  await broker.kill()
  expect(await ingestion.close({ timeout: 0 })).toMatchObject({ state: 'ended', stored: 1 })
  await writer.close()
  await connection.close()
  await broker.restart()
})

it('tells the lag, also when another worker takes what is left', async () => {
  for (let at = 0; at < 100; at++) await publish(`lag v=${at}i ${at}`)
  const writer = writerOf()
  const one = ingest(source(), writer, { maxInFlightMessages: 1 })
  await vi.waitFor(() => expect(one.stats.lag).toBeGreaterThan(0), 20_000)
  const other = ingest(source(), writer)
  await vi.waitFor(() => expect([one.stats.lag, other.stats.lag]).toEqual([0, 0]), 20_000)
  await Promise.all([one.drain(), other.drain()])
  await writer.close()
})

it.each([
  [{}, '`stream` is missing'],
  [{ stream: 'S' }, '`consumer` is missing'],
  [{ stream: 'S', consumer: 'c', prefetchBytes: 0 }, '`prefetchBytes` must be'],
  [{ stream: 'S', consumer: 'c', deadletter: 'd' }, 'Did you mean "deadLetter"?'],
])('refuses %j', (options, message) => {
  expect(() => jetStreamSource(connection, options as never)).toThrow(message)
})
