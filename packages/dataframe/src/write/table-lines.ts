import type { LineContext, LinesWritable } from '@fluxline/core'
import { LineColumnEncoder } from '@fluxline/point'
import type { LineRows } from '@fluxline/point'
import { fieldColumnOf, tagColumnOf } from './arrow-fields.ts'
import type { ArrowTable } from './arrow-table.ts'
import { textColumnOf } from './arrow-texts.ts'
import { timesOf } from './arrow-times.ts'
import { planOf } from './table-plan.ts'
import type { TableLinesOptions, TablePlan } from './table-plan.ts'

/** The lines of a table, made as they are asked for: what every writer takes. */
export type TableLines = { readonly [Key in LinesKey]: (options?: LineContext) => Iterable<Uint8Array> }

const lines: LinesKey = Symbol.for('fluxline.lines') as LinesKey
type LinesKey = keyof LinesWritable & symbol

/** So many rows are dressed at once, and lines handed over in chunks of about so many bytes. */
const WINDOW_ROWS = 16_384
const CHUNK_BYTES = 128 * 1024

/**
 * Makes an Arrow table, of any copy of apache-arrow, writable: a line for each row, without making points of them.
 *
 * A null or NaN is a field left out, a row without fields no line, a null or empty text a tag left out, which a default
 * tag of the writer then takes the place of. A 16 or 32-bit float is written as the double that it is. The table must
 * stay as it is until it is written.
 *
 * ```ts
 * await write(influx, tableLines(table, { measurement: 'flights', tagColumns: ['carrier'], timeColumn: 'time' }), { bucket })
 * ```
 * @throws DataFrameError where the options and the table do not go together. While it is written: DataFrameError where a
 * value is not of its column's type, LineProtocolError on what line protocol cannot say and where a row has no time
 */
export function tableLines(table: ArrowTable, options: TableLinesOptions): TableLines {
  const plan = planOf(table, options)
  return { [lines]: (lineOptions) => encode(table, plan, options, lineOptions) }
}

function* encode(
  { batches }: ArrowTable,
  plan: TablePlan,
  options: TableLinesOptions,
  { precision = 'ns', defaultTags }: LineContext = {},
): Generator<Uint8Array> {
  const { trailingBackslash, newline, nonFinite, measurement } = options
  const encoder = new LineColumnEncoder(
    { measurement, tags: plan.tags.map(({ name }) => name), fields: plan.fields.map(({ name, type }) => [name, type]) },
    { trailingBackslash, newline, nonFinite, precision, defaultTags },
  )
  let firstRow = 0
  for (const { data } of batches) {
    for (let from = 0; from < data.length; from += WINDOW_ROWS) {
      const length = Math.min(WINDOW_ROWS, data.length - from)
      const columns = data.children.map((child) => child.slice(from, length))
      const reading = { name: plan.time.name, precision: options.precision ?? precision, timeZone: options.timeZone }
      const rows: LineRows = {
        length,
        measurements: plan.measurement && textColumnOf(columns[plan.measurement.place]!),
        tags: plan.tags.map(({ place }) => tagColumnOf(columns[place]!)),
        fields: plan.fields.map(({ place, type, name }) => fieldColumnOf(columns[place]!, type, name, firstRow)),
        times: timesOf(columns[plan.time.place]!, reading, firstRow),
      }
      yield* encoder.encode(rows, CHUNK_BYTES)
      firstRow += length
    }
  }
  const last = encoder.takeBytes()
  if (last.length > 0) yield last
}
