import type { Client } from '@fluxline/core'
import type { Timestamp, TruncatedResponseError } from '@fluxline/flux-csv'
import type { InfluxQLError } from '../errors.ts'
import type { InfluxQLOptions, InfluxQLQuery } from '../influxql-options.ts'
import { splitStatements } from '../text/statements.ts'
import type { InfluxQLMessage } from '../wire/read-response.ts'
import { collectSeries } from './collect-series.ts'
import type { InfluxQLSeries } from '../model/influxql-series.ts'
import { openRecords } from './open-records.ts'

/** What became of one statement. */
export interface StatementResult<Time = Timestamp, Integer = number> {
  /** Its number in the query, from 0. */
  readonly statement: number
  /** The statement itself. */
  readonly query: string
  readonly series: InfluxQLSeries<Time, Integer>[]
  /** Why it failed, was not executed, or has no more series. */
  readonly error?: InfluxQLError | TruncatedResponseError | undefined
  /** What InfluxDB says beside the rows, such as a warning. */
  readonly messages: InfluxQLMessage[]
}

type Open = { -readonly [Key in keyof StatementResult<unknown, unknown>]: StatementResult<unknown, unknown>[Key] }

/** Runs a query, and returns the results of its statements. */
export async function collectStatements(
  client: Client,
  query: InfluxQLQuery,
  options: InfluxQLOptions,
): Promise<StatementResult<unknown, unknown>[]> {
  const results: Open[] = []
  const resultOf = (statement: number): Open => {
    results[statement] ??= { statement, query: '', series: [], messages: [] }
    return results[statement]
  }
  for (const [statement, { text }] of splitStatements(String(query)).entries()) resultOf(statement).query = text
  const response = await openRecords(client, query, options, {
    onFailure: (statement, error) => (resultOf(statement).error ??= error),
    onMessages: (statement, messages) => resultOf(statement).messages.push(...messages),
  })
  for (const series of await collectSeries(response)) resultOf(series.statement).series.push(series)
  return results
}
