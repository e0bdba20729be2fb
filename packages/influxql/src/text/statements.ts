import { Scanner } from './scanner.ts'

/** One statement of a query. */
export interface Statement {
  readonly text: string
  /** Whether it is a `SELECT`, whose first column is the time. */
  readonly isSelect: boolean
  /** Whether InfluxDB 2.x gives no result for it. */
  readonly isSilent: boolean
}

/** Splits a query at its semicolons. */
export function splitStatements(query: string): Statement[] {
  const scanner = new Scanner()
  scanner.feed(query)
  return scanner.statements.map(({ start, end, words }) => ({
    text: query.slice(start, end).trim(),
    isSelect: words.startsWith('SELECT '),
    isSilent: /^(?:DELETE|DROP (?:MEASUREMENT|SERIES)) /.test(words),
  }))
}
