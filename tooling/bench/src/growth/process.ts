import { parseColumns, parseRecordBatches } from '@fluxline/flux-csv'
import { LineProtocolEncoder, Point } from '@fluxline/point'
import {
  chunksToLines,
  createTextDecoderCombiner,
  linesToTables,
  Point as PeerPoint,
} from '@influxdata/influxdb-client'
import { fieldKeys, tagKeys } from '../data.ts'
import type { CpuRow } from '../data.ts'
import { repeated, responseChunks, rowsOf, writtenRows } from './input.ts'
import type { Cost, Order } from './protocol.ts'

const BATCH = 5000
const MIB = 1024 * 1024

let largestBytes = 0

/** Notes the memory of the process, which the system knows only as a maximum since it started. */
function sampleMemory(): void {
  largestBytes = Math.max(largestBytes, process.memoryUsage.rss())
}

process.stdout.write(JSON.stringify(await measure(JSON.parse(process.argv[2]!) as Order)))

/** Does the work once in this new process: what a program pays that does so much and no more. */
async function measure(order: Order): Promise<Cost> {
  const work = prepare(order)
  const before = process.memoryUsage.rss()
  sampleMemory()
  const start = process.cpuUsage()
  const done = await work()
  const { user, system } = process.cpuUsage(start)
  if (done !== order.units) throw new Error(`${order.who} did ${done} units instead of ${order.units}.`)
  sampleMemory()
  return { nanoseconds: ((user + system) * 1000) / order.units, addedMiB: (largestBytes - before) / MIB }
}

/** Makes the input, which is not measured. */
function prepare({ work, who, series, units }: Order): () => number | Promise<number> {
  if (work === 'points') {
    const pool = writtenRows(series)
    const write = who === 'fluxline' ? writePoints : writePeerPoints
    return () => write(rowsOf(pool, units))
  }
  const chunks = responseChunks(series, units)
  const read = who === 'influxdb-client-js' ? readPeerRows : work === 'records' ? readRecords : readColumns
  return () => read(repeated(chunks, units))
}

function writePoints(rows: Iterable<CpuRow>): number {
  const encoder = new LineProtocolEncoder()
  let count = 0
  for (const row of rows) {
    const point = Point.measurement('cpu').time(row.time, 'ms')
    for (const key of tagKeys) point.tag(key, row[key])
    for (const key of fieldKeys) point.floatField(key, row[key] as number)
    encoder.encode(point)
    if (++count % BATCH !== 0) continue
    encoder.takeBytes()
    sampleMemory()
  }
  encoder.takeBytes()
  return count
}

function writePeerPoints(rows: Iterable<CpuRow>): number {
  const encoder = new TextEncoder()
  let batch: string[] = []
  let count = 0
  for (const row of rows) {
    const point = new PeerPoint('cpu').timestamp(`${row.time}000000`)
    for (const key of tagKeys) point.tag(key, row[key] as string)
    for (const key of fieldKeys) point.floatField(key, row[key])
    batch.push(point.toLineProtocol()!)
    if (++count % BATCH !== 0) continue
    encoder.encode(batch.join('\n'))
    batch = []
    sampleMemory()
  }
  encoder.encode(batch.join('\n'))
  return count
}

async function readRecords(chunks: Iterable<Uint8Array>): Promise<number> {
  let rows = 0
  for await (const batch of parseRecordBatches(chunks)) {
    for (const { values } of batch) if (values['_value'] !== undefined && values['hostname'] !== undefined) rows++
    sampleMemory()
  }
  return rows
}

async function readColumns(chunks: Iterable<Uint8Array>): Promise<number> {
  let rows = 0
  for await (const { length } of parseColumns(chunks)) {
    rows += length
    sampleMemory()
  }
  return rows
}

function readPeerRows(chunks: Iterable<Uint8Array>): Promise<number> {
  return new Promise((resolve, reject) => {
    let rows = 0
    const consumer = linesToTables({
      next(row, meta) {
        const values = meta.toObject(row)
        if (values['_value'] !== undefined && values['hostname'] !== undefined) rows++
      },
      error: reject,
      complete: () => resolve(rows),
    })
    const lines = chunksToLines(consumer, createTextDecoderCombiner())
    for (const chunk of chunks) {
      lines.next(chunk)
      sampleMemory()
    }
    lines.complete()
  })
}
