import { createClient, lines } from '@fluxline/core'
import { collectFrames, createDataFrameApi, tableLines } from '@fluxline/dataframe'
import { startInfluxd } from '@fluxline/influxd'
import { createQueryApi } from '@fluxline/query'
import { InfluxDB, Point as PeerPoint } from '@influxdata/influxdb-client'
import type { Table } from 'apache-arrow'
import { fieldKeys, tagKeys } from '../data.ts'
import type { FieldKind } from '../data.ts'
import type { ForeignWork } from '../peers/foreign-work.ts'
import { PYTHON } from '../peers/install.ts'
import type { Workload } from '../runner.ts'
import { ask, write } from './csv.ts'
import { peerRows } from './read-csv.ts'

const ROWS = 20_000
const NARROW = `keep(columns: ["_time", "_value", "_field", "hostname", "region"])`

/**
 * Reads responses as Arrow tables, from recorded bytes and from the server, and writes Arrow tables as lines.
 * The server ends with `scope`.
 */
export async function frameWorkloads(scope: AsyncDisposableStack, foreign: ForeignWork): Promise<Workload[]> {
  const server = scope.use(await startInfluxd())
  const access = await server.setup()
  const { url, token, org } = access
  const influx = scope.use(createClient({ url, token, org, timeout: 60_000 }))
  const frames = createDataFrameApi(createQueryApi(influx))
  const peer = new InfluxDB({ url, token, timeout: 60_000 }).getQueryApi(org)

  const workloads: Workload[] = []
  const add = async (name: string, kind: FieldKind, script: string, rows: number): Promise<void> => {
    const chunks = await ask(access, script)
    const file = await foreign.file(Buffer.concat(chunks))
    workloads.push({
      group: 'CSV → Arrow',
      name,
      units: rows,
      ours: async () => rowsOf(await collectFrames(chunks)),
      peers: {
        'influxdb-client-js': () => peerRows(chunks),
        ...foreign.python('pyarrow', 'pyarrow', file, tagKeys),
        ...foreign.python('polars', 'polars', file, tagKeys),
        ...foreign.python(PYTHON, 'parse', file),
      },
    })
    if (name.startsWith('wide')) {
      const [table] = await collectFrames(chunks)
      workloads.push({
        group: 'Arrow → lines',
        name,
        units: rows,
        ours: () => (ourLines(table!) > 0 ? rows : 0),
        peers: {
          'influxdb-client-js': () => (peerLines(table!, kind) > 0 ? rows : 0),
          ...foreign.python(PYTHON, 'serialize', file, tagKeys),
        },
      })
    }
    workloads.push({
      group: 'query → Arrow, end to end',
      name,
      units: rows,
      ours: async () => (await frames.collect(script)).numRows,
      peers: {
        'influxdb-client-js': async () => (await peer.collectRows(script)).length,
        ...foreign.python(PYTHON, 'query', url, token, org, script),
      },
    })
  }

  for (const kind of ['two-decimal floats', 'integers', 'strings'] as const) {
    const measurement = kind.replaceAll(' ', '_')
    await write(access, measurement, kind)
    const source = `from(bucket: "${access.bucket}") |> range(start: 0) |> filter(fn: (r) => r._measurement == "${measurement}")`
    const pivot = `drop(columns: ["_measurement"]) |> pivot(rowKey: ["_time"], columnKey: ["_field"], valueColumn: "_value")`
    await add(`wide, ${kind}`, kind, `${source} |> ${pivot}`, ROWS)
    if (kind !== 'integers') await add(`narrow, ${kind}`, kind, `${source} |> ${NARROW}`, ROWS * fieldKeys.length)
  }
  return workloads
}

function rowsOf(tables: readonly { readonly numRows: number }[]): number {
  return tables.reduce((sum, { numRows }) => sum + numRows, 0)
}

function ourLines(table: Table): number {
  const options = { measurement: 'cpu', tagColumns: tagKeys, fieldColumns: fieldKeys }
  let bytes = 0
  for (const chunk of tableLines(table, options)[lines]()) bytes += chunk.length
  return bytes
}

/** Makes a point for each row, because the peer does not support tables. */
function peerLines(table: Table, kind: FieldKind): number {
  const times = table.getChild('_time')!
  const texts: string[] = []
  for (const [row, values] of table.toArray().entries()) {
    const point = new PeerPoint('cpu')
    for (const key of tagKeys) point.tag(key, values[key] as string)
    for (const key of fieldKeys) {
      if (kind === 'integers') point.intField(key, Number(values[key]))
      else if (kind === 'strings') point.stringField(key, values[key])
      else point.floatField(key, values[key])
    }
    texts.push(point.timestamp(`${times.get(row)}000000`).toLineProtocol()!)
  }
  return new TextEncoder().encode(texts.join('\n')).length
}
