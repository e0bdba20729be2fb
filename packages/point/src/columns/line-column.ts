import type { FieldType } from '../field-types.ts'
import type { Precision } from '../time/precision.ts'

/** Which rows of a column have a value. */
export interface Nullable {
  /** One bit a row, the lowest first; 0 is null. `undefined` if no row is null. */
  readonly validity?: Uint8Array | undefined
  /** The first row's bit, in `validity` and in the bits of booleans. @defaultValue 0 */
  readonly bitOffset?: number | undefined
}

/** Text k lies in `bytes` from `offsets[k]` to before `offsets[k + 1]`, as UTF-8. */
export interface TextColumn extends Nullable {
  readonly kind: 'text'
  readonly bytes: Uint8Array
  readonly offsets: Int32Array | Float64Array
}

/** Text that repeats: for each row the index of its text. */
export interface RepeatedTextColumn extends Nullable {
  readonly kind: 'repeated text'
  readonly indices: Int32Array
  /** Each text is encoded once, for as long as the same object is passed again. */
  readonly texts: TextDictionary
}

/** The texts of a {@link RepeatedTextColumn}. */
export interface TextDictionary {
  get(index: number): string | null
}

/** A column of a {@link LineColumnEncoder}, laid out as in Apache Arrow. NaN among floats is null. */
export type LineColumn =
  | (Nullable & { readonly kind: 'float'; readonly values: Float64Array })
  | (Nullable & { readonly kind: 'int' | 'uint'; readonly values: Float64Array | BigInt64Array | BigUint64Array })
  | (Nullable & { readonly kind: 'boolean'; readonly bits: Uint8Array })
  | TextColumn
  | RepeatedTextColumn

/** The tags and fields of a {@link LineColumnEncoder}: no tag and no field occurs twice. */
export interface LineColumns {
  /** The measurement of all rows; without it a column has each row's. */
  readonly measurement?: string | undefined
  readonly tags: readonly string[]
  readonly fields: readonly (readonly [key: string, type: FieldType])[]
}

/** Rows in columns, in the order of {@link LineColumns}. */
export interface LineRows {
  readonly length: number
  readonly measurements?: TextColumn | RepeatedTextColumn | undefined
  readonly tags: readonly (TextColumn | RepeatedTextColumn)[]
  readonly fields: readonly LineColumn[]
  readonly times: Nullable & { readonly values: BigInt64Array; readonly unit: Precision }
}
