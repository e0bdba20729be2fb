import { createClient } from '@fluxline/core'
import { startInfluxd } from '@fluxline/influxd'
import { createQueryApi } from '@fluxline/query'
import { InfluxDB } from '@influxdata/influxdb-client'
import type { QueryApi } from '@influxdata/influxdb-client'
import type { Work, Workload } from '../runner.ts'
import { write } from './csv.ts'

const MEASUREMENT = 'two_decimal_floats'
const LARGEST = 100_000
/** At least as fast as the faster setting of the peer. */
const TARGET = 1

const shapes = {
  narrow: ' |> keep(columns: ["_time", "_value", "hostname"])',
  'all tags': '',
} as const

/**
 * Queries from the request to the last row, against a real InfluxDB on this machine, with default options.
 *
 * The peer takes part with and without compression. The server ends with `scope`.
 */
export async function queryWorkloads(scope: AsyncDisposableStack): Promise<Workload[]> {
  const server = scope.use(await startInfluxd())
  const access = await server.setup()
  await write(access, MEASUREMENT, 'two-decimal floats')
  const { url, token, org } = access
  const query = createQueryApi(scope.use(createClient({ url, token, org, timeout: 60_000 })))
  const api = new InfluxDB({ url, token, timeout: 60_000 }).getQueryApi(org)
  const settings = {
    'influxdb-client-js, no gzip': api.with({ gzip: false }),
    'influxdb-client-js, gzip': api.with({ gzip: true }),
  }
  const peersOf = (work: (peer: QueryApi) => Promise<number>): Record<string, Work> =>
    Object.fromEntries(Object.entries(settings).map(([name, peer]) => [name, () => work(peer)]))

  // Five of the ten fields of 20 000 points.
  const source = `from(bucket: "${access.bucket}") |> range(start: 0)
    |> filter(fn: (r) => r._measurement == "${MEASUREMENT}" and r._field =~ /^usage_(user|system|idle|nice|iowait)$/)`
  const workloads: Workload[] = []
  for (const [shape, keep] of Object.entries(shapes)) {
    const script = `${source}${keep}`
    workloads.push({
      group: 'query, the first row',
      name: `${shape}, of ${LARGEST} rows`,
      units: 1,
      target: TARGET,
      ours: () => firstOf(query.stream(script)),
      peers: peersOf((peer) => firstOf(peer.iterateRows(script))),
    })
    for (const rows of [1, 1000, LARGEST]) {
      const limited = rows === LARGEST ? script : `${script} |> group() |> limit(n: ${rows})`
      const common = { name: `${shape}, ${rows} rows`, units: rows, target: TARGET }
      workloads.push(
        {
          ...common,
          group: 'query, one by one',
          ours: () => count(query.stream(limited)),
          peers: peersOf((peer) => count(peer.iterateRows(limited))),
        },
        {
          ...common,
          group: 'query, collected',
          ours: async () => (await query.collect(limited)).reduce((sum, table) => sum + table.records.length, 0),
          peers: peersOf(async (peer) => (await peer.collectRows(limited)).length),
        },
      )
    }
  }
  return workloads
}

async function count(rows: AsyncIterable<unknown>): Promise<number> {
  let found = 0
  for await (const row of rows) if (row !== undefined) found++
  return found
}

/** Leaves after the first row, which ends the request. */
async function firstOf(rows: AsyncIterable<unknown>): Promise<number> {
  for await (const row of rows) return row === undefined ? 0 : 1
  return 0
}
