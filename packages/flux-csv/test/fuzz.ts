import { readdirSync, readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { parseColumns, parseColumnsSync, parseRecordBatches, parseRecords, parseRecordsSync } from '../src/index.ts'
import type * as FluxCsv from '../src/index.ts'
import type { ColumnBlock, ColumnData } from '../src/index.ts'

// Responses of the real server, broken at random. The result is the same for every split of the bytes, with and without
// WebAssembly; the columns have the values of the records, and only errors of this package are thrown.
//
//   node --conditions=@fluxline/source packages/flux-csv/test/fuzz.ts --seconds 300 --seed 1

const golden = join(import.meta.dirname, 'golden')
const responses: readonly Uint8Array[] = readdirSync(golden)
  .filter((name) => name.endsWith('.csv'))
  .map((name) => readFileSync(join(golden, name)))
const exact = { integers: 'bigint', times: 'nanoseconds' } as const
// Everything that has a meaning in the format.
const pieces = [
  ',',
  '"',
  '""',
  '\r',
  '\n',
  '\r\n',
  '\r\n\r\n',
  '#',
  '-',
  '.',
  'e9',
  'true',
  'NaN',
  '+Inf',
  '0',
  '9'.repeat(18),
]
  .concat([
    ',error,reference\r\n,x,1\r\n',
    'error,reference',
    '#group,',
    '1h2m',
    '\0',
    '\ufeff',
    'é',
    '🎈',
    '2026-01-01T00:00:00Z',
  ])
  .map((piece) => new TextEncoder().encode(piece))

/** The result of reading: the rows as text, and the code of the error that ended them. */
interface Outcome {
  readonly rows: readonly string[]
  readonly end: string
}

/**
 * Breaks `count` responses and reads each in every way, also by a copy of this package without WebAssembly.
 *
 * @throws if two ways differ, with the response
 */
export async function fuzz(seed: number, count: number, without: typeof FluxCsv): Promise<void> {
  const random = mulberry32(seed)
  for (let run = 0; run < count; run++) {
    const bytes = mutated(responses[below(random, responses.length)]!, random)
    const chunks = cut(bytes, random)
    const whole = await outcomeOf(parseRecordsSync(bytes, exact), ({ values }) => [textOf(values)])
    const same = {
      records: await outcomeOf(parseRecords(chunks, exact), ({ values }) => [textOf(values)]),
      batches: await outcomeOf(parseRecordBatches(chunks, exact), (batch) => batch.map(({ values }) => textOf(values))),
      columns: await outcomeOf(parseColumnsSync(bytes), rowsOf),
      'records without WebAssembly': await outcomeOf(without.parseRecordsSync(bytes, exact), ({ values }) => [
        textOf(values),
      ]),
      'columns without WebAssembly': await outcomeOf(without.parseColumns(chunks), rowsOf),
      'columns of chunks': await outcomeOf(parseColumns(chunks, { blockRows: 1 + below(random, 9) }), rowsOf),
    }
    for (const [way, outcome] of Object.entries(same)) {
      if (isSame(whole, outcome)) continue
      const shown = JSON.stringify({ seed, run, way, whole, outcome, chunks: chunks.map(({ length }) => length) })
      throw new Error(`${shown}\n${JSON.stringify(new TextDecoder().decode(bytes))}`)
    }
  }
}

function isSame(one: Outcome, other: Outcome): boolean {
  return (
    one.end === other.end &&
    one.rows.length === other.rows.length &&
    one.rows.every((row, at) => row === other.rows[at])
  )
}

async function outcomeOf<Item>(
  items: AsyncIterable<Item> | Iterable<Item>,
  toRows: (item: Item) => readonly string[],
): Promise<Outcome> {
  const rows: string[] = []
  try {
    for await (const item of items) rows.push(...toRows(item))
    return { rows, end: 'whole' }
  } catch (error) {
    if (!(Symbol.for('fluxline.error') in (error as Error))) throw error
    return { rows, end: (error as { code: string }).code }
  }
}

/** The rows of a block as text. */
export function rowsOf({ length, columns }: ColumnBlock): string[] {
  return Array.from({ length }, (_, row) => {
    const cells: Record<string, unknown> = {}
    for (const column of columns) {
      const value = valueAt(column, row)
      Object.defineProperty(cells, column.label, { value, enumerable: true, configurable: true, writable: true })
    }
    return textOf(cells)
  })
}

function valueAt(column: ColumnData, row: number): unknown {
  if (column.validity && ((column.validity[row >> 3]! >> (row & 7)) & 1) === 0) return null
  if (column.kind === 'boolean') return ((column.values[row >> 3]! >> (row & 7)) & 1) === 1
  if (column.kind !== 'dictionary' && column.kind !== 'utf8' && column.kind !== 'binary') return column.values[row]
  const [data, index] = column.kind === 'dictionary' ? [column.dictionary, column.indices[row]!] : [column.data, row]
  const bytes = data.bytes.subarray(data.offsets[index], data.offsets[index + 1])
  return column.kind === 'binary' ? bytes : utf8.decode(bytes)
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })

