import { createBatchWriter } from '@fluxline/write-batching'
import type { BatchOptions, BatchWriter } from '@fluxline/write-batching'
import { expect, it, vi } from 'vitest'
import { ingest } from '../src/index.ts'
import type { IngestOptions, Source, SourceMessage } from '../src/index.ts'
import { FakeInflux } from './fake-influx.ts'
import { MemoryLog } from './memory-log.ts'

const away = { status: 503, retryable: true }

function stage(options: BatchOptions = {}): { log: MemoryLog; influx: FakeInflux; writer: BatchWriter } {
  const influx = new FakeInflux()
  const writer = createBatchWriter(influx.client, { bucket: 'b', flushInterval: 5, maxRetries: 0, ...options })
  return { log: new MemoryLog(), influx, writer }
}

it('takes no more than fits: a server that is away means bounded memory and a log that grows', async () => {
  const { log, influx, writer } = stage()
  influx.respond = () => away
  for (let at = 0; at < 1000; at++) log.publish(`m,series=${at} v=1 1`.padEnd(100))
  const ingestion = ingest(log.reader(), writer, { maxInFlightBytes: 1000 })
  await vi.waitFor(() => expect(ingestion.stats.retried).toBeGreaterThan(0))
  expect(ingestion.stats.inFlight).toEqual({ messages: 10, bytes: 1000 })
  expect(ingestion.stats.received).toBeLessThanOrEqual(11)
  influx.respond = () => undefined
  await vi.waitFor(() => expect(log.isDone).toBe(true), 10_000)
  expect(influx.points.size).toBe(1000)
  await ingestion.close()
})

it('takes no more messages than it may, and a message that is too large alone', async () => {
  const { log, influx, writer } = stage()
  influx.respond = () => away
  log.publish('m v=1 1'.padEnd(5000))
  for (let at = 0; at < 9; at++) log.publish(`m v=${at} ${at}`)
  const ingestion = ingest(log.reader(), writer, { maxInFlightBytes: 1000, maxInFlightMessages: 3 })
  await vi.waitFor(() => expect(ingestion.stats.inFlight.messages).toBe(1))
  influx.respond = () => undefined
  await vi.waitFor(() => expect(log.acknowledged.size).toBe(10), 5000)
  influx.respond = () => away
  for (let at = 0; at < 9; at++) log.publish(`m v=${at} ${at}`)
  await vi.waitFor(() => expect(ingestion.stats.inFlight.messages).toBe(3))
  expect(await ingestion.close({ timeout: 0 })).toMatchObject({ released: 4 })
})

it('does not stand still if nothing in flight fills a batch', async () => {
  const { log, writer } = stage({ flushInterval: 0, batchSize: 1000 })
  const ingestion = ingest(log.reader(), writer, { maxInFlightMessages: 5 })
  for (let at = 0; at < 12; at++) log.publish(`m v=${at} ${at}`)
  await vi.waitFor(() => expect(log.acknowledged.size).toBeGreaterThanOrEqual(10))
  expect(await ingestion.drain()).toMatchObject({ stored: 12 })
})

it('counts what a compressed message becomes', async () => {
  const { log, influx, writer } = stage()
  influx.respond = () => away
  const ingestion = ingest(log.reader(), writer, { decode: () => 'm v=1 1\n'.repeat(1000) })
  log.publish('x')
  await vi.waitFor(() => expect(ingestion.stats.inFlight).toEqual({ messages: 1, bytes: 8000 }))
  await ingestion.close({ timeout: 0 })
  expect(ingestion.stats.inFlight).toEqual({ messages: 0, bytes: 0 })
})

it('drains: takes no more, and ends when all of it is acknowledged', async () => {
  const { log, influx, writer } = stage()
  let isAway = true
  influx.respond = () => (isAway ? away : undefined)
  for (let at = 0; at < 5; at++) log.publish(`m v=${at} ${at}`)
  const ingestion = ingest(log.reader(), writer)
  await vi.waitFor(() => expect(ingestion.stats.inFlight.messages).toBe(5))
  const drained = ingestion.drain()
  log.publish('m v=9 9')
  expect(ingestion.stats.state).toBe('draining')
  isAway = false
  expect(await drained).toMatchObject({ state: 'ended', stored: 5, released: 0 })
  expect(log.acknowledged.size).toBe(5)
  await writer.close()
})

