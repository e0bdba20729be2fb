/** A trial change: the result of one of CONTRIBUTING's recipes, kept as a patch with a test. */
export interface Trial {
  /** The patch, beside this file. */
  readonly patch: string
  readonly what: string
  /** Files that it may touch, tests and generated ones not counted. */
  readonly maxFiles: number
  /** The workspaces that must compile with it. */
  readonly compiled: readonly string[]
  /** If this file alone is changed, the compiler names the others. */
  readonly first?: { readonly file: string; readonly named: readonly string[] }
  /** The generator that must run after it. */
  readonly generate?: { readonly program: string; readonly workspace: string }
}

const names = [
  'internal',
  'point',
  'flux-csv',
  'core',
  'query',
  'influxql',
  'sql',
  'write-batching',
  'dataframe',
  'management',
  'client',
]
const compiled = names.map((name) => `packages/${name}`)

export const trials: readonly Trial[] = [
  { patch: 'management-call.patch', what: 'a management call (GET /api/v2/variables)', maxFiles: 4, compiled },
  {
    patch: 'field-type.patch',
    what: 'a field type (json)',
    maxFiles: 4,
    compiled,
    first: { file: 'packages/internal/src/field-type-names.ts', named: ['src/field-types.ts'] },
  },
  {
    patch: 'csv-datatype.patch',
    what: 'a CSV datatype (decimal)',
    maxFiles: 3,
    compiled,
    generate: { program: 'generate.ts', workspace: 'packages/flux-csv' },
  },
]
