import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createBatchWriter } from '../src/index.ts'
import type { WriterEvent } from '../src/index.ts'
import { failure, fakeClient } from './fake-client.ts'
import type { WriteResponder } from './fake-client.ts'
import { MemoryStore } from './memory-spool.ts'
import { openSpooled } from './spooled-writer.ts'

const types = ['success', 'error', 'retry', 'rejected', 'drop', 'spool'] as const
let heard: WriterEvent[] = []
const listen = (event: unknown): void => void heard.push(event as WriterEvent)

beforeEach(() => {
  heard = []
  for (const type of types) subscribe(`fluxline:writer:${type}`, listen)
})

afterEach(() => {
  for (const type of types) unsubscribe(`fluxline:writer:${type}`, listen)
  vi.restoreAllMocks()
})

const refuse: WriteResponder = () => {
  throw failure({ status: 401 })
}

it.each<{ type: WriterEvent['type']; respond: WriteResponder; input: string }>([
  { type: 'success', respond: () => {}, input: 'm v=1 1' },
  { type: 'error', respond: refuse, input: 'm v=1 1' },
  { type: 'rejected', respond: () => {}, input: 'm v="no end' },
])('publishes $type with the bucket and the lines of the event', async ({ type, respond, input }) => {
  const events: WriterEvent[] = []
  const writer = createBatchWriter(fakeClient(respond), { bucket: 'metrics' })
  writer.events.subscribe((event) => events.push(event))
  await writer.write(input)
  await writer.close()
  expect(heard.map((event) => event.type)).toEqual([type])
  expect(heard[0]).toBe(events[0])
  expect(heard[0]).toMatchObject({ destination: { bucket: 'metrics' }, lines: 1 })
})

it('publishes a retry, and then the success', async () => {
  let attempt = 0
  const client = fakeClient(() => {
    if (attempt++ === 0) throw failure({ status: 503, retryable: true })
  })
  const writer = createBatchWriter(client, { bucket: 'metrics', retryInterval: 1 })
  await writer.write('m v=1 1')
  await writer.close()
  expect(heard).toMatchObject([
    { type: 'retry', attempt: 1 },
    { type: 'success', attempt: 2 },
  ])
})

it('publishes lines that are dropped, and they keep their bytes', async () => {
  const client = fakeClient(() => new Promise<void>(() => {}))
  const writer = createBatchWriter(client, {
    bucket: 'metrics',
    overflow: 'drop-oldest',
    batchSize: 1,
    maxBatchBytes: 20,
    maxBufferBytes: 40,
    concurrency: 1,
  })
  for (let line = 0; line < 10; line++) void writer.write(`m v=${line} ${line}`)
  const dropped = heard.flatMap((event) => (event.type === 'drop' ? event.text() : []))
  writer.abort()
  expect(dropped.length).toBeGreaterThan(3)
  expect(dropped).toEqual(dropped.map(() => expect.stringMatching(/^m v=\d \d\n$/)))
  expect(new Set(dropped).size).toBe(dropped.length)
})

it('publishes what happens to a spool', async () => {
  const store = new MemoryStore()
  store.failure = new Error('The disk is gone.')
  vi.useFakeTimers()
  const { writer, events } = openSpooled(store)
  void writer.write('m v=1 1')
  await vi.advanceTimersByTimeAsync(1000)
  await writer.close()
  vi.useRealTimers()
  expect(events).toEqual(['failing'])
  expect(heard).toMatchObject([{ type: 'spool', kind: 'failing' }, { type: 'success' }])
})

it('still warns of lines that are lost while only a channel listens', async () => {
  const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
  const writer = createBatchWriter(fakeClient(refuse), { bucket: 'metrics' })
  await writer.write('m v=1 1')
  await writer.close()
  expect(heard).toHaveLength(1)
  expect(warn).toHaveBeenCalledWith(expect.stringContaining('nothing is listening'), expect.anything())
})
