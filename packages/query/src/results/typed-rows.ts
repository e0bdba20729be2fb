import type { FluxRecord } from '@fluxline/flux-csv'
import { MeasurementReader } from './measurement-rows.ts'
import type { MeasurementSchema } from '@fluxline/internal/measurement-schema'
import { validateRow } from '@fluxline/internal/standard-schema'
import type { StandardSchema } from '@fluxline/internal/standard-schema'

/** Reads records as rows of a schema. @throws RowError on the first that does not fit */
export async function* readTypedRows(
  records: AsyncIterable<FluxRecord<unknown, unknown>>,
  schema: MeasurementSchema | StandardSchema,
): AsyncGenerator {
  let row = 0
  if ('~standard' in schema) {
    for await (const { values } of records) yield await validateRow(schema, values, ++row)
  } else {
    const reader = new MeasurementReader(schema)
    for await (const record of records) yield reader.readRow(record, ++row)
  }
}
