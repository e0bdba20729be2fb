import { createBatchWriter } from '@fluxline/write-batching'
import type { BatchOptions } from '@fluxline/write-batching'
import { afterEach, expect, it, vi } from 'vitest'
import { ingest } from '../src/index.ts'
import type { IngestEvent, Ingestion, IngestOptions, Source } from '../src/index.ts'
import { FakeInflux } from './fake-influx.ts'
import type { Respond } from './fake-influx.ts'
import { MemoryLog } from './memory-log.ts'

afterEach(() => void vi.useRealTimers())

interface Stage {
  readonly log: MemoryLog
  readonly influx: FakeInflux
  readonly events: IngestEvent[]
  readonly ingestion: Ingestion
}

function start(
  options: IngestOptions & { respond?: Respond; writer?: BatchOptions; source?: Partial<Source> } = {},
): Stage {
  const { respond, writer: writerOptions, source, ...rest } = options
  const log = new MemoryLog()
  const influx = new FakeInflux(respond)
  const writer = createBatchWriter(influx.client, { bucket: 'b', flushInterval: 5, maxRetries: 0, ...writerOptions })
  const ingestion = ingest(log.reader(source), writer, rest)
  const events: IngestEvent[] = []
  ingestion.events.subscribe((event) => events.push(event))
  return { log, influx, events, ingestion }
}

const acknowledged = ({ log }: Stage, ...at: number[]): Promise<void> =>
  vi.waitFor(() => expect([...log.acknowledged].toSorted((one, other) => one - other)).toEqual(at))

it('acknowledges a message once InfluxDB has stored its lines, and not before', async () => {
  const { promise, resolve } = Promise.withResolvers<undefined>()
  const stage = start({ respond: () => promise })
  stage.log.publish('m v=1 1\nm v=2 2')
  await vi.waitFor(() => expect(stage.ingestion.stats.inFlight).toEqual({ messages: 1, bytes: 15 }))
  await new Promise((resolve) => setTimeout(resolve, 30))
  expect(stage.log.acknowledged.size).toBe(0)
  resolve(undefined)
  await acknowledged(stage, 0)
  const stats = await stage.ingestion.close()
  expect(stats).toEqual({
    state: 'ended',
    lag: undefined,
    inFlight: { messages: 0, bytes: 0 },
    received: 1,
    redelivered: 0,
    stored: 1,
    storedLines: 2,
    poisoned: 0,
    retried: 0,
    released: 0,
  })
  expect(stage.events).toMatchObject([{ type: 'stored', lines: 2, subject: 'lines', sequence: 0n, attempt: 1 }])
})

it('acknowledges a message without lines', async () => {
  const stage = start()
  stage.log.publish('')
  stage.log.publish('# nothing\n')
  await acknowledged(stage, 0, 1)
  expect(await stage.ingestion.close()).toMatchObject({ stored: 2, storedLines: 0 })
})

it.each([
  { why: 'the server is away', failure: { code: 'FLUXLINE_CONNECTION', retryable: true, unsent: true } },
  { why: 'the server is overloaded', failure: { status: 503, retryable: true } },
  { why: 'the token is wrong', failure: { status: 401, retryable: false } },
  { why: 'the bucket of the writer does not exist', failure: { status: 404, retryable: false } },
])('writes again, and acknowledges nothing, while $why', async ({ failure }) => {
  let isAway = true
  const stage = start({ respond: () => (isAway ? failure : undefined) })
  stage.log.publish('m v=1 1')
  await vi.waitFor(() => expect(stage.events).toMatchObject([{ type: 'retry', attempt: 1, delayMs: 250 }]))
  expect(stage.log.acknowledged.size).toBe(0)
  isAway = false
  await acknowledged(stage, 0)
  expect(await stage.ingestion.drain()).toMatchObject({ stored: 1, poisoned: 0, retried: 1 })
  expect(stage.log.dead).toEqual([])
})

const refuseBad: Respond = (lines) =>
  lines.some((line) => line.startsWith('bad'))
    ? { status: 400, retryable: false, message: 'field type conflict' }
    : undefined

it('stores the good lines of a message, and keeps it with the reason', async () => {
  const stage = start({ respond: refuseBad })
  stage.log.publish('m v=1 1')
  stage.log.publish('m v=2 2\nbad v=1 1\nm v=3 3')
  stage.log.publish('m v=4 4')
  await acknowledged(stage, 0, 1, 2)
  expect(stage.log.dead).toEqual([
    { data: 'm v=2 2\nbad v=1 1\nm v=3 3', reason: '1 line is refused: field type conflict' },
  ])
  expect(stage.influx.fieldsOf('b')).toEqual(['v=1', 'v=2', 'v=3', 'v=4'])
  expect(await stage.ingestion.drain()).toMatchObject({ stored: 2, poisoned: 1 })
  expect(stage.events.find(({ type }) => type === 'poison')).toMatchObject({
    error: { code: 'FLUXLINE_POISON', rejected: [{ line: 'bad v=1 1', reason: 'field type conflict' }] },
    sequence: 1n,
  })
})

