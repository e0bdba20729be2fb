import { createRequire } from 'node:module'
import { basic, createClient, write } from '@fluxline/core'
import type { Client } from '@fluxline/core'
import { startInfluxd1 } from '@fluxline/influxd'
import { createInfluxQLApi } from '@fluxline/influxql'
import { createInfluxQLFrameApi } from '@fluxline/influxql/frames'
import { InfluxDB } from 'influx'
import { onCpu } from '../cpu-time.ts'
import type { Work, Workload } from '../runner.ts'

const ROWS = 200_000
const QUERY = 'SELECT * FROM cpu'
const PEER = 'node-influx'

/** What the peer reads responses with; its root does not export it. */
const { parseSingle } = createRequire(import.meta.url)('influx/lib/src/results.js') as {
  readonly parseSingle: (response: unknown, precision: 'n') => { readonly length: number }
}

/**
 * Reads 200 000 rows of InfluxQL: from a real InfluxDB 1.x, and from its recorded responses. The rate is rows per second of
 * the process's CPU time, so that the server's speed does not matter.
 *
 * The server ends with `scope`.
 */
export async function influxqlWorkloads(scope: AsyncDisposableStack): Promise<Workload[]> {
  const server = scope.use(await startInfluxd1())
  const { url, username, password } = server
  const client = scope.use(createClient({ url, auth: basic({ username, password }), timeout: 60_000 }))
  await createInfluxQLApi(client).collect('CREATE DATABASE bench')
  await writeRows(client)
  const { hostname, port } = new URL(url)
  const peer = new InfluxDB({ host: hostname, port: Number(port), username, password, database: 'bench' })

  const raw = createInfluxQLApi(client, { database: 'bench' })
  const record = (format: 'json' | 'msgpack', chunkSize?: number): Promise<Uint8Array> =>
    raw.raw(QUERY, { format, epoch: 'ns', as: 'bytes', chunkSize, timeout: 60_000 })
  const msgpack = replaying(await record('msgpack', 10_000), 'application/x-msgpack')
  const json = replaying(await record('json', 10_000), 'application/json')
  const whole = Buffer.from(await record('json'))

  const readPeer = (): number => parseSingle(JSON.parse(whole.toString('utf8')), 'n').length
  const queryPeer = async (): Promise<number> => (await peer.query(QUERY, { precision: 'n' })).length
  return [
    workload('InfluxQL, the reader alone', 'records', 5, () => readRecords(msgpack), readPeer),
    workload('InfluxQL, the reader alone', 'Arrow tables', 10, () => readFrames(msgpack), readPeer),
    workload('InfluxQL, the reader alone', 'records out of JSON', 2, () => readRecords(json), readPeer),
    workload('InfluxQL, end to end', 'records', 5, () => readRecords(client), queryPeer),
    workload('InfluxQL, end to end', 'Arrow tables', 10, () => readFrames(client), queryPeer),
    workload('InfluxQL, end to end', 'records out of JSON', 2, () => readRecords(client, 'json'), queryPeer),
  ]
}

function workload(group: string, name: string, target: number, ours: Work, peer: Work): Workload {
  return { group, name, units: ROWS, target, ours: onCpu(ours), peers: { [PEER]: onCpu(peer) } }
}

async function readRecords(client: Client, format?: 'json'): Promise<number> {
  const api = createInfluxQLApi(client, { database: 'bench', integers: 'safe', format })
  let rows = 0
  for await (const batch of api.streamBatches(QUERY)) {
    // As the peer: every value is made.
    for (const { row } of batch) if (row.length === 7) rows++
  }
  return rows
}

async function readFrames(client: Client): Promise<number> {
  const frames = createInfluxQLFrameApi(client, { database: 'bench' })
  let rows = 0
  for await (const { numRows } of frames.streamFrames(QUERY)) rows += numRows
  return rows
}

/** Returns a client whose response is recorded, in chunks as a socket has them. */
function replaying(bytes: Uint8Array, type: string): Client {
  async function* body(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536)
  }
  const headers = { get: (name: string) => (name === 'content-type' ? type : null) }
  return { url: 'http://127.0.0.1', request: async () => ({ status: 200, headers, body: body() }) } as unknown as Client
}

/** Four fields and two tags besides the time. */
async function writeRows(client: Client): Promise<void> {
  for (let first = 0; first < ROWS; first += 10_000) {
    const lines = Array.from({ length: 10_000 }, (_, index) => {
      const row = first + index
      const fields = `usage=${(row % 10_000) / 100},n=${row * 1000}i,load=${Math.sqrt(row)},ok=${row % 3 === 0}`
      return `cpu,host=host_${row % 100},region=eu-${row % 5} ${fields} ${1_700_000_000_000_000_000n + BigInt(row) * 1_000_000n}`
    })
    await write(client, lines, { bucket: 'bench', precision: 'ns' })
  }
}
