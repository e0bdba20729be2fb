import type { ColumnBlock } from '../model/column-block.ts'
import type { ColumnOptions } from '../model/options.ts'
import { checkColumnOptions } from '../model/options.ts'
import { ChunkIterator, readAtOnce } from '@fluxline/internal/chunk-iterator'
import type { Chunks } from '@fluxline/internal/chunk-iterator'
import { sampleRows } from '../scan/jit-warmup.ts'
import { ColumnReader } from './column-reader.ts'

/**
 * Reads annotated CSV as typed columns, block by block. The arrays become Arrow tables without a copy.
 *
 * Integers, times and doubles keep every digit. A block ends at `blockRows`, if the schema changes, and at the end.
 * Leaving the loop ends the source at once.
 * @throws OptionError; in the loop FluxError if the query failed after its response had begun, and CsvError,
 * TruncatedResponseError, LimitError, and what the chunks throw. The good rows come first.
 * @see InfluxDB documentation, "Annotated CSV"
 */
export function parseColumns(chunks: Chunks, options?: ColumnOptions): AsyncIterableIterator<ColumnBlock> {
  const reader = openReader('parseColumns', options)
  return new ChunkIterator(chunks, reader, () => reader.nextBlock())
}

/** Reads a complete response of annotated CSV as typed columns. @throws as {@link parseColumns} */
export function parseColumnsSync(bytes: Uint8Array, options?: ColumnOptions): IterableIterator<ColumnBlock> {
  const reader = openReader('parseColumnsSync', options)
  return readAtOnce(bytes, reader, () => reader.nextBlock())
}

/** A reader and a block of it; see `jit-warmup.ts`. */
let warm: readonly unknown[] | undefined

function openReader(what: string, options: ColumnOptions | undefined): ColumnReader {
  if (options !== undefined) checkColumnOptions(what, options)
  warm ??= warmUp()
  return new ColumnReader(options ?? {})
}

function warmUp(): readonly unknown[] {
  const reader = new ColumnReader({})
  reader.queue.push(sampleRows())
  reader.nextBlock()
  const block = reader.takeRest()
  reader.close()
  return [reader, block]
}
