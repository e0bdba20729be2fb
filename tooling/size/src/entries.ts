/** One thing that a user bundles, and what it may weigh. */
export interface Entry {
  readonly name: string
  /** What is imported, by the entry of a package below `packages/`. */
  readonly imports: Readonly<Record<string, string>>
  /** Bytes, minified and gzipped. */
  readonly limit: number
  /** What is nowhere in the bundle, not even as text. */
  readonly without: readonly RegExp[]
  /** What is not counted: large or optional dependencies. */
  readonly peers?: readonly string[]
  /** For Node, where others are for the edge; Node's own modules are not counted. */
  readonly node?: boolean
}

const NO_NODE = [/\bnode:[a-z]/, /\bundici\b/i]
const LEAN = [...NO_NODE, /\brxjs\b/i, /\barrow\b/i]

/** Everything that has a budget. */
export const entries: readonly Entry[] = [
  {
    name: 'edge writer: createClient, write, Point',
    imports: { core: '{ createClient, write }', point: '{ Point }' },
    limit: 8000,
    without: LEAN,
  },
  {
    name: 'edge writer of text: createClient, write',
    imports: { core: '{ createClient, write }' },
    limit: 5250,
    without: LEAN,
  },
  { name: 'core, all of it', imports: { core: '*' }, limit: 9000, without: LEAN },
  { name: 'point: Point', imports: { point: '{ Point }' }, limit: 4000, without: LEAN },
  { name: 'point, all of it', imports: { point: '*' }, limit: 12_000, without: LEAN },
  { name: 'flux-csv: parseRecords', imports: { 'flux-csv': '{ parseRecords }' }, limit: 16_900, without: LEAN },
  { name: 'flux-csv, all of it', imports: { 'flux-csv': '*' }, limit: 20_900, without: LEAN },
  { name: 'query: createQueryApi, flux', imports: { query: '{ createQueryApi, flux }' }, limit: 24_000, without: LEAN },
  { name: 'query, all of it', imports: { query: '*' }, limit: 24_600, without: LEAN },
  {
    name: 'write-batching: createBatchWriter, with point and rxjs',
    imports: { 'write-batching': '{ createBatchWriter }' },
    limit: 22_000,
    without: NO_NODE,
  },
  {
    name: 'write-batching/worker, all of it but undici, for Node',
    imports: { 'write-batching/worker': '*' },
    limit: 62_000,
    without: [],
    peers: ['undici'],
    node: true,
  },
  {
    name: 'management: createBucketsApi',
    imports: { management: '{ createBucketsApi }' },
    limit: 4000,
    without: LEAN,
  },
  { name: 'management, all of it', imports: { management: '*' }, limit: 10_500, without: LEAN },
  {
    name: 'management/scripts, all of it but data frames',
    imports: { 'management/scripts': '*' },
    limit: 21_300,
    without: [...NO_NODE, /\brxjs\b/i],
    peers: ['@fluxline/dataframe'],
  },
  {
    name: 'dataframe, all of it but Arrow',
    imports: { dataframe: '*' },
    limit: 33_200,
    without: NO_NODE,
    peers: ['apache-arrow'],
  },
  { name: 'dataframe/lines, all of it', imports: { 'dataframe/lines': '*' }, limit: 13_000, without: NO_NODE },
  { name: 'config, all of it, for Node', imports: { config: '*' }, limit: 12_000, without: [], node: true },
  {
    name: 'client, all of it but Arrow',
    imports: { client: '*' },
    limit: 78_900,
    without: NO_NODE,
    peers: ['apache-arrow'],
  },
]
