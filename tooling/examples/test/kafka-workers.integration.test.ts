import { useBroker, useBucket } from '@fluxline/test-support'
import { Admin, Producer } from '@platformatic/kafka'
import { expect, it, onTestFinished, vi } from 'vitest'
import { Example, rowsOf } from './support.ts'

const access = useBucket()
const kafka = useBroker('kafka')

it('three workers store every message, also if one of them is killed', { timeout: 90_000 }, async () => {
  const base = { clientId: 'test', bootstrapBrokers: [kafka.address], retries: 20, retryDelay: 200 }
  const admin = new Admin(base)
  const producer = new Producer(base)
  onTestFinished(async () => {
    await Promise.all([admin.close(), producer.close()])
  })
  await admin.createTopics({ topics: ['metrics'], partitions: 6, replicas: 1 })
  await admin.createTopics({ topics: ['dead-metrics'], partitions: 1, replicas: 1 })
  const workers = Array.from({ length: 3 }, () => {
    return new Example('kafka-workers/worker.ts', access, { env: { KAFKA_BROKER: kafka.address } })
  })
  for (const worker of workers) await worker.printed(/reading/)
  // One by one: if a new topic is not ready, the client sends all messages of a call again.
  const send = async (text: string): Promise<unknown> =>
    producer.send({ messages: [{ topic: 'metrics', value: Buffer.from(text) }], acks: -1 })
  for (let at = 0; at < 60; at++) await send(`room,name=r${at % 3} at=${at}i`)
  await send('room,name=hall at=no')
  expect(await workers[0]!.end('SIGKILL')).toBe('SIGKILL')
  for (let at = 60; at < 120; at++) await send(`room,name=r${at % 3} at=${at}i`)
  const count = '|> group() |> count()'
  const isStored = async (): Promise<void> => expect(await rowsOf(access, count, ['_value'])).toEqual([[120]])
  await vi.waitFor(isStored, { timeout: 40_000, interval: 200 })
  for (const worker of workers.slice(1)) {
    expect(await worker.end('SIGTERM')).toBe(0)
    expect(worker.output).toContain('in flight 0')
  }
  // Kept again, if the worker was killed before it had committed that.
  const letters = await admin.listOffsets({
    topics: [{ name: 'dead-metrics', partitions: [{ partitionIndex: 0, timestamp: -1n }] }],
  })
  expect(Number(letters[0]!.partitions[0]!.offset)).toBeGreaterThanOrEqual(1)
})
