import {
  Binary,
  Bool,
  Dictionary,
  Float64,
  Int32,
  Int64,
  makeData,
  makeVector,
  TimestampNanosecond,
  Uint64,
  Utf8,
} from 'apache-arrow'
import type { Data, Vector } from 'apache-arrow'
import type { ColumnData, TextData } from '@fluxline/flux-csv'

/** Text that repeats, each text once. */
export type Utf8Dictionary = Dictionary<Utf8, Int32>

/** What a column of a frame can be. */
export type FrameColumn = Float64 | Int64 | Uint64 | Bool | Utf8 | Utf8Dictionary | TimestampNanosecond | Binary

/** The type that a column has in Arrow; every dictionary has an ID of its own. */
export function typeOf({ kind }: ColumnData): FrameColumn {
  switch (kind) {
    case 'float64':
      return new Float64()
    case 'int64':
      return new Int64()
    case 'uint64':
      return new Uint64()
    case 'timestamp':
      return new TimestampNanosecond('UTC')
    case 'boolean':
      return new Bool()
    case 'dictionary':
      return new Dictionary(new Utf8(), new Int32())
    case 'utf8':
      return new Utf8()
    case 'binary':
      return new Binary()
  }
}

/** Dresses a column as Arrow's: its arrays become the buffers as they are. */
export function dataOf(column: ColumnData, type: FrameColumn, length: number): Data<FrameColumn> {
  const base = { type, length, nullCount: column.nullCount, nullBitmap: column.validity }
  switch (column.kind) {
    case 'dictionary': {
      const dictionary = vectorOf(column.dictionary)
      return makeData({ ...base, type: type as Utf8Dictionary, data: column.indices, dictionary })
    }
    case 'utf8':
    case 'binary':
      return makeData({ ...base, type: type as Utf8, data: column.data.bytes, valueOffsets: column.data.offsets })
    default:
      return makeData({ ...base, type: type as Float64, data: column.values as Float64Array })
  }
}

const vectors = new WeakMap<TextData, Vector<Utf8>>()

/** The texts of a dictionary; batches that share it must have one vector, or Arrow takes it for several. */
function vectorOf(texts: TextData): Vector<Utf8> {
  const { length, bytes, offsets } = texts
  const vector =
    vectors.get(texts) ??
    makeVector(makeData({ type: new Utf8(), length, nullCount: 0, data: bytes, valueOffsets: offsets }))
  vectors.set(texts, vector)
  return vector
}
