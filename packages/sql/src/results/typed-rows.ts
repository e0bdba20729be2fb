import type { FieldType } from '@fluxline/internal/field-type-names'
import type { MeasurementSchema } from '@fluxline/internal/measurement-schema'
import { fits } from '@fluxline/internal/fits-field-type'
import { RowError } from '@fluxline/internal/query-errors'
import { show } from '@fluxline/internal/show'
import { validateRow } from '@fluxline/internal/standard-schema'
import type { StandardSchema } from '@fluxline/internal/standard-schema'
import type { SqlRecord } from '../model/sql-record.ts'

type AnyRecord = SqlRecord<unknown, unknown>

/** Reads records as rows of a schema. @throws RowError on the first that does not fit */
export async function* readTypedRows(
  records: AsyncIterable<AnyRecord>,
  schema: MeasurementSchema | StandardSchema,
): AsyncGenerator {
  let row = 0
  if ('~standard' in schema) {
    for await (const { values } of records) yield await validateRow(schema, values, ++row)
  } else {
    const { tags, fields } = schema.definition
    const members = Object.entries({ ...tags, ...fields })
    for await (const record of records) yield readRow(schema.name, members, record, ++row)
  }
}

function readRow(
  table: string,
  members: readonly (readonly [key: string, { readonly type: FieldType | 'tag'; readonly optional: boolean }])[],
  { meta: { columns }, row: cells, time }: AnyRecord,
  row: number,
): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  for (const [key, { type, optional }] of members) {
    // What is null is not in the response, so a column that is missing may be one of nulls.
    const value = cells[columns.indexOf(key)] ?? null
    if (value !== null) {
      if (!fits(value, type)) throw misfit(table, row, key, `has ${key} as ${show(value)}, and the schema says ${type}`)
      values[key] = value
    } else if (!optional) {
      throw misfit(
        table,
        row,
        key,
        `has no ${key}; add it to the query, make it optional in the schema, or filter the query`,
      )
    }
  }
  if (time !== undefined) values['time'] = time
  return values
}

function misfit(table: string, row: number, column: string, problem: string): RowError {
  const message = `Row ${row} does not fit measurement "${table}": it ${problem}.`
  return new RowError(message, row, [{ path: [column], message: problem }])
}
