import { Schema, Table } from 'apache-arrow'
import { parseColumns } from '@fluxline/flux-csv'
import type { Chunks, ColumnBlock, ColumnOptions } from '@fluxline/flux-csv'
import { FrameBuilder } from './frame-builder.ts'
import { FrameSchema, schemaKey } from './frame-schema.ts'
import type { Frame, FrameColumns } from './frame-schema.ts'

/** How answers become frames. */
export interface FrameOptions extends ColumnOptions {
  /**
   * Labels of the columns that come first, in this order. Arrow has no index; the schema's metadata names them as
   * JSON under `index`.
   */
  readonly index?: readonly string[] | undefined
}

/**
 * Reads annotated CSV as Arrow tables, one for each schema in the order of their first rows.
 *
 * Tables of InfluxDB with the same columns are joined, `result` and `table` tell them apart.
 * No rows, no table. Each column has one dictionary for the whole table.
 * @throws FluxError where the query failed on the way; CsvError, TruncatedResponseError, LimitError; DataFrameError where
 * a column of the index is not there
 * @see InfluxDB documentation, "Annotated CSV"
 */
export function collectFrames(chunks: Chunks, options: FrameOptions = {}): Promise<Frame[]> {
  return collect(parseColumns(chunks, options), options.index)
}

/**
 * Reads annotated CSV as Arrow tables, one after the other as the rows come.
 *
 * Each is of at most `blockRows` rows, and of one schema.
 * A table is handed out before the next chunk is asked for, and leaving the loop ends the source. Tables of one schema
 * have the same Arrow schema too; each has its own dictionaries.
 * @throws as {@link collectFrames}, after the good rows
 */
export function streamFrames(chunks: Chunks, options: FrameOptions = {}): AsyncGenerator<Frame> {
  return stream(parseColumns(chunks, options), options.index)
}

export async function collect(
  blocks: AsyncIterable<ColumnBlock>,
  index: readonly string[] | undefined,
): Promise<Frame[]> {
  const builders = new Map<string, FrameBuilder>()
  for await (const block of blocks) {
    const key = schemaKey(block.columns)
    const builder = builders.get(key) ?? new FrameBuilder()
    builders.set(key, builder)
    builder.add(block)
  }
  return [...builders.values()].map((builder) => builder.finish(index))
}

export async function* stream(
  blocks: AsyncIterable<ColumnBlock>,
  index: readonly string[] | undefined,
): AsyncGenerator<Frame> {
  const schemas = new Map<string, FrameSchema>()
  for await (const block of blocks) {
    const key = schemaKey(block.columns)
    const schema = schemas.get(key) ?? new FrameSchema(block.columns, index)
    schemas.set(key, schema)
    yield new Table<FrameColumns>(schema.schema, [schema.batchOf(block)])
  }
}

/** A table without columns and rows. */
export function emptyFrame(): Frame {
  return new Table<FrameColumns>(new Schema<FrameColumns>([]))
}
