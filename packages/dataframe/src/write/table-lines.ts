import type { LinesContext, LinesWritable } from '@fluxline/core'
import { LineColumnEncoder } from '@fluxline/point/columns'
import type { EscapeOptions, LineRows } from '@fluxline/point/columns'
import { toFieldColumn, toTagColumn } from './arrow-fields.ts'
import type { ArrowTable } from './arrow-table.ts'
import { toTextColumn } from './arrow-texts.ts'
import { toTimes } from './arrow-times.ts'
import { checkArguments, planTable } from './table-plan.ts'
import type { TableLinesOptions, TablePlan } from './table-plan.ts'

/** The lines of a table, encoded on demand: every writer takes them. */
export type TableLines = {
  readonly [Key in keyof LinesWritable & symbol]: (options?: LinesContext) => Iterable<Uint8Array>
}

const lines: LinesKey = Symbol.for('fluxline.lines') as LinesKey
type LinesKey = keyof LinesWritable & symbol

/** Rows converted at a time. */
const WINDOW_ROWS = 16_384
/** Bytes of a chunk of lines, approximately. */
const CHUNK_BYTES = 128 * 1024

/**
 * Makes an Arrow table, of any copy of apache-arrow, writable: a line for each row, without points in between.
 *
 * A null or NaN leaves its field out, and a row without fields writes no line. A null or empty text leaves its tag out, which
 * a default tag of the writer then replaces. A 16 or 32-bit float is written as the double with the same value. The table
 * must not change until it is written.
 *
 * ```ts
 * await write(influx, tableLines(table, { measurement: 'flights', tagColumns: ['carrier'], timeColumn: 'time' }), { bucket })
 * ```
 * @throws OptionError if the table is not one, or an option is unknown or wrong; DataFrameError if the options do not fit the table. While writing:
 * DataFrameError if a value is not of its field's type, LineProtocolError if line protocol cannot express a value or a
 * row has no time
 */
export function tableLines(table: ArrowTable, options: TableLinesOptions): TableLines {
  checkArguments(table, options)
  const plan = planTable(table, options)
  const { measurement, precision, timeZone, trailingBackslash, newline, nonFinite } = options
  // Not the caller's object, which may have changed when the lines are made.
  const settings: LineSettings = { measurement, precision, timeZone, trailingBackslash, newline, nonFinite }
  return { [lines]: (lineOptions) => encode(table, plan, settings, lineOptions) }
}

/** The options that are not about the roles of columns. */
type LineSettings = Pick<
  TableLinesOptions,
  'measurement' | 'precision' | 'timeZone' | 'nonFinite' | keyof EscapeOptions
>

function* encode(
  { batches }: ArrowTable,
  plan: TablePlan,
  settings: LineSettings,
  { precision = 'ns', integerPrecision = precision, finerTimes, defaultTags }: LinesContext = {},
): Generator<Uint8Array> {
  const { trailingBackslash, newline, nonFinite, measurement, timeZone } = settings
  const encoder = new LineColumnEncoder(
    { measurement, tags: plan.tags.map(({ name }) => name), fields: plan.fields.map(({ name, type }) => [name, type]) },
    { trailingBackslash, newline, nonFinite, precision, finerTimes, defaultTags },
  )
  let firstRow = 0
  for (const { data } of batches) {
    for (let from = 0; from < data.length; from += WINDOW_ROWS) {
      const length = Math.min(WINDOW_ROWS, data.length - from)
      const columns = data.children.map((child) => child.slice(from, length))
      const reading = { name: plan.time.name, precision: settings.precision ?? integerPrecision, timeZone }
      const rows: LineRows = {
        length,
        measurements: plan.measurement && toTextColumn(columns[plan.measurement.index]!),
        tags: plan.tags.map(({ index, name }) => toTagColumn(columns[index]!, name, firstRow)),
        fields: plan.fields.map(({ index, type, name }) => toFieldColumn(columns[index]!, type, name, firstRow)),
        times: toTimes(columns[plan.time.index]!, reading, firstRow),
      }
      yield* encoder.encode(rows, CHUNK_BYTES)
      firstRow += length
    }
  }
  const last = encoder.takeBytes()
  if (last.length > 0) yield last
}
