import type { Client } from '@fluxline/core'
import { show } from '@fluxline/internal/show'
import { InfluxQLResponseError } from '../errors.ts'
import type { InfluxQLExpression } from '../text/influxql-expression.ts'
import type { SchemaCallOptions } from './schema-options.ts'

/**
 * Runs a statement for which InfluxDB 3 closes the connection on `/query`, and returns its rows.
 *
 * @throws HttpError if the response is not JSON; InfluxQLResponseError if it is not a list
 * @see InfluxDB 3 API, "Query with InfluxQL"
 */
export async function callVersion3(
  client: Client,
  query: InfluxQLExpression,
  { database, headers, signal, timeout }: SchemaCallOptions,
): Promise<Readonly<Record<string, unknown>>[]> {
  const response = await client.request({
    method: 'POST',
    path: '/api/v3/query_influxql',
    headers: { 'content-type': 'application/json', ...headers },
    // It wants a database also for `SHOW DATABASES`; this one always exists.
    body: JSON.stringify({ db: database ?? '_internal', q: String(query), format: 'json' }),
    signal,
    timeout,
  })
  const rows = await response.json()
  if (Array.isArray(rows)) return rows as Readonly<Record<string, unknown>>[]
  const { redact = String } = response
  throw new InfluxQLResponseError(
    `The response is ${redact(show(rows))}, not a list of rows. Check that \`url\` points to InfluxDB 3.`,
  )
}