it('keeps a message that has more bad lines than a report names', async () => {
  const stage = start({ respond: refuseBad, writer: { maxRejected: 1 } })
  stage.log.publish('bad v=1 1\nbad v=2 2\nbad v=3 3')
  await acknowledged(stage, 0)
  expect(stage.log.dead).toMatchObject([{ reason: '3 lines are refused: field type conflict' }])
  await stage.ingestion.close()
})

it('passes poison to onPoison instead, and again until it succeeds', async () => {
  const heard: string[] = []
  const stage = start({
    respond: refuseBad,
    onPoison({ data }, { message }) {
      heard.push(`${data.length}: ${message}`)
      if (heard.length === 1) throw new Error('not now')
    },
  })
  stage.log.publish('bad v=1 1')
  await acknowledged(stage, 0)
  expect(heard).toEqual(['9: 1 line is refused: field type conflict', '9: 1 line is refused: field type conflict'])
  expect(stage.log.dead).toEqual([])
  await stage.ingestion.close()
  expect(stage.events).toContainEqual({
    type: 'fault',
    action: 'onPoison',
    source: 'the memory log',
    error: new Error('not now'),
  })
})

it('does not acknowledge poison while the dead letters are refused', async () => {
  let isRefused = true
  const kept: string[] = []
  const stage = start({
    respond: refuseBad,
    source: {
      deadLetter: (_, reason) => {
        if (isRefused) return Promise.reject(new Error('no stream'))
        kept.push(reason)
        return Promise.resolve()
      },
    },
  })
  stage.log.publish('bad v=1 1')
  stage.log.publish('m v=1 1')
  await acknowledged(stage, 1)
  expect(stage.ingestion.stats.inFlight.messages).toBe(1)
  isRefused = false
  await acknowledged(stage, 0, 1)
  expect(kept).toHaveLength(1)
  await stage.ingestion.close()
})

it('warns once if poison is kept nowhere and nobody hears of it', async () => {
  const warning = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
  const log = new MemoryLog()
  const writer = createBatchWriter(new FakeInflux(refuseBad).client, { bucket: 'b', flushInterval: 5 })
  const ingestion = ingest(log.reader({ deadLetter: undefined }), writer)
  log.publish('bad v=1 1')
  log.publish('bad v=2 2')
  await vi.waitFor(() => expect(log.isDone).toBe(true))
  const own = warning.mock.calls.filter(([message]) => String(message).includes('the memory log'))
  expect(own).toHaveLength(1)
  expect(String(own[0]![0])).toContain('Pass onPoison, or a place for dead letters')
  await ingestion.close()
  warning.mockRestore()
})

it('a message that names a bucket that does not exist is poison, since it blocks only itself', async () => {
  const stage = start({
    respond: (_, bucket) =>
      bucket === 'none' ? { status: 404, retryable: false, message: 'bucket not found' } : undefined,
    target: ({ header }) => ({ bucket: header!('bucket')! }),
  })
  stage.log.publish('m v=1 1', { headers: { bucket: 'none' } })
  stage.log.publish('m v=1 1', { headers: { bucket: 'own' } })
  stage.log.publish('m v=1 1', { headers: {} })
  await acknowledged(stage, 0, 1, 2)
  expect(stage.log.dead).toMatchObject([{ reason: 'bucket not found' }])
  expect(stage.influx.fieldsOf('own')).toEqual(['v=1'])
  expect(stage.influx.fieldsOf('b')).toEqual(['v=1'])
  await stage.ingestion.close()
})

it('tells the log which messages are in progress', async () => {
  let isAway = true
  const stage = start({
    respond: () => (isAway ? { status: 503, retryable: true } : undefined),
    source: { workingInterval: 10 },
  })
  stage.log.publish('m v=1 1')
  await vi.waitFor(() => expect(stage.log.working).toBeGreaterThan(3))
  isAway = false
  await stage.ingestion.drain()
  expect(stage.log.isDone).toBe(true)
})

it('writes the same again after an outage, whatever its functions did with their memory meanwhile', async () => {
  let isAway = true
  const memory = new Uint8Array(100)
  const record = { measurement: '', fields: { v: 1 }, time: 1n }
  const target = { bucket: '' }
  const stage = start({
    respond: () => (isAway ? { status: 503, retryable: true } : undefined),
    decode: ({ data }) => {
      memory.set(data)
      record.measurement = new TextDecoder().decode(data.subarray(0, 1))
      return [memory.subarray(0, data.length), record]
    },
    target: ({ sequence }) => Object.assign(target, { bucket: `bucket-${sequence}` }),
  })
  stage.log.publish('a v=1 2')
  stage.log.publish('b v=2 2')
  await vi.waitFor(() => expect(stage.events.map(({ type }) => type)).toEqual(['retry', 'retry']))
  isAway = false
  await acknowledged(stage, 0, 1)
  expect(Object.fromEntries(stage.influx.points)).toEqual({
    'bucket-0 a 2': 'v=1',
    'bucket-0 a 1': 'v=1',
    'bucket-1 b 2': 'v=2',
    'bucket-1 b 1': 'v=1',
  })
})
