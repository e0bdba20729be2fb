/** How every fluxline package knows the others' errors; not enumerable, so that logs leave it out. */
const brand = Symbol.for('fluxline.error')

/** A query cannot be built or sent as it is; the message names the place, the value and the remedy. */
export class QueryError extends Error {
  override readonly name = 'QueryError'
  readonly code = 'FLUXLINE_QUERY'
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    Object.defineProperty(this, brand, { value: true })
  }
}

/** What does not fit in a row, and where in it. */
export interface RowIssue {
  /** The column, and what lies below it where its value is no plain one; empty where the row as a whole is meant. */
  readonly path: readonly PropertyKey[]
  readonly message: string
}

/** A row of the answer is not what the schema or the validator of `rows` asks for. */
export class RowError extends Error {
  override readonly name = 'RowError'
  readonly code = 'FLUXLINE_ROW'
  /** The row, counted from 1 over the whole answer. */
  readonly row: number
  readonly issues: readonly RowIssue[]
  constructor(message: string, row: number, issues: readonly RowIssue[]) {
    super(message)
    this.row = row
    this.issues = issues
    Object.defineProperty(this, brand, { value: true })
  }
}

/** A value as an error shows it: short, and with its type visible. */
export function show(value: unknown): string {
  const text =
    typeof value === 'string' ? JSON.stringify(value) : typeof value === 'bigint' ? `${value}n` : String(value)
  return text.length > 100 ? `${text.slice(0, 99)}…` : text
}
