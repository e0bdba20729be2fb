import type { TextData } from '../columns/text-list.ts'
import type { FluxColumn } from './flux-column.ts'

/** What the columns of a block have in common. */
export interface ColumnOf<Kind extends string> extends FluxColumn {
  readonly kind: Kind
  /**
   * One bit for each row, the lowest first; 0 is null. `undefined` if no row is null.
   * @see Apache Arrow, "Columnar Format", "Validity bitmaps"
   */
  readonly validity: Uint8Array | undefined
  readonly nullCount: number
}

/** `double` */
export interface Float64Column extends ColumnOf<'float64'> {
  readonly values: Float64Array
}

/** `long` */
export interface Int64Column extends ColumnOf<'int64'> {
  readonly values: BigInt64Array
}

/** `unsignedLong` */
export interface Uint64Column extends ColumnOf<'uint64'> {
  readonly values: BigUint64Array
}

/** Times: nanoseconds since the epoch, UTC. */
export interface TimestampColumn extends ColumnOf<'timestamp'> {
  readonly values: BigInt64Array
}

/** `boolean`: one bit for each row, the lowest first. */
export interface BooleanColumn extends ColumnOf<'boolean'> {
  readonly values: Uint8Array
}

/**
 * Text that repeats: for each row the index of its text in the dictionary. Blocks may share a dictionary, so it may have
 * texts that only an earlier block uses.
 */
export interface DictionaryColumn extends ColumnOf<'dictionary'> {
  readonly indices: Int32Array
  readonly dictionary: TextData
}

/** Text that does not repeat. A `duration` and an unknown datatype are text, too. */
export interface Utf8Column extends ColumnOf<'utf8'> {
  readonly data: TextData
}

/** `base64Binary`, decoded. */
export interface BinaryColumn extends ColumnOf<'binary'> {
  readonly data: TextData
}

/** One column of a block. */
export type ColumnData =
  | Float64Column
  | Int64Column
  | Uint64Column
  | TimestampColumn
  | BooleanColumn
  | DictionaryColumn
  | Utf8Column
  | BinaryColumn

/** How a column keeps its values. */
export type ColumnKind = ColumnData['kind']

/**
 * Rows of one schema, column by column, from one or more tables.
 *
 * The arrays are views of exact length in the layout of Apache Arrow, so they become its vectors without a copy.
 */
export interface ColumnBlock {
  /** The number of rows. */
  readonly length: number
  readonly columns: readonly ColumnData[]
}
