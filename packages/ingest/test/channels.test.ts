import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { createBatchWriter } from '@fluxline/write-batching'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { ingest } from '../src/index.ts'
import type { IngestEvent } from '../src/index.ts'
import { FakeInflux } from './fake-influx.ts'
import { MemoryLog } from './memory-log.ts'

const types = ['stored', 'retry', 'poison', 'fault'] as const
let heard: IngestEvent[] = []
const listen = (event: unknown): void => void heard.push(event as IngestEvent)

beforeEach(() => {
  heard = []
  for (const type of types) subscribe(`fluxline:ingest:${type}`, listen)
})

afterEach(() => {
  for (const type of types) unsubscribe(`fluxline:ingest:${type}`, listen)
})

it('publishes each event on its channel', async () => {
  let attempt = 0
  const influx = new FakeInflux(() => (attempt++ === 0 ? { status: 503, retryable: true } : undefined))
  const writer = createBatchWriter(influx.client, { bucket: 'b', flushInterval: 1, maxRetries: 0 })
  const log = new MemoryLog()
  const deadLetter = vi.fn<() => Promise<void>>().mockRejectedValueOnce(new Error('no')).mockResolvedValue()
  const ingestion = ingest(log.reader({ deadLetter }), writer)
  log.publish('m v=1 1')
  log.publish('m v="')
  await vi.waitFor(() => expect(log.isDone).toBe(true))
  await ingestion.close()
  expect(heard.map(({ type }) => type).toSorted()).toEqual(['fault', 'poison', 'retry', 'stored'])
  expect(heard.find(({ type }) => type === 'stored')).toMatchObject({ source: 'the memory log', lines: 1, attempt: 2 })
})
