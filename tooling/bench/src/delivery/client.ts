import { on } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import { createClient } from '@fluxline/core'
import { defineMeasurement, float, Point, tag } from '@fluxline/point'
import { createBatchWriter } from '@fluxline/write-batching'
import { createWorkerBatchWriter } from '@fluxline/write-batching/worker'
import { InfluxDB, Point as PeerPoint } from '@influxdata/influxdb-client'
import { cpuRows, fieldKeys, tagKeys } from '../data.ts'
import type { CpuRow } from '../data.ts'
import { readDelays, resetDelays } from './event-loop.ts'
import { WARM_UP } from './protocol.ts'
import type { ClientMessage, Cost, Order, ParentMessage } from './protocol.ts'

/** A row that is reused with another time. */
type Row = CpuRow & { time: number }

interface Client {
  write(row: Row): void | Promise<void>
  flush(): Promise<unknown>
}

// Like a real program, yields to the event loop regularly.
const SLICE = 1000
const ROWS = 20_000

const Cpu = defineMeasurement('cpu', {
  tags: Object.fromEntries(tagKeys.map((key) => [key, tag()])),
  fields: Object.fromEntries(fieldKeys.map((key) => [key, float()])),
  time: 'ms',
})

const messages = on(process, 'message') as AsyncIterator<[ParentMessage]>
process.send!('ready')
const order = await nextMessage()
if (order !== 'stored') process.send!(await run(order))

async function run(order: Order): Promise<Cost> {
  const client = open(order)
  const rows: Row[] = cpuRows(ROWS, 'two-decimal floats')
  await writeAll(client, rows, WARM_UP)
  await client.flush()
  await untilStored('warm')
  resetDelays()
  const cpu = process.cpuUsage()
  const start = performance.now()
  await writeAll(client, rows, order.points)
  await client.flush()
  await untilStored('flushed')
  const seconds = (performance.now() - start) / 1000
  const { user, system } = process.cpuUsage(cpu)
  return { cpuSeconds: (user + system) / 1e6, seconds, delays: await readDelays() }
}

/** Waits until the parent has seen every point at the server. */
async function untilStored(message: ClientMessage): Promise<void> {
  process.send!(message)
  await nextMessage()
}

async function nextMessage(): Promise<ParentMessage> {
  const { value } = (await messages.next()) as { value: [ParentMessage] }
  return value[0]
}

async function writeAll(client: Client, rows: readonly Row[], count: number): Promise<void> {
  for (let at = 0; at < count; at++) {
    const row = rows[at % ROWS]!
    row.time += 10
    const wait = client.write(row)
    if (wait) await wait
    if (at % SLICE === SLICE - 1) await setImmediate()
  }
}

function open({ who, url, token, org, bucket, gzip, batchSize }: Order): Client {
  if (who === 'peer') {
    const gzipThreshold = gzip ? 1000 : Number.MAX_SAFE_INTEGER
    const api = new InfluxDB({ url, token, timeout: 60_000 }).getWriteApi(org, bucket, 'ms', { gzipThreshold })
    let written = 0
    return {
      write(row) {
        api.writePoint(peerPoint(row))
        // It has no bound: without a wait now and then it would keep everything in memory.
        return ++written % (10 * SLICE) === 0 ? api.flush() : undefined
      },
      flush: () => api.flush(),
    }
  }
  const options = { bucket, gzip, precision: 'ms', ...(batchSize && { batchSize }) } as const
  const to = { url, token, org, timeout: 60_000 }
  const writer =
    who === 'records, worker' ? createWorkerBatchWriter(to, options) : createBatchWriter(createClient(to), options)
  return {
    write: (row) => writer.write(who === 'points' ? ourPoint(row) : Cpu.record(row as never)),
    flush: () => writer.flush(),
  }
}

function ourPoint(row: CpuRow): Point {
  const point = Point.measurement('cpu')
  for (const key of tagKeys) point.tag(key, row[key])
  for (const key of fieldKeys) point.floatField(key, row[key] as number)
  return point.time(row.time, 'ms')
}

function peerPoint(row: CpuRow): PeerPoint {
  const point = new PeerPoint('cpu')
  for (const key of tagKeys) point.tag(key, row[key] as string)
  for (const key of fieldKeys) point.floatField(key, row[key])
  return point.timestamp(row.time)
}
