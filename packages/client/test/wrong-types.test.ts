import { afterAll, expect, it } from 'vitest'
import {
  createClient,
  defineMeasurement,
  deleteData,
  ensureBucket,
  ensureTask,
  InfluxDBClient,
  LineProtocolEncoder,
  parseColumns,
  parseLineProtocol,
  parseRecords,
  parseTimestamp,
  Point,
  request,
  tag,
  writeNow,
} from '../src/index.ts'

// Nothing listens here, and nothing is sent.
const url = 'http://127.0.0.1:9'
const client = new InfluxDBClient({ url, token: 't', org: 'acme' })
afterAll(() => client.close())

const ID = '0123456789abcdef'
const REQUEST = 'org params paramsMode now profilers onProfile compression headers signal timeout'
const LIMITS = 'maxRows maxBytes maxColumns maxCellBytes'
const RECORDS = `${LIMITS} emptyString typeHints integers times`
const CSV = `delimiter commentPrefix lineEnd ${RECORDS}`
const CALL = 'signal timeout'
const ORG = 'org orgID'
const INFLUXQL = 'database retentionPolicy params chunkSize compression headers signal timeout'
const WRITE = 'bucket org precision finerTimes checkTimes defaultTags gzip signal timeout'
const BATCH_NUMBERS =
  'batchSize flushInterval jitterInterval retryInterval maxRetries maxRetryDelay maxRetryTime exponentialBase ' +
  'maxCloseWait maxBatchBytes maxBufferBytes concurrency maxRejected'
const BATCH =
  'bucket org precision finerTimes overflow headers gzip defaultTags checkTimes timestampText nonFinite timeout closeOnExit ' +
  `spool onSuccess onError onRetry onRejected onDrop onSpool ${BATCH_NUMBERS}`

type Call = (options: object) => unknown
const right =
  <Options extends object>(required: Options, call: (options: Options) => unknown): Call =>
  (options: object) =>
    call({ ...required, ...options })

