import { FluxRecord, Timestamp } from '@fluxline/flux-csv'
import type { ColumnBlock, ColumnData, FluxValue, TableMeta, TextData } from '@fluxline/flux-csv'
import type { OnProfile, ProfileRecord } from '@fluxline/query'

// The result that InfluxDB puts the tables of profilers in.
const PROFILE_RESULT = '_profiler'

/** Hands the rows of profilers to the callback, and the other blocks on. */
export async function* withoutProfiles(
  blocks: AsyncIterable<ColumnBlock>,
  onProfile: OnProfile | undefined,
): AsyncGenerator<ColumnBlock> {
  for await (const block of blocks) {
    if (!isProfile(block)) yield block
    else if (onProfile) for (const record of recordsOf(block)) tell(onProfile, record)
  }
}

function isProfile({ columns }: ColumnBlock): boolean {
  const result = columns.find(({ label }) => label === 'result')
  return result?.kind === 'dictionary' && textAt(result.dictionary, 0) === PROFILE_RESULT
}

function recordsOf({ length, columns }: ColumnBlock): ProfileRecord[] {
  const table = columns.findIndex(({ label }) => label === 'table')
  const metas = new Map<unknown, TableMeta>()
  return Array.from({ length }, (_, row) => {
    const values = columns.map((column) => valueAt(column, row))
    const index = Number(values[table] ?? 0)
    const meta = metas.get(index) ?? {
      table: index,
      result: PROFILE_RESULT,
      columns,
    }
    metas.set(index, meta)
    return new FluxRecord(meta, values)
  })
}

function valueAt(column: ColumnData, row: number): FluxValue<Timestamp, number | bigint | string> {
  if (column.validity && (column.validity[row >> 3]! & (1 << (row & 7))) === 0) return null
  switch (column.kind) {
    case 'float64':
      return column.values[row]!
    case 'int64':
    case 'uint64': {
      const value = column.values[row]!
      return Number.isSafeInteger(Number(value)) ? Number(value) : value
    }
    case 'timestamp':
      return Timestamp.fromNanoseconds(column.values[row]!)
    case 'boolean':
      return (column.values[row >> 3]! & (1 << (row & 7))) !== 0
    case 'dictionary':
      return textAt(column.dictionary, column.indices[row]!)
    case 'utf8':
      return textAt(column.data, row)
    case 'binary':
      return column.data.bytes.slice(column.data.offsets[row], column.data.offsets[row + 1])
  }
}

function textAt({ offsets, bytes }: TextData, place: number): string {
  return new TextDecoder().decode(bytes.subarray(offsets[place], offsets[place + 1]))
}

function tell(onProfile: OnProfile, record: ProfileRecord): void {
  try {
    onProfile(record)
  } catch {
    // A listener's fault is not the query's.
  }
}
