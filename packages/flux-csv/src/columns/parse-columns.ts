import type { ColumnBlock } from '../model/column-block.ts'
import { ColumnReader } from './column-reader.ts'
import type { ColumnOptions } from './column-reader.ts'
import { sampleRows } from '../records/jit-warmup.ts'
import type { Chunks } from '../records/parse-records.ts'

/**
 * Reads annotated CSV as typed columns, block by block: what becomes Arrow tables without a copy.
 *
 * Integers, times and doubles keep every digit, whatever they are. A block ends at `blockRows`, where the schema changes,
 * and at the end; blocks of one schema follow each other.
 * @throws FluxError where the query failed on the way, after the good blocks; CsvError, TruncatedResponseError, LimitError
 * @see InfluxDB documentation, "Annotated CSV"
 */
export async function* parseColumns(chunks: Chunks, options: ColumnOptions = {}): AsyncGenerator<ColumnBlock> {
  const reader = newReader(options)
  try {
    for await (const chunk of chunks) {
      reader.csv.tokens.push(chunk)
      yield* blocksOf(reader)
    }
    yield* lastBlocksOf(reader)
  } finally {
    reader.close()
  }
}

/** Reads annotated CSV that is all there as typed columns. @throws as {@link parseColumns} */
export function* parseColumnsSync(bytes: Uint8Array, options: ColumnOptions = {}): Generator<ColumnBlock> {
  const reader = newReader(options)
  try {
    reader.csv.tokens.push(bytes)
    yield* lastBlocksOf(reader)
  } finally {
    reader.close()
  }
}

/** A reader that is kept, and a block of it. */
let kept: readonly unknown[] | undefined

function newReader(options: ColumnOptions): ColumnReader {
  kept ??= keptReader()
  return new ColumnReader(options)
}

function keptReader(): readonly unknown[] {
  const reader = new ColumnReader({})
  reader.csv.tokens.push(sampleRows())
  reader.next()
  const block = reader.take()
  reader.close()
  return [reader, block]
}

function* lastBlocksOf(reader: ColumnReader): Generator<ColumnBlock> {
  reader.csv.tokens.end()
  yield* blocksOf(reader)
  const block = reader.take()
  if (block) yield block
  reader.csv.end()
}

/** The full blocks of the chunks so far. */
function* blocksOf(reader: ColumnReader): Generator<ColumnBlock> {
  try {
    for (let block = reader.next(); block !== undefined; block = reader.next()) yield block
  } catch (error) {
    // The good rows come first.
    const block = reader.take()
    if (block) yield block
    throw error
  }
}
