import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createClient } from '@fluxline/core'
import { createQueryApi } from '@fluxline/query'
import { useBroker, useBucket } from '@fluxline/test-support'
import { AckPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { Admin, Producer } from '@platformatic/kafka'
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'

const here = join(import.meta.dirname, '..')
// Among the dependencies that the programs import.
const folder = join(here, '.workers')
const access = useBucket()
const nats = useBroker('nats')
const kafka = useBroker('kafka')
const guide = await readFile(join(here, 'guides/ingesting-from-a-log.md'), 'utf8')
const workers = [...guide.matchAll(/^```ts no-run\n([^]*?)^```$/gm)].map(([, text]) => text!)
const running: ChildProcess[] = []

beforeAll(() => mkdir(folder, { recursive: true }))
beforeEach(() => () => {
  for (const worker of running.splice(0)) worker.kill('SIGKILL')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const MESSAGES = 30
const texts = (measurement: string): string[] => [
  ...Array.from({ length: MESSAGES }, (_, at) => `${measurement},room=r${at % 3} v=${at}i`),
  `${measurement} v=no`,
]

it.each([
  ['the guide with @platformatic/kafka', () => workers.find((text) => text.includes('@platformatic/kafka'))!],
  ['the guide with kafkajs', () => workers.find((text) => text.includes('kafkajs'))!],
])('runs the worker of %s', { timeout: 90_000 }, async (name, program) => {
  const measurement = name.replaceAll(/[^a-z]/g, '')
  const base = { clientId: 'test', bootstrapBrokers: [kafka.address], retries: 20, retryDelay: 200 }
  const admin = new Admin(base)
  const dead = `dead-${measurement}`
  await admin.createTopics({ topics: [measurement], partitions: 6, replicas: 1 })
  await admin.createTopics({ topics: [dead], partitions: 1, replicas: 1 })
  const producer = new Producer(base)
  // One by one: if a new topic is not ready, the client sends all messages of a call again.
  for (const text of texts(measurement)) {
    await producer.send({ messages: [{ topic: measurement, value: Buffer.from(text) }], acks: -1 })
  }
  const worker = await start(measurement, inTopic(program(), measurement))
  await vi.waitFor(async () => expect(await countOf(measurement)).toBe(MESSAGES), { timeout: 40_000, interval: 200 })
  await drained(worker)
  const [letters] = await admin.listOffsets({
    topics: [{ name: dead, partitions: [{ partitionIndex: 0, timestamp: -1n }] }],
  })
  expect(letters!.partitions[0]!.offset).toBe(1n)
  await Promise.all([producer.close(), admin.close()])
})

it('runs the worker of the guide with NATS', { timeout: 60_000 }, async () => {
  const connection = await connect({ servers: nats.address })
  const manager = await jetstreamManager(connection)
  await manager.streams.add({ name: 'METRICS', subjects: ['metrics.>'] })
  await manager.streams.add({ name: 'DEAD', subjects: ['dead.metrics'] })
  const consumer = { durable_name: 'influx', ack_policy: AckPolicy.Explicit, max_ack_pending: 20_000 }
  await manager.consumers.add('METRICS', consumer)
  for (const text of texts('nats')) await jetstream(connection).publish('metrics.a', text)
  const program = workers.find((text) => text.includes('@nats-io/transport-node'))!
  const worker = await start('nats', program)
  await vi.waitFor(async () => expect(await countOf('nats')).toBe(MESSAGES), { timeout: 40_000, interval: 200 })
  await drained(worker)
  expect((await manager.streams.info('DEAD')).state.messages).toBe(1)
  await connection.close()
})

/** Returns a program that reads another topic, as another group: what one test has committed is of no interest to the next. */
function inTopic(program: string, topic: string): string {
  return program
    .replace("topics: ['metrics']", `topics: ['${topic}']`)
    .replace("topic: 'dead-metrics'", `topic: 'dead-${topic}'`)
    .replace("groupId: 'influx'", `groupId: '${topic}'`)
}

/** Starts a program like its reader, but with the addresses of the test. */
async function start(name: string, program: string): Promise<ChildProcess> {
  const own = program
    .replace('localhost:9092', kafka.address)
    .replace('nats://localhost:4222', nats.address)
    .replace("bucket: 'metrics' }", `bucket: ${JSON.stringify(access.bucket)} }`)
    .replace('await ingestion.ended', "console.log('started')\nawait ingestion.ended")
  await writeFile(join(folder, `${name}.ts`), own)
  const { INFLUXDB_TOKEN: _, ...env } = process.env
  const worker = spawn(process.execPath, ['--conditions=@fluxline/source', `${name}.ts`], {
    cwd: folder,
    env: {
      ...env,
      INFLUX_HOST: access.url,
      INFLUX_TOKEN: access.token,
      INFLUX_ORG: access.org,
      INFLUX_BUCKET: access.bucket,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  running.push(worker)
  await once(worker.stdout, 'data')
  return worker
}

/** Ends a worker by SIGTERM, and expects that it ends in order. */
async function drained(worker: ChildProcess): Promise<void> {
  worker.kill('SIGTERM')
  if (worker.exitCode === null) await once(worker, 'close')
  expect(worker.exitCode).toBe(0)
}

async function countOf(measurement: string): Promise<number> {
  await using client = createClient({ url: access.url, token: access.token, org: access.org })
  const text = `from(bucket: "${access.bucket}") |> range(start: 0)
    |> filter(fn: (r) => r._measurement == "${measurement}") |> group() |> count()`
  for await (const { values } of createQueryApi(client).stream(text)) return Number(values['_value'])
  return 0
}