it('close gives back what is not stored when its time is over', async () => {
  const { log, influx, writer } = stage()
  influx.respond = () => new Promise(() => {})
  for (let at = 0; at < 5; at++) log.publish(`m v=${at} ${at}`)
  const ingestion = ingest(log.reader(), writer)
  await vi.waitFor(() => expect(ingestion.stats.inFlight.messages).toBe(5))
  expect(await ingestion.close({ timeout: 20 })).toMatchObject({ stored: 0, released: 5 })
  writer.abort()
  influx.respond = () => undefined
  const next = createBatchWriter(influx.client, { bucket: 'b' })
  expect(await endOf(log, next)).toMatchObject({ stored: 5, redelivered: 5 })
})

async function endOf(log: MemoryLog, writer: BatchWriter): Promise<object> {
  log.end()
  return ingest(log.reader(), writer).ended
}

it.each(['before', 'later'])('its signal ends it at once (%s)', async (when) => {
  const { log, influx, writer } = stage()
  influx.respond = () => away
  log.publish('m v=1 1')
  const controller = new AbortController()
  if (when === 'before') controller.abort()
  const ingestion = ingest(log.reader(), writer, { signal: controller.signal })
  if (when === 'later') await vi.waitUntil(() => ingestion.stats.inFlight.messages === 1)
  controller.abort()
  const { stored, inFlight, received, released } = await ingestion.ended
  expect({ stored, inFlight }).toEqual({ stored: 0, inFlight: { messages: 0, bytes: 0 } })
  expect(released).toBe(received)
})

it('ends aloud if its writer is closed, and acknowledges nothing that is not stored', async () => {
  const { log, influx, writer } = stage()
  influx.respond = () => new Promise(() => {})
  log.publish('m v=1 1')
  const ingestion = ingest(log.reader(), writer)
  await vi.waitFor(() => expect(ingestion.stats.inFlight.messages).toBe(1))
  writer.abort()
  await expect(ingestion.ended).rejects.toMatchObject({ code: 'FLUXLINE_INGEST', source: 'the memory log' })
  await expect(ingestion.close()).rejects.toMatchObject({ code: 'FLUXLINE_INGEST' })
  expect(ingestion.stats).toMatchObject({ state: 'ended', stored: 0, released: 1 })
  expect(log.acknowledged.size).toBe(0)
})

it('ends aloud if the writer has no bucket, instead of calling every message poison', async () => {
  const { log, writer } = stage({ bucket: undefined })
  log.publish('m v=1 1')
  await expect(ingest(log.reader(), writer).ended).rejects.toMatchObject({
    code: 'FLUXLINE_INGEST',
    message: expect.stringContaining('bucket') as string,
  })
  expect(log.dead).toEqual([])
})

it('ends aloud if its source fails, after what it took is stored', async () => {
  const { log, writer, influx } = stage()
  const inner = log.reader()
  const source: Source = {
    ...inner,
    async *messages(signal, onFault) {
      for await (const message of inner.messages(signal, onFault)) {
        yield message
        throw new Error('the consumer was deleted')
      }
    },
  }
  log.publish('m v=1 1')
  await expect(ingest(source, writer).ended).rejects.toMatchObject({
    message: 'Reading the memory log ended, because its source failed: the consumer was deleted',
  })
  await writer.close()
  expect(influx.points.size).toBe(1)
})

it('leaves a source that ignores its signal', async () => {
  const { writer } = stage()
  const close = vi.fn<() => void>()
  const source: Source = {
    name: 'deaf',
    close,
    messages: () => ({
      [Symbol.asyncIterator]: () => ({ next: () => new Promise<IteratorResult<SourceMessage>>(() => {}) }),
    }),
  }
  const ingestion = ingest(source, writer)
  expect(await ingestion.drain()).toMatchObject({ state: 'ended' })
  expect(close).toHaveBeenCalledTimes(1)
})

