/** One thing that a user bundles. Its budget is in `budgets.json`. */
export interface Entry {
  readonly name: string
  /** The names imported from each entry of a package. */
  readonly imports: Readonly<Record<string, string>>
  /** Bytes that the budget never exceeds, minified and gzipped. */
  readonly ceiling?: number
  /** What must not occur in the bundle, not even as text. */
  readonly without: readonly RegExp[]
  /** Large or optional dependencies, which are not counted. */
  readonly peers?: readonly string[]
  /** True for an entry for Node, false for the edge. Node's own modules are not counted. */
  readonly node?: boolean
}

const NO_UNDICI = [/(from|require\()\s*["']undici\b/, /\bEnvHttpProxyAgent\b/]
const NO_NODE = [/\bnode:[a-z]/, /\bundici\b/i]
const LEAN = [...NO_NODE, /\brxjs\b/i, /\barrow\b/i]

/** Every entry with a budget. */
export const entries: readonly Entry[] = [
  {
    name: 'edge writer: createClient, write, Point',
    imports: { core: '{ createClient, write }', point: '{ Point }' },
    // Of it, a time in any form takes 0.8 kB, printing and JSON 0.6 kB, checks of options, keys and mappings 1.3 kB, and shapes
    // that measurements share 0.2 kB.
    ceiling: 16_900,
    without: LEAN,
  },
  {
    name: 'edge writer of text: createClient, write',
    imports: { core: '{ createClient, write }' },
    // Of it, hiding secrets and bounding what a server says take 0.5 kB, what never reached the server 0.2 kB,
    // what each option may be 0.4 kB, checks of what is written 0.4 kB, and copies of what the caller may change 0.1 kB.
    ceiling: 10_250,
    without: LEAN,
  },
  {
    name: 'function writer on Node: core/fetch, write, Point',
    imports: { 'core/fetch': '{ createClient, write }', point: '{ Point }' },
    // Of it, naming the call and its caller in errors takes 0.4 kB, and naming the only line that was dropped 0.1 kB. The table of remedies comes with undici.
    ceiling: 21_000,
    without: NO_UNDICI,
    node: true,
  },
  {
    name: 'function on Node: core/fetch, write, Point, createBatchWriter, createQueryApi, flux',
    imports: {
      'core/fetch': '{ createClient, write }',
      point: '{ Point }',
      'write-batching': '{ createBatchWriter }',
      query: '{ createQueryApi, flux }',
    },
    ceiling: 88_000,
    without: NO_UNDICI,
    node: true,
  },
  {
    name: 'batch writer on Node: core/fetch, createBatchWriter',
    imports: { 'core/fetch': '{ createClient }', 'write-batching': '{ createBatchWriter }' },
    without: [...NO_UNDICI, /\brxjs\b/i],
    node: true,
  },
  { name: 'core, all of it', imports: { core: '*' }, ceiling: 15_300, without: LEAN },
  { name: 'point: Point', imports: { point: '{ Point }' }, without: LEAN },
  { name: 'point, all of it', imports: { point: '*' }, without: LEAN },
  { name: 'flux-csv: parseRecords', imports: { 'flux-csv': '{ parseRecords }' }, without: LEAN },
  { name: 'flux-csv, all of it', imports: { 'flux-csv': '*' }, without: LEAN },
  { name: 'query: createQueryApi, flux', imports: { query: '{ createQueryApi, flux }' }, without: LEAN },
  { name: 'query, all of it', imports: { query: '*' }, without: LEAN },
  {
    name: 'core, all of it, and influxql: createInfluxQLApi, influxql',
    imports: { core: '*', influxql: '{ createInfluxQLApi, influxql }' },
    without: LEAN,
  },
  {
    name: 'edge reader of InfluxQL: createClient, createInfluxQLApi',
    imports: { core: '{ createClient }', influxql: '{ createInfluxQLApi }' },
    without: LEAN,
  },
  { name: 'influxql, all of it', imports: { influxql: '*' }, without: LEAN },
  {
    name: 'core, all of it, and sql: createSqlApi, sql',
    imports: { core: '*', sql: '{ createSqlApi, sql }' },
    without: LEAN,
  },
  { name: 'sql, all of it', imports: { sql: '*' }, without: LEAN },
  {
    name: 'sql/frames, all of it but data frames',
    imports: { 'sql/frames': '*' },
    without: NO_NODE,
    peers: ['@fluxline/dataframe', 'apache-arrow'],
  },
  {
    name: 'influxql/frames, all of it but data frames',
    imports: { 'influxql/frames': '*' },
    without: NO_NODE,
    peers: ['@fluxline/dataframe', 'apache-arrow'],
  },
  {
    name: 'write-batching: createBatchWriter, with point',
    imports: { 'write-batching': '{ createBatchWriter }' },
    without: LEAN,
  },
  { name: 'write-batching/spool, all of it', imports: { 'write-batching/spool': '*' }, without: LEAN },
  {
    name: 'write-batching/worker, all of it but undici, for Node',
    imports: { 'write-batching/worker': '*' },
    without: [],
    peers: ['undici'],
    node: true,
  },
  {
    name: 'spool, all of it but the batch writer, for Node',
    imports: { spool: '*' },
    without: [],
    peers: ['@fluxline/write-batching'],
    node: true,
  },
  {
    name: 'ingest, all of it but the batch writer',
    imports: { ingest: '*' },
    without: LEAN,
    peers: ['@fluxline/write-batching'],
  },
  {
    name: 'ingest/jetstream, all of it but the client of NATS',
    imports: { 'ingest/jetstream': '*' },
    without: NO_NODE,
    peers: ['@nats-io/jetstream', '@nats-io/nats-core'],
  },
  {
    name: 'ingest/kafka',
    imports: { 'ingest/kafka': '*' },
    without: NO_NODE,
  },
  {
    name: 'ingest/kafkajs',
    imports: { 'ingest/kafkajs': '*' },
    without: NO_NODE,
  },
  {
    name: 'management: createBucketsApi',
    imports: { management: '{ createBucketsApi }' },
    without: LEAN,
  },
  { name: 'management/v3, all of it', imports: { 'management/v3': '*' }, without: LEAN },
  { name: 'management, all of it', imports: { management: '*' }, without: LEAN },
  {
    name: 'management/scripts, all of it but data frames',
    imports: { 'management/scripts': '*' },
    without: [...NO_NODE, /\brxjs\b/i],
    peers: ['@fluxline/dataframe'],
  },
  {
    name: 'dataframe, all of it but Arrow',
    imports: { dataframe: '*' },
    without: NO_NODE,
    peers: ['apache-arrow'],
  },
  { name: 'dataframe/lines, all of it', imports: { 'dataframe/lines': '*' }, without: NO_NODE },
  { name: 'config, all of it, for Node', imports: { config: '*' }, without: [], node: true },
  {
    name: 'opentelemetry, all of it but the API',
    imports: { opentelemetry: '*' },
    without: LEAN,
    peers: ['@opentelemetry/api'],
  },
  { name: 'testing, all of it', imports: { testing: '*' }, without: LEAN },
  {
    name: 'client, all of it but Arrow',
    imports: { client: '*' },
    without: NO_NODE,
    peers: ['apache-arrow'],
  },
]
