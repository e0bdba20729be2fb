import type { ColumnBlock, ColumnData } from '@fluxline/flux-csv'
import { Field, makeData, RecordBatch, Schema, Struct } from 'apache-arrow'
import type { Data, Table } from 'apache-arrow'
import { DataFrameError, list } from '../errors.ts'
import { toDictionary, toUtf8 } from './text-vectors.ts'
import { toArrowData, toArrowType } from './vector-data.ts'
import type { FrameColumn } from './vector-data.ts'

/**
 * Columns by label. If a label is repeated, as after a join, the second `v` is `v_2`, since Arrow's columns have unique
 * names.
 */
export type FrameColumns = Record<PropertyKey, FrameColumn>

/** An Arrow table with the results of a query. */
export type Frame = Table<FrameColumns>

/** Returns what distinguishes schemas: the labels and types in order, but not whether texts are in a dictionary. */
export function schemaKey(columns: readonly ColumnData[]): string {
  let key = ''
  for (const { label, kind } of columns) {
    const type = kind === 'dictionary' || kind === 'utf8' ? 'text' : kind
    key += `${JSON.stringify(label)} ${type}\n`
  }
  return key
}

/**
 * A schema that knows its own fields. A record batch assigns the fields of its schema to that schema, and Arrow searches
 * all fields for each of them.
 */
class OwnSchema extends Schema<FrameColumns> {
  override assign(...args: never): never {
    const [fields] = args as [unknown]
    const isOwn =
      Array.isArray(fields) &&
      fields.length === this.fields.length &&
      this.fields.every((field, index) => field === fields[index])
    return (isOwn ? this : super.assign(...(args as [Schema<FrameColumns>]))) as never
  }
}

/** The Arrow schema of blocks with one {@link schemaKey}; its dictionaries keep their IDs from batch to batch. */
export class FrameSchema {
  readonly schema: Schema<FrameColumns>
  /** For each column of the schema, its index in a block. */
  readonly #indices: readonly number[]
  readonly #kinds: ColumnData['kind'][] = []

  /** @throws DataFrameError if a column of the index does not exist */
  constructor(
    columns: readonly ColumnData[],
    index: readonly string[] = [],
    metadata: ReadonlyMap<string, string> = new Map(),
  ) {
    const labels: string[] = []
    for (const { label } of columns) labels.push(label)
    const names = toUnique(labels)
    const fields: Field<FrameColumn>[] = []
    this.#indices = orderColumns(labels, index)
    for (const column of this.#indices) {
      fields.push(new Field(names[column]!, toArrowType(columns[column]!), true))
      this.#kinds.push(columns[column]!.kind)
    }
    this.schema = new OwnSchema(
      fields,
      new Map([...metadata, ...(index.length > 0 ? ([['index', JSON.stringify(index)]] as const) : [])]),
    )
  }

  toBatch({ length, columns }: ColumnBlock): RecordBatch<FrameColumns> {
    const { fields } = this.schema
    const children: Data<FrameColumn>[] = []
    for (const [field, index] of this.#indices.entries()) {
      children.push(toArrowData(toKind(this.#kinds[field]!, columns[index]!), fields[field]!.type, length))
    }
    return new RecordBatch(this.schema, makeData({ type: new Struct(fields), length, nullCount: 0, children }))
  }
}

/** Returns the differences of two schemas, for an error. */
export function describeDifferences(one: Schema<FrameColumns>, other: Schema<FrameColumns>): string {
  const types = (schema: Schema<FrameColumns>): Map<string, string> =>
    new Map(schema.fields.map(({ name, type }) => [name, type.toString().replace(/^Dictionary.*/, 'Utf8')]))
  const [first, second] = [types(one), types(other)]
  const parts = [
    ...missing(second, first).map((name) => `only the first has ${JSON.stringify(name)}`),
    ...missing(first, second).map((name) => `only the second has ${JSON.stringify(name)}`),
    ...[...first]
      .filter(([name, type]) => second.has(name) && second.get(name) !== type)
      .map(([name, type]) => `${JSON.stringify(name)} is ${type} in the first and ${second.get(name)} in the second`),
  ]
  return parts.join(', ') || 'their columns are in a different order'
}

/** Numbers repeated labels. */
function toUnique(labels: readonly string[]): string[] {
  const names = new Set<string>()
  const taken = new Set(labels)
  /** The next number of each label that is repeated. */
  const numbers = new Map<string, number>()
  for (const label of labels) {
    let name = label
    let number = numbers.get(label) ?? 2
    for (; names.has(name) || (name !== label && taken.has(name)); number++) name = `${label}_${number}`
    if (name !== label) numbers.set(label, number)
    names.add(name)
  }
  return [...names]
}

function missing(from: ReadonlyMap<string, string>, all: ReadonlyMap<string, string>): string[] {
  return [...all.keys()].filter((name) => !from.has(name))
}

function toKind(kind: ColumnData['kind'], column: ColumnData): ColumnData {
  if (column.kind === 'dictionary' && kind === 'utf8') return toUtf8(column)
  if (column.kind === 'utf8' && kind === 'dictionary') return toDictionary(column)
  return column
}

/** Returns the indices of the columns, those of the index first. */
function orderColumns(labels: readonly string[], index: readonly string[]): number[] {
  const order = new Set<number>()
  const columns = new Map(labels.map((label, column) => [label, column] as const).toReversed())
  for (const label of index) {
    const column = columns.get(label)
    if (column === undefined) {
      throw new DataFrameError(
        `The index names ${JSON.stringify(label)}, which is not a column of the response (columns: ${list(labels)}).`,
      )
    }
    order.add(column)
  }
  for (let column = 0; column < labels.length; column++) order.add(column)
  return [...order]
}
