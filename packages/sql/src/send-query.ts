import type { Client, ClientResponse } from '@fluxline/core'
import { explainMissing, notOnThisServer, serverOf } from '@fluxline/core/server'
import type { Feature } from '@fluxline/core/server'
import { beginningOf } from '@fluxline/internal/beginning-of'
import { OptionError } from '@fluxline/internal/errors'
import { inDatabase, locateError, nameDatabase } from '@fluxline/internal/locate-error'
import { show } from '@fluxline/internal/show'
import { SqlResponseError } from './errors.ts'
import type { SqlFormat, SqlQuery, SqlRequestOptions } from './sql-options.ts'
import { paramsJson } from './text/params.ts'
import { isSql } from './text/sql-expression.ts'

const METHOD = 'POST'
const PATH = '/api/v3/query_sql'

const feature: Feature = {
  name: 'SQL',
  on: [3],
  instead: {
    1: 'Query it with InfluxQL (createInfluxQLApi of @fluxline/influxql)',
    2: 'Query it with Flux (createQueryApi of @fluxline/query) or InfluxQL (createInfluxQLApi of @fluxline/influxql)',
  },
}

const types: Readonly<Record<SqlFormat, string>> = {
  json: 'application/json',
  jsonl: 'application/jsonl',
  csv: 'text/csv',
  pretty: 'text/plain',
  parquet: 'application/vnd.apache.parquet',
}

/**
 * Sends a query. InfluxDB 3 returns 500 to one that is wrong: such an error is not `retryable`.
 *
 * @throws HttpError if InfluxDB refuses the query; NotOnThisServerError on InfluxDB 1.x and 2.x; SqlResponseError if the
 * response is in another format; QueryError if a parameter cannot be written; OptionError
 * @see InfluxDB 3 Core documentation, "Use the v3 HTTP query API"
 */
export async function sendQuery(
  client: Client,
  query: SqlQuery,
  options: SqlRequestOptions,
  format: SqlFormat,
  signal: AbortSignal | undefined = options.signal,
): Promise<ClientResponse> {
  const { database, params, headers, timeout } = options
  if (database === undefined) {
    throw new OptionError('`database` is missing; set it on the API or in this call.', { option: 'database' })
  }
  const members = { db: database, q: queryText(query), format }
  const json = JSON.stringify(members)
  const response = await client
    .request({
      method: METHOD,
      path: PATH,
      // InfluxDB 3 refuses types of content that it does not know, even if the format is named.
      headers: { 'content-type': 'application/json', accept: '*/*', ...headers },
      body: params ? `${json.slice(0, -1)},"params":${paramsJson(params)}}` : json,
      // A query only reads.
      idempotent: true,
      signal,
      timeout,
    })
    .catch(async (error: unknown) => {
      throw nameDatabase(await explainMissing(client, feature, error), database)
    })
  const located = inDatabase(response, database)
  await checkType(client, located, types[format])
  return located
}

/** @throws OptionError if the query is neither text nor of the template, or has no statement */
function queryText(query: SqlQuery): string {
  if (typeof query !== 'string' && !isSql(query)) {
    throw new OptionError(`The query is ${show(query)}; pass SQL as text or of the sql template.`)
  }
  const text = String(query)
  if (/[^\s;]/.test(text)) return text
  throw new OptionError('The query is empty; pass a statement.')
}

async function checkType(client: Client, response: ClientResponse, expected: string): Promise<void> {
  const { headers, body, status, target, redact = String } = response
  const type = headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? ''
  if (type === expected) return
  const text = redact(await beginningOf(body))
  // InfluxDB 2.x sends its user interface.
  const server = await serverOf(client)
  if (server.major !== 3) throw notOnThisServer(feature, server, { method: METHOD, path: PATH, status })
  const error = new SqlResponseError(
    `The response is ${type === '' ? 'of no type' : redact(type)}, not ${expected}; it begins with ${show(text)}. ` +
      'Check that `url` points to InfluxDB, and any proxy in front of it.',
  )
  throw locateError(error, target)
}
