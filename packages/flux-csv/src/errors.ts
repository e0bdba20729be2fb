abstract class FluxCsvError extends Error {
  abstract readonly code: string
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    // How every fluxline package knows the others' errors; not enumerable, so that logs leave it out.
    Object.defineProperty(this, Symbol.for('fluxline.error'), { value: true })
  }
}

/** The query failed after its answer had begun: InfluxDB put the error where the next table would be. */
export class FluxError extends FluxCsvError {
  override readonly name = 'FluxError'
  readonly code = 'FLUXLINE_FLUX'
  /** InfluxDB's number for this kind of error, as text; empty where it has none. */
  readonly reference: string
  constructor(message: string, reference: string) {
    super(message)
    this.reference = reference
  }
}

/** What came is not annotated CSV, or a cell of it does not fit its column. */
export class CsvError extends FluxCsvError {
  override readonly name = 'CsvError'
  readonly code = 'FLUXLINE_CSV'
  /** The row, counted from 1 over the whole answer, annotations and empty lines included. */
  readonly row: number
  /** The column's label, where one cell is to blame. */
  readonly column: string | undefined
  constructor(message: string, row: number, column?: string, options?: ErrorOptions) {
    super(message, options)
    this.row = row
    this.column = column
  }
}

/** The answer ended in the middle of a row. */
export class TruncatedResponseError extends FluxCsvError {
  override readonly name = 'TruncatedResponseError'
  readonly code = 'FLUXLINE_TRUNCATED'
  readonly row: number
  constructor(message: string, row: number) {
    super(message)
    this.row = row
  }
}

/** Where a row was cut whose cells are all there: its last one may have been longer. */
export const NO_LINE_END = 'without a line end'

/** The error for an answer that ends where it should go on. */
export function cutAnswer(row: number, where: string): TruncatedResponseError {
  return new TruncatedResponseError(`The answer ends in row ${row}, ${where}; the connection was cut. Ask again.`, row)
}

/** The answer is larger than `maxRows` or `maxBytes` allow. */
export class LimitError extends FluxCsvError {
  override readonly name = 'LimitError'
  readonly code = 'FLUXLINE_LIMIT'
  readonly limit: 'maxRows' | 'maxBytes'
  constructor(limit: 'maxRows' | 'maxBytes', value: number) {
    super(`The answer is larger than ${limit} allows (${value}); narrow the query, or raise ${limit}.`)
    this.limit = limit
  }
}

/** Text as an error shows it: quoted and short. */
export function show(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 79)}…` : text)
}
