import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as client from '@fluxline/client'
import * as config from '@fluxline/config'
import * as configOnTheWeb from '@fluxline/config/web'
import * as core from '@fluxline/core'
import * as credentials from '@fluxline/core/credentials'
import * as coreFetch from '@fluxline/core/fetch'
import * as options from '@fluxline/core/options'
import * as rateLimits from '@fluxline/core/rate-limits'
import * as server from '@fluxline/core/server'
import * as dataframe from '@fluxline/dataframe'
import * as cells from '@fluxline/dataframe/cells'
import * as lines from '@fluxline/dataframe/lines'
import * as fluxCsv from '@fluxline/flux-csv'
import * as csvColumns from '@fluxline/flux-csv/columns'
import * as influxql from '@fluxline/influxql'
import * as influxqlFrames from '@fluxline/influxql/frames'
import * as ingest from '@fluxline/ingest'
import * as jetstream from '@fluxline/ingest/jetstream'
import * as kafka from '@fluxline/ingest/kafka'
import * as kafkajs from '@fluxline/ingest/kafkajs'
import * as management from '@fluxline/management'
import * as scripts from '@fluxline/management/scripts'
import * as v3 from '@fluxline/management/v3'
import * as opentelemetry from '@fluxline/opentelemetry'
import * as point from '@fluxline/point'
import * as columns from '@fluxline/point/columns'
import * as query from '@fluxline/query'
import * as response from '@fluxline/query/response'
import * as testing from '@fluxline/testing'
import * as testServer from '@fluxline/testing/node'
import * as spool from '@fluxline/spool'
import * as sql from '@fluxline/sql'
import * as sqlFrames from '@fluxline/sql/frames'
import * as writeBatching from '@fluxline/write-batching'
import * as spoolStore from '@fluxline/write-batching/spool'
import * as worker from '@fluxline/write-batching/worker'

const entries: Readonly<Record<string, object>> = {
  client,
  config,
  configOnTheWeb,
  core,
  credentials,
  coreFetch,
  options,
  rateLimits,
  server,
  dataframe,
  cells,
  lines,
  fluxCsv,
  csvColumns,
  influxql,
  influxqlFrames,
  ingest,
  jetstream,
  kafka,
  kafkajs,
  management,
  scripts,
  v3,
  opentelemetry,
  point,
  columns,
  query,
  response,
  testing,
  testServer,
  spool,
  sql,
  sqlFrames,
  writeBatching,
  spoolStore,
  worker,
}

const Weather = client.defineMeasurement('weather', {
  tags: { station: client.tag() },
  fields: { temperature: client.float() },
  time: 'ms',
})

/** Loads every entry into one process and uses each package against the server that the environment names. */
export async function smoke(env: Readonly<Record<string, string | undefined>>): Promise<void> {
  for (const [name, entry] of Object.entries(entries)) check(`${name} has exports`, Object.keys(entry).length > 0)
  const { INFLUX_URL: url = '', INFLUX_TOKEN: token = '', INFLUX_ORG: org = '', INFLUX_BUCKET: bucket = '' } = env
  const access = { url, token, org }
  check('config', config.fromConnectionString(`${url}?org=acme&token=t`).org === 'acme')

  const light = coreFetch.createClient(access)
  await core.write(light, point.Point.measurement('weather').tag('station', 'a').floatField('temperature', 1).time(1), {
    bucket,
  })
  const thread = worker.createWorkerBatchWriter(access, { bucket })
  await thread.write(Weather.record({ station: 'b', temperature: 2, time: 2 }))
  check('the worker thread', (await thread.close()).written === 1)
  await smokeSpool(access, bucket)
  const batches = writeBatching.createBatchWriter(light, { bucket })
  await batches.write({ measurement: 'weather', tags: { station: 'c' }, fields: { temperature: 3 }, time: 3n })
  check('the batch writer', (await batches.close()).written === 1)

  const influx = new client.InfluxDBClient(access)
  const all = query.flux`from(bucket: ${bucket}) |> range(start: 0) |> filter(fn: (r) => r._measurement == "weather")
    |> group() |> sort(columns: ["_value"])`
  const values: unknown[] = []
  for await (const { value } of influx.query.stream(all)) values.push(value)
  check(`records: ${String(values)}`, String(values) === '1,2,3')
  check('a frame', (await influx.dataFrame.collect(all)).numRows === 3)
  const [series] = await influxql
    .createInfluxQLApi(light, { database: bucket })
    .collect('SELECT temperature FROM weather')
  check('a series', series?.records.length === 3)
  const made = await management.createBucketsApi(light).create({ name: `${bucket}-made` })
  await influx.buckets.delete(made)
  const error: unknown = await core.write(influx, 'm v=1', { bucket: 'missing' }).catch((caught: unknown) => caught)
  check('an error', error instanceof client.HttpError && error.status === 404)
  await influx.close()
  await light.close()
}

/** Lines that the thread of one writer leaves on disk, and a writer of this thread sends. */
async function smokeSpool(access: { url: string; token: string; org: string }, bucket: string): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'spool-'))
  const files = spool.fileSpool({ directory })
  const away = worker.createWorkerBatchWriter({ ...access, url: 'http://127.0.0.1:9' }, { bucket, spool: files })
  await away.write('spooled v=1i')
  check('the spool of the worker thread', (await away.close()).spooled === 1)
  const back = core.createClient(access)
  const { written } = await writeBatching.createBatchWriter(back, { bucket, spool: files }).close({ until: 'stored' })
  check('the spool of the batch writer', written === 1)
  await back.close()
  rmSync(directory, { recursive: true })
}

function check(what: string, isTrue: boolean): void {
  if (!isTrue) throw new Error(`It failed: ${what}.`)
}