/** Every function with options, by what it is, and the names of its options. */
const calls: Readonly<Record<string, readonly [call: Call, options: string]>> = {
  createClient: [
    right({ url }, createClient),
    'url token auth org server timeout headers userAgent gzip defaultTags retry hooks transport fetch tls proxy connections dispatcher',
  ],
  InfluxDBClient: [right({ url }, (options) => new InfluxDBClient(options)), 'profilers onProfile gzip token'],
  'client.write': [right({ bucket: 'b' }, (options) => client.write('m f=1', options)), `${WRITE} record nonFinite`],
  writeNow: [right({ bucket: 'b' }, (options) => writeNow(client, 'm f=1', options)), `${WRITE} maxBatchBytes`],
  batchWriter: [right({}, (options) => client.batchWriter(options)), BATCH],
  'writer.write': [right({}, (options) => batchWrite(options)), 'bucket org precision record'],
  'writer.flush': [
    right({}, (options) => client.batchWriter({ bucket: 'b' }).flush(options)),
    'timeout signal retry until',
  ],
  'query.collect': [right({}, (options) => client.query.collect('x', options)), `${REQUEST} ${RECORDS}`],
  'query.stream': [right({}, (options) => client.query.stream('x', options)), `${REQUEST} ${RECORDS}`],
  'query.csv': [right({}, (options) => client.query.csv('x', options)), `${REQUEST} ${LIMITS} dialect`],
  'query.raw': [right({}, (options) => client.query.raw('x', options)), `${REQUEST} dialect as`],
  'dataFrame.collect': [
    right({}, (options) => client.dataFrame.collect('x', options)),
    `${REQUEST} ${LIMITS} index drop typeHints blockRows emptyString pivot`,
  ],
  'influxql.collect': [right({}, (options) => client.influxql.collect('x', options)), `${INFLUXQL} typeHints format`],
  'influxql.raw': [right({}, (options) => client.influxql.raw('x', options)), `${INFLUXQL} format epoch as`],
  delete: [
    right({ bucket: 'b', start: 0, stop: 1, everything: true }, (options) => deleteData(client, options as never)),
    `${ORG} ${CALL} bucket start stop predicate everything`,
  ],
  'buckets.create': [
    right({ name: 'b' }, (options) => client.buckets.create(options)),
    `${ORG} name description rp schemaType retentionRules`,
  ],
  'buckets.find': [right({}, (options) => client.buckets.find(ID, options)), CALL],
  'buckets.update': [right({}, (options) => client.buckets.update(ID, options)), 'name description retentionRules'],
  'buckets.list': [
    right({}, (options) => client.buckets.list(options)),
    `${ORG} ${CALL} id name limit offset after descending`,
  ],
  ensureBucket: [
    right({ name: 'b' }, (options) => ensureBucket(client, options)),
    `${ORG} name description retentionRules`,
  ],
  'tasks.createEvery': [
    right({ name: 't', every: '1h', flux: 'x' }, (options) => client.tasks.createEvery(options)),
    `${ORG} name every flux offset description status`,
  ],
  'tasks.update': [
    right({}, (options) => client.tasks.update(ID, options)),
    'flux name every cron offset status description',
  ],
  'tasks.list': [
    right({}, (options) => client.tasks.list(options)),
    `${ORG} ${CALL} name user status type limit after`,
  ],
  'tasks.runs': [right({}, (options) => client.tasks.runs(ID, options)), `${CALL} afterTime beforeTime limit`],
  ensureTask: [
    right({ name: 't', every: '1h', flux: 'x' }, (options) => ensureTask(client, options as never)),
    'name flux every offset description status',
  ],
  'authorizations.create': [
    right({ permissions: [] }, (options) => client.authorizations.create(options)),
    `${ORG} permissions userID description status`,
  ],
  'users.list': [right({}, (options) => client.users.list(options)), `${CALL} id name limit offset after`],
  'organizations.update': [right({}, (options) => client.organizations.update(ID, options)), 'name description'],
  'labels.create': [right({ name: 'l' }, (options) => client.labels.create(options)), `${ORG} name properties`],
  'dbrps.create': [
    right({ bucket: ID, database: 'd', retentionPolicy: 'r' }, (options) => client.dbrps.create(options)),
    `${ORG} bucket database retentionPolicy default`,
  ],
  'scripts.create': [
    right({ name: 's', script: 'x', description: 'd' }, (options) => client.scripts.create(options as never)),
    'name script description language',
  ],
  'scripts.collect': [right({}, (options) => client.scripts.collect(ID, options)), `${CALL} params ${RECORDS}`],
  request: [
    right({ method: 'GET', path: '/x' } as const, (options) => request(client, options)),
    `${CALL} method path query secrets`,
  ],
  parseRecords: [right({}, (options) => parseRecords([], options)), CSV],
  parseColumns: [
    right({}, (options) => parseColumns([], options)),
    `delimiter commentPrefix lineEnd ${LIMITS} emptyString typeHints blockRows`,
  ],
  LineProtocolEncoder: [
    right({}, (options) => new LineProtocolEncoder(options)),
    'precision finerTimes defaultTags nonFinite trailingBackslash newline clock timestampText',
  ],
  toLineProtocol: [
    right({}, (options) => new Point('m').intField('f', 1).toLineProtocol(options)),
    'precision finerTimes defaultTags nonFinite trailingBackslash newline',
  ],
  'Point.from': [
    right({ measurement: 'm' }, (options) => Point.from({ a: 1 }, options as never)),
    'measurement measurementKey timeKey tagKeys fieldKeys precision fieldTypes',
  ],
  parseLineProtocol: [right({}, (options) => [...parseLineProtocol('m f=1', options)]), 'precision'],
  parseTimestamp: [right({}, (options) => parseTimestamp('2026-01-01T00:00:00Z', options)), 'timeZone'],
  defineMeasurement: [right({ fields: {} }, (options) => defineMeasurement('m', options as never)), 'tags fields time'],
  tag: [right({}, (options) => tag(options)), 'optional'],
}

function batchWrite(options: object): unknown {
  return client.batchWriter({ bucket: 'b', maxCloseWait: 0 }).write('m f=1', options)
}

// No option takes a symbol. Times may be bigints, and nothing else.
const times = new Set(['now', 'start', 'stop', 'afterTime', 'beforeTime'])
const cases = Object.entries(calls).flatMap(([what, [call, options]]) =>
  options
    .split(' ')
    .flatMap((option) =>
      [Symbol('x'), ...(times.has(option) ? [] : [5n])].map((value) => ({ what, option, value, call })),
    ),
)

it.each(cases)('$what refuses $value as $option', async ({ option, value, call }) => {
  expect(await outcomeOf(() => call({ [option]: value }))).toMatchObject({
    code: 'FLUXLINE_OPTION',
    message: expect.stringContaining(option),
  })
})

/** What a call throws. An iteration checks its options before it is opened, so it is not opened here. */
async function outcomeOf(call: () => unknown): Promise<unknown> {
  try {
    return await call()
  } catch (error) {
    return error
  }
}
