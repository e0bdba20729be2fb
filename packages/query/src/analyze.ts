import type { Client } from '@fluxline/core'
import { explainMissing } from '@fluxline/core/server'
import { textColumns } from '@fluxline/internal/caret'
import { checkOptions } from '@fluxline/internal/options'
import type { OptionNames } from '@fluxline/internal/options'
import { scriptOf } from './flux/flux-expression.ts'
import type { Query, QueryRequestOptions } from './query-options.ts'
import { fluxLanguage } from './send-query.ts'

/** A problem in a script, with its location. */
export interface FluxProblem {
  /** Counted from 1. */
  readonly line: number
  /** Counted from 1, in UTF-16 code units, as JavaScript indexes text. */
  readonly column: number
  readonly message: string
}

/** Options of {@link analyze}. */
export type AnalyzeOptions = Pick<QueryRequestOptions, 'headers' | 'signal' | 'timeout'>

const analyzeOptionNames: OptionNames<AnalyzeOptions> = {
  headers: 'an object',
  signal: 'an AbortSignal object',
  timeout: 'a number or an object',
}

/**
 * Lets InfluxDB check the syntax of a script without running it. Returns an empty array if the syntax is correct.
 *
 * Names and types are not checked: only a query finds such errors.
 * @throws QueryError if the query is not text; HttpError; NotOnThisServerError on InfluxDB 3
 * @see InfluxDB v2 API, "Analyze a Flux query"
 */
export async function analyze(client: Client, query: Query, options: AnalyzeOptions = {}): Promise<FluxProblem[]> {
  checkOptions('analyze', options, analyzeOptionNames)
  const script = scriptOf(query)
  const { headers, signal, timeout } = options
  const response = await client
    .request({
      method: 'POST',
      path: '/api/v2/query/analyze',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query: script, type: 'flux' }),
      idempotent: true,
      signal,
      timeout,
    })
    .catch(async (error: unknown) => {
      throw await explainMissing(client, fluxLanguage, error)
    })
  const { errors } = Object(await response.json()) as { errors?: unknown }
  const found = Array.isArray(errors) ? (errors as readonly FluxProblem[]) : []
  // InfluxDB reports most problems twice.
  const problems = new Map(found.map((problem) => [`${problem.line}:${problem.column} ${problem.message}`, problem]))
  const lines = script.split('\n')
  const columns = new Map<number, (byteColumn: number) => number>()
  return Array.from(problems.values(), ({ line, column, message }) => {
    // A line can have a problem at every character.
    const columnOf = columns.get(line) ?? textColumns(lines[line - 1] ?? '')
    columns.set(line, columnOf)
    return { line, column: columnOf(column), message }
  })
}