/** The values of a row as text. Columns have int64, while times and integers of records have no limit. */
export function textOf(values: Readonly<Record<string, unknown>>): string {
  const cells = Object.entries(values).map(([label, value]) => {
    if (typeof value === 'bigint') return `${label}=${BigInt.asIntN(64, value)}`
    if (typeof value === 'number') return `${label}=${Object.is(value, -0) ? '-0' : value}`
    return `${label}=${String(value)}`
  })
  return cells.join('|')
}

function mutated(response: Uint8Array, random: () => number): Uint8Array {
  let bytes = response
  for (let times = below(random, 4); times > 0; times--) {
    const at = below(random, bytes.length + 1)
    const piece = pieces[below(random, pieces.length)]!
    const rest = bytes.subarray(at + (random() < 0.5 ? 0 : below(random, 1 + (random() < 0.2 ? 200 : 4))))
    bytes = Buffer.concat([bytes.subarray(0, at), random() < 0.7 ? piece : new Uint8Array(0), rest])
  }
  return random() < 0.1 ? bytes.subarray(0, below(random, bytes.length + 1)) : bytes
}

function cut(bytes: Uint8Array, random: () => number): Uint8Array[] {
  const most = 1 + below(random, random() < 0.5 ? 10 : 400)
  const chunks: Uint8Array[] = []
  for (let at = 0; at < bytes.length;) {
    const end = at + below(random, most + 1)
    chunks.push(bytes.slice(at, end))
    at = end
  }
  return chunks
}

function below(random: () => number, limit: number): number {
  return Math.floor(random() * limit)
}

/** @see Tommy Ettinger, "mulberry32" */
function mulberry32(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b_79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Imports a copy of this package while WebAssembly is not available. */
async function importWithout(): Promise<typeof FluxCsv> {
  const mark = '?without'
  registerHooks({
    resolve: (specifier, context, next) => {
      const resolved = next(specifier, context)
      return context.parentURL?.endsWith(mark) ? { ...resolved, url: resolved.url + mark } : resolved
    },
  })
  const copy = (await import(import.meta.resolve('../src/index.ts') + mark)) as typeof FluxCsv
  const kept = globalThis.WebAssembly
  Reflect.deleteProperty(globalThis, 'WebAssembly')
  copy.parseRecordsSync(new TextEncoder().encode('a\r\n1\r\n')).next()
  globalThis.WebAssembly = kept
  return copy
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { seconds: { type: 'string' }, seed: { type: 'string' } } })
  const first = Number(values.seed ?? 1)
  const end = Date.now() + Number(values.seconds ?? 60) * 1000
  const without = await importWithout()
  let seed = first
  for (; Date.now() < end; seed++) await fuzz(seed, 1000, without)
  process.stdout.write(`flux-csv: ${(seed - first) * 1000} responses, seeds ${first} to ${seed - 1}\n`)
}
