import { Field, makeData, RecordBatch, Schema, Struct } from 'apache-arrow'
import type { Table } from 'apache-arrow'
import type { ColumnBlock, ColumnData } from '@fluxline/flux-csv'
import { DataFrameError, list } from '../errors.ts'
import { toDictionary, toUtf8 } from './text-vectors.ts'
import { dataOf, typeOf } from './vector-data.ts'
import type { FrameColumn } from './vector-data.ts'

/**
 * Columns by label. Where a label comes again, as after a join, the second `v` is `v_2`: Arrow's columns have names of
 * their own.
 */
export type FrameColumns = Record<PropertyKey, FrameColumn>

/** An Arrow table with the answer of a query. */
export type Frame = Table<FrameColumns>

/** What tells schemas apart: the labels and types in their order. Whether texts are in a dictionary does not. */
export function schemaKey(columns: readonly ColumnData[]): string {
  return JSON.stringify(columns.map((column) => [column.label, isText(column) ? 'text' : column.kind]))
}

/** The Arrow schema of blocks with one {@link schemaKey}; its dictionaries keep their IDs from batch to batch. */
export class FrameSchema {
  readonly schema: Schema<FrameColumns>
  /** Where the columns of the schema are in a block. */
  readonly #places: readonly number[]
  readonly #kinds: readonly ColumnData['kind'][]

  /** @throws DataFrameError where a column of the index is not there */
  constructor(columns: readonly ColumnData[], index: readonly string[] = []) {
    this.#places = placesOf(columns, index)
    this.#kinds = columns.map(({ kind }) => kind)
    const names = distinct(columns.map(({ label }) => label))
    this.schema = new Schema<FrameColumns>(
      this.#places.map((place) => new Field(names[place]!, typeOf(columns[place]!), true)),
      new Map(index.length > 0 ? [['index', JSON.stringify(index)]] : []),
    )
  }

  batchOf({ length, columns }: ColumnBlock): RecordBatch<FrameColumns> {
    const { fields } = this.schema
    const children = this.#places.map((place, at) =>
      dataOf(as(this.#kinds[place]!, columns[place]!), fields[at]!.type, length),
    )
    return new RecordBatch(this.schema, makeData({ type: new Struct(fields), length, nullCount: 0, children }))
  }
}

/** Two schemas' differences, for people. */
export function differences(one: Schema<FrameColumns>, other: Schema<FrameColumns>): string {
  const types = (schema: Schema<FrameColumns>): Map<string, string> =>
    new Map(schema.fields.map(({ name, type }) => [name, type.toString().replace(/^Dictionary.*/, 'Utf8')]))
  const [mine, theirs] = [types(one), types(other)]
  const parts = [
    ...missing(theirs, mine).map((name) => `the first alone has ${JSON.stringify(name)}`),
    ...missing(mine, theirs).map((name) => `the second alone has ${JSON.stringify(name)}`),
    ...[...mine]
      .filter(([name, type]) => theirs.has(name) && theirs.get(name) !== type)
      .map(([name, type]) => `${JSON.stringify(name)} is ${type} in the first and ${theirs.get(name)} in the second`),
  ]
  return parts.join(', ') || 'their columns are in another order'
}

/** Gives labels that come again a number. */
function distinct(labels: readonly string[]): string[] {
  const names = new Set<string>()
  for (const label of labels) {
    let name = label
    for (let number = 2; names.has(name) || (number > 2 && labels.includes(name)); number++) name = `${label}_${number}`
    names.add(name)
  }
  return [...names]
}

function missing(from: ReadonlyMap<string, string>, all: ReadonlyMap<string, string>): string[] {
  return [...all.keys()].filter((name) => !from.has(name))
}

function isText({ kind }: ColumnData): boolean {
  return kind === 'dictionary' || kind === 'utf8'
}

function as(kind: ColumnData['kind'], column: ColumnData): ColumnData {
  if (column.kind === 'dictionary' && kind === 'utf8') return toUtf8(column)
  if (column.kind === 'utf8' && kind === 'dictionary') return toDictionary(column)
  return column
}

function placesOf(columns: readonly ColumnData[], index: readonly string[]): number[] {
  const labels = columns.map(({ label }) => label)
  const first = index.map((label) => {
    const place = labels.indexOf(label)
    if (place !== -1) return place
    throw new DataFrameError(
      `The index names ${JSON.stringify(label)}, which the answer does not have; its columns are ${list(labels)}.`,
    )
  })
  const chosen = new Set(first)
  return [...chosen, ...labels.keys().filter((place) => !chosen.has(place))]
}
