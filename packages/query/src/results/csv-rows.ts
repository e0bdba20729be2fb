import { CsvError, FluxError, parseRows } from '@fluxline/flux-csv'
import type { Chunks } from '@fluxline/flux-csv'
import { requireAnnotations, rowsWithoutProfiles } from './profilers.ts'
import { resolveDialect } from './dialect.ts'
import { show } from '../errors.ts'
import type { CsvQueryOptions } from '../query-options.ts'

/**
 * Reads the rows of an answer as text, in the dialect that was asked for, without the tables of profilers.
 *
 * The query API's `csv` does so: this is for answers that were got otherwise.
 * @throws FluxError where the query failed on the way, after the good rows; CsvError, TruncatedResponseError, LimitError
 */
export function csvRows(
  chunks: Chunks,
  options: Pick<CsvQueryOptions, 'dialect' | 'profilers' | 'onProfile' | 'maxRows' | 'maxBytes'> = {},
): AsyncGenerator<string[]> {
  const { profilers = [], onProfile, maxRows, maxBytes } = options
  const { delimiter, annotations, header } = resolveDialect(options.dialect)
  const rows = withoutErrors(parseRows(chunks, { delimiter, maxRows, maxBytes, lineEnd: 'required' }))
  if (profilers.length === 0) return rows
  requireAnnotations(annotations, header)
  return rowsWithoutProfiles(rows, onProfile)
}

/**
 * Finds what is no data: an error on the way is a table of these two columns alone, whatever the dialect, as any other
 * has `result` and `table`; and the first cell of an answer is empty, an annotation, or `error`.
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

/** A page of a proxy or a JSON document would pass as a row. */
function refuseOther([first = '']: readonly string[]): void {
  const what = /^\s*</.test(first) ? 'HTML' : /^\s*[{[]/.test(first) ? 'JSON' : undefined
  if (what === undefined) return
  const start = show(first)
  throw new CsvError(
    `The answer is ${what}, not CSV; it begins with ${start}. Check that the url leads to InfluxDB.`,
    1,
  )
}
