import { CsvError, FluxError, parseRows } from '@fluxline/flux-csv'
import type { Chunks, ReadLimits } from '@fluxline/flux-csv'
import { show } from '@fluxline/internal/show'
import type { CsvQueryOptions } from '../query-options.ts'
import { resolveDialect } from './dialect.ts'
import { requireAnnotations, rowsWithoutProfiles } from './profilers.ts'

/** Options of {@link csvRows}: those of `csv` that are about the response. */
export type CsvRowsOptions = Pick<CsvQueryOptions, 'dialect' | 'profilers' | 'onProfile' | keyof ReadLimits>

/**
 * Reads the rows of a response as text, in the dialect that was asked for, without the tables of profilers.
 *
 * @param lineEnd how the response must end
 * @throws OptionError if profilers and the dialect do not go together. While reading: FluxError, after the good rows, if
 * the query fails on the way; CsvError, TruncatedResponseError, LimitError
 */
export function csvRows(
  chunks: Chunks,
  options: CsvRowsOptions = {},
  lineEnd: 'required' | 'emptyLine' = 'required',
): AsyncGenerator<string[]> {
  const { profilers = [], onProfile, maxRows, maxBytes, maxColumns, maxCellBytes } = options
  const { delimiter, annotations, header } = resolveDialect(options.dialect)
  const rows = withoutErrors(parseRows(chunks, { delimiter, maxRows, maxBytes, maxColumns, maxCellBytes, lineEnd }))
  if (profilers.length === 0) return rows
  requireAnnotations(annotations, header)
  return rowsWithoutProfiles(rows, onProfile)
}

/**
 * Refuses what is not data. An error on the way is a table with only these two columns, in every dialect; any other
 * table has `result` and `table`. The first cell of a response is empty, an annotation, or `error`.
 *
 * @throws FluxError, CsvError
 */
async function* withoutErrors(rows: AsyncIterable<string[]>): AsyncGenerator<string[]> {
  let count = 0
  let hasFailed = false
  for await (const row of rows) {
    if (++count === 1) refuseOther(row)
    const [first, second, ...more] = row[0] === '' ? row.slice(1) : row
    if (hasFailed) throw new FluxError(first || NO_REASON, second ?? '')
    hasFailed = first === 'error' && second === 'reference' && more.length === 0
    if (!hasFailed) yield row
  }
  if (hasFailed) throw new FluxError(NO_REASON, '')
}

const NO_REASON = 'The query failed; InfluxDB gave no reason.'

/** A page of a proxy, a JSON document or any other text would pass as a row. */
function refuseOther(row: readonly string[]): void {
  const [first = ''] = row
  const what = /^\s*</.test(first) ? 'HTML' : /^\s*[{[]/.test(first) ? 'JSON' : undefined
  if (what === undefined && isFirstRow(row)) return
  const start = show(row.join(','))
  throw new CsvError(
    `The response is ${what ?? 'text'}, not CSV; it begins with ${start}. Check that \`url\` points to InfluxDB.`,
    1,
  )
}

/** Whether InfluxDB may have sent this row first: an annotation, a header or data after an empty cell, or an error. */
function isFirstRow(row: readonly string[]): boolean {
  const [first = '', second] = row
  if (first === '') return row.length > 1
  if (first === 'error' && second === 'reference') return true
  return /^.(?:datatype|group|default)$/.test(first) || (row.includes('result') && row.includes('table'))
}
