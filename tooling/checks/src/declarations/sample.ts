/** A module whose exports have types that no annotation names: what the umbrella's functions and methods return. */
export const sample = `
import {
  boolean, createBatchWriter, createClient, createQueryApi, defineMeasurement, float, flux, fluxInt, InfluxDBClient, int, parseColumns,
  parseLineProtocol, parseRecordBatches, parseRecords, parseTables, Point, retry, session, string, tag, uint,
} from '@fluxline/client'

export const Weather = defineMeasurement('weather', {
  tags: { station: tag(), site: tag({ optional: true }) },
  fields: { temperature: float(), gusts: int(), count: uint({ optional: true }), calm: boolean(), sky: string() },
  time: 'ms',
})
export const record = Weather.record({ station: 'a', temperature: 1, gusts: 1n, calm: true, sky: '', time: 1 })
export const members = { tag: tag(), float: float(), int: int(), uint: uint(), boolean: boolean(), string: string({ optional: true }) }
export const client = new InfluxDBClient({ url: 'http://localhost:8086' })
export const connection = createClient({ url: 'http://localhost:8086' })
export const writer = client.batchWriter({ bucket: 'metrics' })
export const other = createBatchWriter(client, { bucket: 'metrics' })
export const { query, influxql, sql, dataFrame, buckets, dbrps, organizations, users, authorizations, labels, tasks, scripts } = client
export const receipt = writer.submit('m v=1')
export const stats = writer.stats
export const expression = flux\`from(bucket: \${'metrics'})\`

export const collect = () => client.query.collect(expression)
export const collectExact = () => client.query.collect(expression, { integers: 'bigint', times: 'string' })
export const stream = () => client.query.stream(expression)
export const streamBatches = () => client.query.streamBatches(expression)
export const rows = () => client.query.rows(expression, Weather)
export const csv = () => client.query.csv(expression)
export const raw = () => client.query.raw(expression, { as: 'stream' })
export const observable = () => client.query.observable(expression)
export const frame = () => client.dataFrame.collect(expression)
export const frames = () => client.dataFrame.stream(expression)
export const api = createQueryApi(client, { integers: 'bigint' })
export const series = () => client.influxql.collect('SHOW DATABASES')
export const exactSeries = () => client.influxql.collect('SHOW DATABASES', { integers: 'bigint', times: 'string' })
export const seriesStream = () => client.influxql.stream('SHOW DATABASES')
export const sqlRecords = () => client.sql.collect('SELECT 1', { database: 'x' })
export const exactSqlRecords = () => client.sql.stream('SELECT 1', { integers: 'bigint', times: 'string' })
export const sqlRows = () => client.sql.rows('SELECT 1', Weather)
export const sqlObservable = () => client.sql.observable('SELECT 1')
export const sqlFrames = () => client.sql.collectFrames('SELECT 1')
export const seriesRows = () => client.influxql.rows('SHOW DATABASES', Weather)
export const statements = () => client.influxql.statements('SHOW DATABASES')
export const seriesObservable = () => client.influxql.observable('SHOW DATABASES')
export const bucket = () => client.buckets.create({ name: 'metrics' })
export const authorization = () => client.authorizations.list()
export const task = () => client.tasks.iterate()
export const runs = () => client.tasks.runs('id')
export const scriptRecords = () => client.scripts.collect('id')
export const events = writer.events
export const chunks: AsyncIterable<Uint8Array>[] = []
export const parsed = () => [parseRecords(chunks[0]!), parseRecordBatches(chunks[0]!), parseTables(chunks[0]!), parseColumns(chunks[0]!)]
export const points = parseLineProtocol('m v=1')
export const point = new Point('m')
export const policies = [retry(), session({ username: 'a', password: 'b' })]
export const literal = fluxInt(1)
export const abort = () => writer.abort()
export const flush = () => writer.flush()
export const outcome = () => receipt.outcome
export const request = () => client.request({ method: 'GET', path: '/ping' })
`
