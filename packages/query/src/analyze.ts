import type { Client } from '@fluxline/core'
import { textColumn } from './flux/error-carets.ts'
import type { Query, RequestOptions } from './query-options.ts'

/** What is wrong in a script, and where. */
export interface FluxProblem {
  /** Counted from 1. */
  readonly line: number
  /** Counted from 1, in characters as JavaScript counts them. */
  readonly column: number
  readonly message: string
}

/**
 * Has InfluxDB look for errors of syntax in a script, without running it; a script without them gives an empty array.
 *
 * Names and types are not looked at: only a query finds those.
 * @throws HttpError
 * @see InfluxDB v2 API, "Analyze a Flux query"
 */
export async function analyze(
  client: Client,
  query: Query,
  options: Pick<RequestOptions, 'headers' | 'signal' | 'timeout'> = {},
): Promise<FluxProblem[]> {
  const script = String(query)
  const { headers, signal, timeout } = options
  const answer = await client.request({
    method: 'POST',
    path: '/api/v2/query/analyze',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query: script, type: 'flux' }),
    idempotent: true,
    signal,
    timeout,
  })
  const { errors } = (await answer.json()) as { errors?: readonly FluxProblem[] | null }
  const lines = script.split('\n')
  // InfluxDB says most things twice.
  const problems = new Map(
    errors?.map(({ line, column, message }) => [
      `${line}:${column} ${message}`,
      { line, column: textColumn(lines[line - 1] ?? '', column), message },
    ]),
  )
  return [...problems.values()]
}
