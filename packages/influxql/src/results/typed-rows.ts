import type { FieldType } from '@fluxline/internal/field-type-names'
import type { MeasurementSchema } from '@fluxline/internal/measurement-schema'
import { fits } from '@fluxline/internal/fits-field-type'
import { RowError } from '@fluxline/internal/query-errors'
import { show } from '@fluxline/internal/show'
import { validateRow } from '@fluxline/internal/standard-schema'
import type { StandardSchema } from '@fluxline/internal/standard-schema'
import type { InfluxQLRecord } from '../model/influxql-record.ts'
import type { SeriesMeta } from '../model/series-meta.ts'

type AnyRecord = InfluxQLRecord<unknown, unknown>

/** Reads records as rows of a schema. @throws RowError on the first that does not fit */
export async function* readTypedRows(
  records: AsyncIterable<AnyRecord>,
  schema: MeasurementSchema | StandardSchema,
): AsyncGenerator {
  let row = 0
  if ('~standard' in schema) {
    for await (const { tags, values } of records) yield await validateRow(schema, { ...tags, ...values }, ++row)
  } else {
    const reader = new MeasurementReader(schema)
    for await (const record of records) yield reader.readRow(record, ++row)
  }
}

interface MemberReader {
  readonly key: string
  readonly type: FieldType | 'tag'
  readonly isRequired: boolean
  /** The tag of `GROUP BY`, if it is one. */
  readonly tag: string | undefined
  /** The index of its column; -1 if there is none. */
  readonly index: number
}

/** Reads records by a schema; it looks for the columns of a series once. */
class MeasurementReader {
  readonly #schema: MeasurementSchema
  #meta: SeriesMeta | undefined
  #readers: readonly MemberReader[] = []

  constructor(schema: MeasurementSchema) {
    this.#schema = schema
  }

  readRow(record: AnyRecord, row: number): Record<string, unknown> {
    if (record.meta !== this.#meta) this.#findMembers(record.meta, row)
    const values: Record<string, unknown> = {}
    for (const { key, type, isRequired, tag, index } of this.#readers) {
      const value = tag ?? record.row[index] ?? null
      if (value === null) {
        if (isRequired)
          throw this.#error(row, key, `has no ${key}; make it optional in the schema, or filter the query`)
      } else if (fits(value, type)) values[key] = value
      else throw this.#error(row, key, `has ${key} as ${show(value)}, and the schema says ${type}`)
    }
    if (record.time !== undefined) values['time'] = record.time
    return values
  }

  #findMembers(meta: SeriesMeta, row: number): void {
    const { name, definition } = this.#schema
    if (meta.name !== name) {
      throw this.#error(row, 'measurement', `is of ${meta.name ?? 'no measurement'}; query this measurement alone`)
    }
    const members = Object.entries({ ...definition.tags, ...definition.fields })
    this.#readers = members.map(([key, { type, optional }]) => {
      // Points without a tag have an empty one.
      const tag = type === 'tag' && Object.hasOwn(meta.tags, key) ? meta.tags[key] || undefined : undefined
      const index = meta.columns.indexOf(key)
      const isMissing = index === -1 && !(type === 'tag' && Object.hasOwn(meta.tags, key))
      if (isMissing && !optional) throw this.#error(row, key, `has no column ${key}; add it to the query`)
      return { key, type, isRequired: !optional, tag, index }
    })
    this.#meta = meta
  }

  #error(row: number, column: string, problem: string): RowError {
    const message = `Row ${row} does not fit measurement "${this.#schema.name}": it ${problem}.`
    return new RowError(message, row, [{ path: [column], message: problem }])
  }
}
