import { FluxRecord, Timestamp } from '@fluxline/flux-csv'
import type { ColumnBlock, ColumnData, FluxValue, TableMeta, TextData } from '@fluxline/flux-csv'
import { isSet, isValid } from '@fluxline/internal/bitmap'
import { decodeText } from '@fluxline/internal/decode-text'
import type { OnProfile, ProfileRecord } from '@fluxline/query'
import { profilerResult, reportProfile } from '@fluxline/query/response'

/** Passes the rows of profilers to the callback, and yields the other blocks. */
export async function* blocksWithoutProfiles(
  blocks: AsyncIterable<ColumnBlock>,
  onProfile: OnProfile | undefined,
): AsyncGenerator<ColumnBlock> {
  for await (const block of blocks) {
    if (resultOf(block) !== profilerResult) yield block
    else if (onProfile) for (const record of toRecords(block)) reportProfile(onProfile, record)
  }
}

/** Returns the result that a block belongs to. */
function resultOf({ columns }: ColumnBlock): string | undefined {
  for (const column of columns) {
    if (column.label === 'result') return column.kind === 'dictionary' ? textAt(column.dictionary, 0) : undefined
  }
  return undefined
}

function toRecords({ length, columns }: ColumnBlock): ProfileRecord[] {
  const table = columns.findIndex(({ label }) => label === 'table')
  const metas = new Map<unknown, TableMeta>()
  return Array.from({ length }, (_, row) => {
    const values = columns.map((column) => valueAt(column, row))
    const index = Number(values[table] ?? 0)
    const meta = metas.get(index) ?? { table: index, result: profilerResult, columns }
    metas.set(index, meta)
    return new FluxRecord(meta, values)
  })
}

function valueAt(column: ColumnData, row: number): FluxValue<Timestamp, number | bigint | string> {
  if (!isValid(column.validity, row)) return null
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
      return isSet(column.values, row)
    case 'dictionary':
      return textAt(column.dictionary, column.indices[row]!)
    case 'utf8':
      return textAt(column.data, row)
    case 'binary':
      return column.data.bytes.slice(column.data.offsets[row], column.data.offsets[row + 1])
  }
}

function textAt({ offsets, bytes }: TextData, entry: number): string {
  return decodeText(bytes.subarray(offsets[entry], offsets[entry + 1]))
}
