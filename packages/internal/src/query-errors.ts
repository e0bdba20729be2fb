import { FluxlineError, hasCode } from './errors.ts'

/** A query cannot be written in its language; the message names the location, the value and the remedy. */
export class QueryError extends FluxlineError {
  override readonly name = 'QueryError'
  /** Stable across releases: branch on this rather than on the message. */
  readonly code = 'FLUXLINE_QUERY'

  static override [Symbol.hasInstance](value: unknown): value is QueryError {
    return hasCode(value, 'FLUXLINE_QUERY')
  }
}

/** An issue in a row, with its location. */
export interface RowIssue {
  /** The column, then the keys below it if its value is an object; empty if the issue is about the whole row. */
  readonly path: readonly PropertyKey[]
  readonly message: string
}

/** A row of the response does not fit the schema or validator of `rows`. */
export class RowError extends FluxlineError {
  override readonly name = 'RowError'
  /** Stable across releases: branch on this rather than on the message. */
  readonly code = 'FLUXLINE_ROW'
  /** The row, counted from 1 over the whole response. */
  readonly row: number
  readonly issues: readonly RowIssue[]

  /** @internal */
  constructor(message: string, row: number, issues: readonly RowIssue[]) {
    super(message)
    this.row = row
    this.issues = issues
  }

  static override [Symbol.hasInstance](value: unknown): value is RowError {
    return hasCode(value, 'FLUXLINE_ROW')
  }
}
