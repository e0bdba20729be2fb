import { isHttpError } from '@fluxline/core'
import type { Client, ClientResponse } from '@fluxline/core'
import { addToMessage, hasCode, OptionError } from '@fluxline/internal/errors'
import { inDatabase, nameDatabase } from '@fluxline/internal/locate-error'
import type { InfluxQLFormat, InfluxQLQuery, InfluxQLRequestOptions } from '../influxql-options.ts'
import { show } from '@fluxline/internal/show'
import { isInfluxQL } from '../text/influxql-expression.ts'
import { bindParams } from '../text/bind-params.ts'
import { paramsJson } from '../text/params.ts'

/** What `sendQuery` adds to the options of a call. */
export interface QueryForm {
  readonly format: InfluxQLFormat
  readonly epoch: string | undefined
  readonly isChunked: boolean
}

const accepted: Readonly<Record<InfluxQLFormat, string>> = {
  json: 'application/json',
  csv: 'application/csv',
  msgpack: 'application/x-msgpack',
}

/** Clients whose server turned out to be InfluxDB 3. */
const version3 = new WeakSet<Client>()

/** Returns the format of a client's server, as far as it is known. */
export function formatOf(client: Client, format: 'auto' | 'msgpack' | 'json' = 'auto'): 'msgpack' | 'json' {
  if (format !== 'auto') return format
  return isVersion3(client) ? 'json' : 'msgpack'
}

/** Whether a client's server is InfluxDB 3, as far as it is known: it has no MessagePack, and takes one statement alone. */
export function isVersion3(client: Client): boolean {
  return client.server === '3' || version3.has(client)
}

/**
 * Sends a query, as a form: a query in the URL would be in logs.
 *
 * @throws HttpError if InfluxDB refuses the query; QueryError if a parameter cannot be written
 * @see InfluxDB v1 API, "Query data with InfluxQL"
 */
export async function sendQuery(
  client: Client,
  query: InfluxQLQuery,
  options: InfluxQLRequestOptions,
  { format, epoch, isChunked }: QueryForm,
  signal: AbortSignal | undefined = options.signal,
): Promise<ClientResponse> {
  const { database, retentionPolicy, chunkSize, headers, timeout } = options
  // InfluxDB 3 does not take them there.
  const isBound = options.params !== undefined && isVersion3(client)
  const q = isBound ? bindParams(queryText(query), options.params) : queryText(query)
  const params = isBound ? undefined : options.params
  const { compression = client.isLocal ? 'identity' : 'gzip' } = options
  const members = {
    q,
    db: database,
    rp: retentionPolicy,
    epoch,
    chunked: isChunked ? 'true' : undefined,
    chunk_size: isChunked ? chunkSize?.toString() : undefined,
    params: params && paramsJson(params),
  }
  const form = new URLSearchParams()
  for (const [name, value] of Object.entries(members)) if (value !== undefined) form.set(name, value)
  try {
    const response = await client.request({
      method: 'POST',
      path: '/query',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        // Alone: InfluxDB 2.x does not understand a list.
        accept: accepted[format],
        'accept-encoding': compression,
        ...headers,
      },
      body: form.toString(),
      signal,
      timeout,
    })
    return inDatabase(response, database)
  } catch (error) {
    throw nameDatabase(explainCors(error, client), database)
  }
}

/** Runs what sends a query; once more if its error shows that the server is InfluxDB 3, which takes it in another form. */
export async function knowingServer<Result>(client: Client, send: () => Promise<Result>): Promise<Result> {
  try {
    return await send()
  } catch (error) {
    if (isVersion3(client) || !isOfVersion3(error)) throw error
    version3.add(client)
    return send()
  }
}

/** @throws OptionError if the query is neither text nor of the template, or has no statement */
export function queryText(query: InfluxQLQuery): string {
  if (typeof query !== 'string' && !isInfluxQL(query)) {
    throw new OptionError(`The query is ${show(query)}; pass InfluxQL as text or of the influxql template.`)
  }
  const text = String(query)
  if (/[^\s;]/.test(text)) return text
  throw new OptionError('The query is empty; pass a statement.')
}

/** Whether only InfluxDB 3 refuses a query so, and runs nothing of it: for its format, its statements or its parameters. */
function isOfVersion3(error: unknown): boolean {
  const only = /invalid mime type|must provide only one InfluxQL statement|Bind parameter '.*' was referenced/i
  return isHttpError(error) && error.status === 500 && only.test(error.serverMessage ?? '')
}

/** A browser does not say why it sent nothing. */
function explainCors(error: unknown, { url }: Client): unknown {
  const page = (globalThis as { location?: { origin?: string } }).location?.origin
  if (!page || !hasCode(error, 'FLUXLINE_CONNECTION') || new URL(url).origin === page) return error
  return addToMessage(
    error as Error,
    '. InfluxDB 2.x lets no page of another origin call /query (it has no CORS headers there); send it through a proxy ' +
      `of ${page}.`,
  )
}
