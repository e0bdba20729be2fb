import { parseColumns } from '@fluxline/flux-csv'
import type { Chunks, ColumnBlock, ColumnOptions } from '@fluxline/flux-csv'
import { cancellable } from '@fluxline/internal/cancellable'
import { checkOptions } from '@fluxline/internal/options'
import { onAbort } from '@fluxline/internal/signals'
import { Schema, Table } from 'apache-arrow'
import { FrameBuilder } from './frame-builder.ts'
import { FrameSchema, schemaKey } from './frame-schema.ts'
import type { Frame, FrameColumns } from './frame-schema.ts'

/** Options of frames out of annotated CSV. */
export interface FrameOptions extends ColumnOptions {
  /**
   * Labels of the columns that come first, in this order. Arrow has no index; the schema's metadata lists them as JSON
   * under `index`.
   */
  readonly index?: readonly string[] | undefined
}

const frameOptionNames: Readonly<Record<keyof FrameOptions, true>> = {
  index: true,
  typeHints: true,
  blockRows: true,
  emptyString: true,
  maxRows: true,
  maxBytes: true,
  maxColumns: true,
  delimiter: true,
  commentPrefix: true,
  lineEnd: true,
}

/**
 * Reads annotated CSV as Arrow tables, one for each schema in the order of their first rows.
 *
 * Tables of InfluxDB with the same columns are joined; `result` and `table` distinguish them. Without rows the
 * result is empty. Each column has one dictionary for the whole table.
 * @throws OptionError if an option is unknown. FluxError if the query fails on the way; CsvError,
 * TruncatedResponseError, LimitError; DataFrameError if a column of the index does not exist
 * @see InfluxDB documentation, "Annotated CSV"
 */
export async function collectFrames(chunks: Chunks, options: FrameOptions = {}): Promise<Frame[]> {
  return collectBlocks(parseColumns(chunks, columnOptions('collectFrames', options)), options.index)
}

/**
 * Reads annotated CSV as Arrow tables, one after the other as the rows arrive.
 *
 * Each has at most `blockRows` rows and one schema. A table is yielded before the next chunk is requested, and leaving
 * the loop ends the source at once. Tables of one schema share the Arrow schema too; each has its own dictionaries.
 * @throws as {@link collectFrames}, after the good rows
 */
export function streamFrames(chunks: Chunks, options: FrameOptions = {}): AsyncIterableIterator<Frame> {
  const blocks = parseColumns(chunks, columnOptions('streamFrames', options))
  return cancellable((signal) => {
    // A generator alone would wait for the next block.
    onAbort(signal, () => void blocks.return?.())
    return streamBlocks(blocks, options.index)
  })
}

function columnOptions(what: string, options: FrameOptions): ColumnOptions {
  checkOptions(what, options, frameOptionNames)
  const { index: _, ...columns } = options
  return columns
}

export async function collectBlocks(
  blocks: AsyncIterable<ColumnBlock>,
  index: readonly string[] | undefined,
): Promise<Frame[]> {
  const builders = new Map<string, FrameBuilder>()
  for await (const block of blocks) {
    const key = schemaKey(block.columns)
    const builder = builders.get(key) ?? new FrameBuilder()
    builders.set(key, builder)
    builder.addBlock(block)
  }
  const frames: Frame[] = []
  for (const builder of builders.values()) frames.push(builder.toFrame(index))
  return frames
}

export async function* streamBlocks(
  blocks: AsyncIterable<ColumnBlock>,
  index: readonly string[] | undefined,
): AsyncGenerator<Frame> {
  const schemas = new Map<string, FrameSchema>()
  for await (const block of blocks) {
    const key = schemaKey(block.columns)
    const schema = schemas.get(key) ?? new FrameSchema(block.columns, index)
    schemas.set(key, schema)
    yield new Table<FrameColumns>(schema.schema, [schema.toBatch(block)])
  }
}

/** Returns a table without columns and rows. */
export function emptyFrame(): Frame {
  return new Table<FrameColumns>(new Schema<FrameColumns>([]))
}