it.each<[string, IngestOptions]>([
  ['decodes', { decode: () => new Promise(() => {}) }],
  ['keeps poison', { decode: () => 'm v="', onPoison: () => new Promise(() => {}) }],
])('gives back a message although a function that %s never ends', async (_, options) => {
  const { log, writer } = stage()
  log.publish('x')
  const ingestion = ingest(log.reader(), writer, options)
  await vi.waitFor(() => expect(ingestion.stats.inFlight.messages).toBe(1))
  expect(await ingestion.close({ timeout: 20 })).toMatchObject({ released: 1, poisoned: 0, stored: 0 })
  expect(log.acknowledged.size).toBe(0)
})

it('ends although an acknowledgement and a release never end, and says so', async () => {
  const { log, influx, writer } = stage()
  const hanging = async function* (signal: AbortSignal): AsyncGenerator<SourceMessage> {
    for await (const message of log.reader().messages(signal, () => {})) {
      yield { ...message, ack: () => new Promise<void>(() => {}), release: () => new Promise<void>(() => {}) }
    }
  }
  const ingestion = ingest(log.reader({ messages: hanging }), writer)
  const faults: string[] = []
  ingestion.events.subscribe({
    next: (event) => event.type === 'fault' && faults.push(`${event.action}: ${(event.error as Error).message}`),
  })
  log.publish('m v=1 1')
  await vi.waitFor(() => expect(influx.points.size).toBe(1))
  influx.respond = () => away
  log.publish('m v=2 2')
  await vi.waitFor(() => expect(ingestion.stats.retried).toBeGreaterThan(0))
  expect(await ingestion.close({ timeout: 20 })).toMatchObject({ stored: 1, released: 1 })
  expect(faults.toSorted()).toEqual(['ack: It did not end within 5000 ms.', 'release: It did not end within 5000 ms.'])
})

it('can be used with await using, and events complete', async () => {
  const { log, writer } = stage()
  let isComplete = false
  {
    await using ingestion = ingest(log.reader(), writer)
    ingestion.events.subscribe({ complete: () => (isComplete = true) })
    log.publish('m v=1 1')
    await vi.waitFor(() => expect(ingestion.stats.received).toBe(1))
  }
  expect(isComplete).toBe(true)
  expect(log.isDone).toBe(true)
})

it.each<[string, IngestOptions | undefined, string]>([
  ['an unknown option', { decod: 1 } as never, 'Did you mean "decode"?'],
  ['a decoder that is none', { decode: 'json' as never }, '`decode` must be a function'],
  ['no bytes', { maxInFlightBytes: 0 }, '`maxInFlightBytes` must be an integer of at least 1'],
  ['half a message', { maxInFlightMessages: 0.5 }, '`maxInFlightMessages`'],
  ['an unknown word', { untimed: 'drop' as never }, '`untimed` must be "stamp" or "reject"'],
])('refuses %s', (_, options, message) => {
  const { log, writer } = stage()
  expect(() => ingest(log.reader(), writer, options)).toThrow(
    expect.objectContaining({ code: 'FLUXLINE_OPTION', message: expect.stringContaining(message) as string }) as Error,
  )
})

it('refuses other objects than sources and writers, and wrong options of close', async () => {
  const { log, writer } = stage()
  expect(() => ingest({} as never, writer)).toThrow('pass jetStreamSource(…) or another source')
  expect(() => ingest(log.reader(), {} as never)).toThrow('pass a batch writer')
  const ingestion = ingest(log.reader(), writer)
  await expect(ingestion.close({ timout: 1 } as never)).rejects.toThrow('Did you mean "timeout"?')
  await expect(ingestion.close({ timeout: -1 })).rejects.toThrow('0 (waits for nothing)')
  await ingestion.close()
})
