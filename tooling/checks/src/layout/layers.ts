/**
 * The folders of each package, from the top down: a folder imports from folders below it, never from those above, types
 * aside. Files at the root of `src` come first and may import from every folder. `*` stands for every folder that is not
 * listed, such as those of management's resources; these may import from each other.
 */
export const layers: Readonly<Record<string, readonly string[]>> = {
  internal: [],
  point: ['columns', 'schema', 'parse', 'encode', 'shape', 'time'],
  'flux-csv': ['records', 'columns', 'wasm', 'scan', 'model', 'types', 'values'],
  core: [
    'fetch',
    'client',
    'write',
    'server-status',
    'observe',
    'retry',
    'auth',
    'http',
    'explain',
    'transport',
    'pool',
    'platform',
  ],
  query: ['results', 'flux'],
  influxql: ['schema', 'results', 'reading', 'request', 'model', 'text', 'wire'],
  sql: ['results', 'reading', 'model', 'text'],
  'write-batching': ['worker', 'spool', 'backlog', 'intake', 'delivery', 'accounting', 'exit'],
  spool: ['platform', 'inspect', 'store', 'recovery', 'segments', 'slot', 'format', 'files'],
  ingest: ['jetstream', 'kafka', 'kafkajs', 'partitions', 'flow', 'decode', 'stamp'],
  dataframe: ['cells', 'read', 'write'],
  management: ['*', 'shared'],
  config: ['sources', 'settings'],
  client: ['config'],
  opentelemetry: [],
  testing: ['v3', 'http', 'store', 'csv', 'flux'],
}

/** Folders that may hold more than twelve sources. */
export const largeFolders: ReadonlySet<string> = new Set(['packages/internal/src', 'packages/flux-csv/src/types'])
