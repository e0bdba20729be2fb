import type { TextData } from '../columns/dictionary.ts'
import type { FluxColumn } from './flux-column.ts'

interface ColumnOf<Kind extends string> extends FluxColumn {
  readonly kind: Kind
  /**
   * One bit a row, the lowest first; 0 is null. `undefined` where no row is null.
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

/** `boolean`: one bit a row, the lowest first. */
export interface BooleanColumn extends ColumnOf<'boolean'> {
  readonly values: Uint8Array
}

/**
 * Text that repeats: for each row the place of its text in the dictionary, which may go on from the block before and have
 * texts that only that one needs.
 */
export interface DictionaryColumn extends ColumnOf<'dictionary'> {
  readonly indices: Int32Array
  readonly dictionary: TextData
}

/** Text that does not repeat, and `duration`s and unknown types as their text. */
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

/**
 * Rows of one schema, column by column, of one table or more.
 *
 * The arrays are views of exact length, laid out as Apache Arrow has them, so that they become its vectors as they are.
 */
export interface ColumnBlock {
  /** How many rows it has. */
  readonly length: number
  readonly columns: readonly ColumnData[]
}
