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

/** Text that repeats, with each text stored once. */
export type Utf8Dictionary = Dictionary<Utf8, Int32>

/** The types of a frame's columns. */
export type FrameColumn = Float64 | Int64 | Uint64 | Bool | Utf8 | Utf8Dictionary | TimestampNanosecond | Binary

/** Returns the type of a column in Arrow; every dictionary has its own ID. */
export function toArrowType({ kind }: ColumnData): FrameColumn {
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

/** Converts a column to Arrow's data: its arrays become the buffers without a copy. */
export function toArrowData(column: ColumnData, type: FrameColumn, length: number): Data<FrameColumn> {
  const base = { type, length, nullCount: column.nullCount, nullBitmap: column.validity }
  switch (column.kind) {
    case 'dictionary': {
      const dictionary = toVector(column.dictionary)
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

/** Returns the texts of a dictionary; batches that share it must have one vector, or Arrow sees several. */
function toVector(texts: TextData): Vector<Utf8> {
  const { length, bytes, offsets } = texts
  const vector =
    vectors.get(texts) ??
    makeVector(makeData({ type: new Utf8(), length, nullCount: 0, data: bytes, valueOffsets: offsets }))
  vectors.set(texts, vector)
  return vector
}
