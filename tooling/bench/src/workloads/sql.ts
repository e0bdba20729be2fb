import type { Client } from '@fluxline/core'
import { createSqlApi } from '@fluxline/sql'
import { createSqlFrameApi } from '@fluxline/sql/frames'
import { parquetReadObjects } from 'hyparquet'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { onCpu } from '../cpu-time.ts'
import type { Workload } from '../runner.ts'

const ROWS = 50_000
const START = 1_767_225_600_000_000_000n

/**
 * Reads 50 000 rows of SQL as InfluxDB 3 sends them, without the server: our readers of JSON lines, `JSON.parse` for each
 * line, which rounds integers and leaves times as text, and hyparquet, which needs the whole file.
 */
export function sqlWorkloads(): Workload[] {
  const rows = Array.from({ length: ROWS }, (_, at) => ({
    host: `host_${at % 100}`,
    region: `r${at % 5}`,
    // Never whole, so that `JSON.stringify` writes them as floats too.
    usage: ((at * 7919) % 10_000) / 100 + 0.005,
    idle: ((at * 104_729) % 99_991) / 7 + 0.001,
    jobs: at * 7,
    time: START + BigInt(at) * 1_000_000_007n,
  }))
  const lines = new TextEncoder().encode(
    rows.map(({ time, ...row }) => `${JSON.stringify({ ...row, time: textOf(time) })}\n`).join(''),
  )
  const parquet = parquetWriteBuffer({
    columnData: [
      { name: 'host', data: rows.map(({ host }) => host), type: 'STRING' },
      { name: 'region', data: rows.map(({ region }) => region), type: 'STRING' },
      { name: 'usage', data: rows.map(({ usage }) => usage), type: 'DOUBLE' },
      { name: 'idle', data: rows.map(({ idle }) => idle), type: 'DOUBLE' },
      { name: 'jobs', data: rows.map(({ jobs }) => BigInt(jobs)), type: 'INT64' },
      { name: 'time', data: rows.map(({ time }) => time), type: 'INT64' },
    ],
  })
  const client = replaying(lines)
  const peers = {
    'JSON.parse of each line': onCpu(() => parseLines(lines)),
    'hyparquet, of Parquet': onCpu(async () => (await parquetReadObjects({ file: parquet })).length),
  }
  const workload = (name: string, target: number, ours: () => Promise<number>): Workload => ({
    group: 'SQL, the reader alone',
    name,
    units: ROWS,
    target,
    ours: onCpu(ours),
    peers,
  })
  return [workload('records', 1, () => readRecords(client)), workload('Arrow tables', 1, () => readFrames(client))]
}

async function readRecords(client: Client): Promise<number> {
  let rows = 0
  for await (const batch of createSqlApi(client, { database: 'x' }).streamBatches('SELECT 1')) rows += batch.length
  return rows
}

async function readFrames(client: Client): Promise<number> {
  let rows = 0
  for await (const { numRows } of createSqlFrameApi(client, { database: 'x' }).streamFrames('SELECT 1')) rows += numRows
  return rows
}

function parseLines(lines: Uint8Array): number {
  let rows = 0
  for (const line of new TextDecoder().decode(lines).split('\n')) if (line !== '' && JSON.parse(line)) rows++
  return rows
}

/** Returns a client whose response is this, in chunks as a socket has them. */
function replaying(bytes: Uint8Array): Client {
  async function* body(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536)
  }
  const headers = { get: (name: string) => (name === 'content-type' ? 'application/jsonl' : null) }
  return { url: 'http://localhost', request: async () => ({ status: 200, headers, body: body() }) } as unknown as Client
}

/** Returns nanoseconds as InfluxDB 3 writes them. */
function textOf(nanoseconds: bigint): string {
  const text = new Date(Number(nanoseconds / 1_000_000n)).toISOString().slice(0, 19)
  return `${text}.${String(nanoseconds % 1_000_000_000n).padStart(9, '0')}`
}
