import { parseColumns } from '@fluxline/flux-csv'
import type { Chunks, ColumnBlock, ColumnOptions } from '@fluxline/flux-csv'
import { cancellable } from '@fluxline/internal/cancellable'
import { copyOptions } from '@fluxline/internal/copy-options'
import { OptionError } from '@fluxline/internal/errors'
import { checkOptions } from '@fluxline/internal/options'
import type { OptionNames } from '@fluxline/internal/options'
import { showOption } from '@fluxline/internal/show'
import { onAbort } from '@fluxline/internal/signals'
import { Schema, Table } from 'apache-arrow'
import { DataFrameError, list } from '../errors.ts'
import { FrameBuilder } from './frame-builder.ts'
import { FrameSchema, schemaKey } from './frame-schema.ts'
import type { Frame, FrameColumns } from './frame-schema.ts'

/** Which columns frames have, and in which order. */
export interface FrameShape {
  /**
   * Labels of the columns that come first, in this order. Arrow has no index; the schema's metadata lists them as JSON
   * under `index`.
   */
  readonly index?: readonly string[] | undefined
  /** Labels of columns to leave out, such as `['result', 'table']`. Labels that a response does not have are ignored. */
  readonly drop?: readonly string[] | undefined
}

/** Options of frames out of annotated CSV. */
export interface FrameOptions extends ColumnOptions, FrameShape {}

const frameOptionNames: OptionNames<FrameOptions> = {
  index: true,
  drop: true,
  typeHints: true,
  blockRows: true,
  emptyString: true,
  maxRows: true,
  maxBytes: true,
  maxColumns: true,
  maxCellBytes: true,
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
  return collectBlocks(parseColumns(chunks, columnOptions('collectFrames', options)), copyOptions(options))
}

/**
 * Reads annotated CSV as Arrow tables, one after the other as the rows arrive.
 *
 * Each has at most `blockRows` rows and one schema. A table is yielded before the next chunk is requested, and leaving
 * the loop ends the source at once. Tables of one schema share the Arrow schema too; each has its own dictionaries, whose
 * memory the next table may share: send a worker the bytes of `tableToIPC(table)` rather than transfer its buffers.
 * @throws as {@link collectFrames}, after the good rows
 */
export function streamFrames(chunks: Chunks, options: FrameOptions = {}): AsyncIterableIterator<Frame> {
  const blocks = parseColumns(chunks, columnOptions('streamFrames', options))
  // The caller may change the labels while rows arrive.
  const shape = copyOptions(options)
  return cancellable((signal) => {
    // A generator alone would wait for the next block.
    onAbort(signal, () => void blocks.return?.())
    return streamBlocks(blocks, shape)
  })
}

function columnOptions(what: string, options: FrameOptions): ColumnOptions {
  checkOptions(what, options, frameOptionNames)
  checkShape(what, options)
  const { index: _, drop: __, ...columns } = options
  return columns
}

export async function collectBlocks(blocks: AsyncIterable<ColumnBlock>, { index, drop }: FrameShape): Promise<Frame[]> {
  const builders = new Map<string, FrameBuilder>()
  for await (const whole of blocks) {
    const block = withoutColumns(whole, drop)
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
  { index, drop }: FrameShape,
): AsyncGenerator<Frame> {
  const schemas = new Map<string, FrameSchema>()
  for await (const whole of blocks) {
    const block = withoutColumns(whole, drop)
    const key = schemaKey(block.columns)
    const schema = schemas.get(key) ?? new FrameSchema(block.columns, index)
    schemas.set(key, schema)
    yield new Table<FrameColumns>(schema.schema, [schema.toBatch(block)])
  }
}

/** Checks labels. @throws OptionError if they are not an array of text */
export function checkShape(what: string, { index, drop }: FrameShape): void {
  for (const [option, value] of Object.entries({ index, drop })) {
    if (value === undefined || (Array.isArray(value) && value.every((label) => typeof label === 'string'))) continue
    throw new OptionError(`${what}: \`${option}\` must be an array of labels, not ${showOption(value)}.`, {
      option,
      value,
    })
  }
}

/** Leaves out columns. @throws DataFrameError if none is left */
export function withoutColumns(block: ColumnBlock, drop: readonly string[] = []): ColumnBlock {
  if (drop.length === 0) return block
  const labels = new Set(drop)
  const columns = block.columns.filter(({ label }) => !labels.has(label))
  if (columns.length > 0) return { length: block.length, columns }
  throw new DataFrameError(`\`drop\` leaves no columns of the response (columns: ${list([...labels])}).`)
}

/** Returns a table without columns and rows. */
export function emptyFrame(): Frame {
  return new Table<FrameColumns>(new Schema<FrameColumns>([]))
}
