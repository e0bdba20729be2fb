import { FluxlineError } from '@fluxline/internal/errors'
import { show } from '@fluxline/internal/show'

export { OptionError } from '@fluxline/internal/errors'
export type { FluxlineErrorCode, OptionErrorDetails } from '@fluxline/internal/errors'

/** The query failed after its response had begun: InfluxDB sends such an error instead of the next table. */
export class FluxError extends FluxlineError {
  override readonly name = 'FluxError'
  readonly code = 'FLUXLINE_FLUX'
  /** InfluxDB's number for this kind of error, as text; empty if it has none. */
  readonly reference: string

  /** @internal */
  constructor(message: string, reference: string) {
    super(message)
    this.reference = reference
  }
}

/** The response is not annotated CSV, or a cell does not fit its column. */
export class CsvError extends FluxlineError {
  override readonly name = 'CsvError'
  readonly code = 'FLUXLINE_CSV'
  /** The number of the row, from 1, including annotations and empty lines. */
  readonly row: number
  /** The label of the column, if one cell is the cause. */
  declare readonly column?: string | undefined

  /** @internal */
  constructor(message: string, row: number, column?: string, options?: ErrorOptions) {
    super(message, options)
    this.row = row
    if (column !== undefined) this.column = column
  }
}

/** The response ended too early: in the middle of a row, or without the empty line that ends a response. */
export class TruncatedResponseError extends FluxlineError {
  override readonly name = 'TruncatedResponseError'
  readonly code = 'FLUXLINE_TRUNCATED'
  /** The number of the row, from 1, including annotations and empty lines. */
  readonly row: number

  /** @internal */
  constructor(message: string, row: number) {
    super(message)
    this.row = row
  }
}

/** Where a row was cut that has all its cells: the last one may have been longer. */
export const NO_LINE_END = 'without a line end'

/** The error for a response that ends too early. */
export function truncated(row: number, where: string): TruncatedResponseError {
  return new TruncatedResponseError(`The response ended in row ${row}, ${where}. Run the query again.`, row)
}

/** The error for a response that ends after a row, and not with an empty line. */
export function truncatedAfter(row: number): TruncatedResponseError {
  const problem = `The response ended after row ${row}, without the empty line that InfluxDB ends it with`
  return new TruncatedResponseError(
    `${problem}. Run the query again; if this server never sends one, pass \`typeHints\`.`,
    row,
  )
}

/** The error for a row that no response of InfluxDB has. */
export function notAnnotated(row: number, cells: readonly string[]): CsvError {
  return new CsvError(
    `Row ${row} of the response is not annotated CSV; it begins with ${show(cells.join(','))}. Check that \`url\` points to InfluxDB.`,
    row,
  )
}

/** The response exceeds `maxRows`, `maxBytes`, `maxColumns` or `maxCellBytes`. */
export class LimitError extends FluxlineError {
  override readonly name = 'LimitError'
  readonly code = 'FLUXLINE_LIMIT'
  readonly limit: 'maxRows' | 'maxBytes' | 'maxColumns' | 'maxCellBytes'

  /** @internal */
  constructor(limit: LimitError['limit'], value: number, what = 'The response') {
    super(`${what} exceeds ${limit} (${value}); narrow the query, or raise ${limit}.`)
    this.limit = limit
  }
}
