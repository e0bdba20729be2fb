import { isHttpError } from '@fluxline/core'
import type { Client, ClientResponse, Org, Timeout } from '@fluxline/core'
import { parseRecords, parseRows, parseTables } from '@fluxline/flux-csv'
import type { FluxRecord, FluxTable, IntegerOf, RecordOptions, TimeOf } from '@fluxline/flux-csv'
import { QueryError } from './errors.ts'
import type { FluxExpression } from './flux-literal.ts'

/** A query: Flux from the `flux` template, or text of one's own. */
export type Query = FluxExpression | string

/** How answers are written by the server; for `csv` and `raw`, since records need the annotations. */
export interface Dialect {
  /** @defaultValue ',' */
  readonly delimiter?: string | undefined
  /** @defaultValue ['datatype', 'group', 'default'] */
  readonly annotations?: readonly ('datatype' | 'group' | 'default')[] | undefined
  /** Whether a row of labels comes first. @defaultValue true */
  readonly header?: boolean | undefined
  /** @defaultValue '#' */
  readonly commentPrefix?: string | undefined
  /** @defaultValue 'RFC3339' */
  readonly dateTimeFormat?: 'RFC3339' | 'RFC3339Nano' | undefined
}

/** What every query takes. */
export interface QueryOptions extends RecordOptions {
  /** The organization: a name, an ID, `{ name }` or `{ id }`. @defaultValue the client's */
  readonly org?: Org | undefined
  /** What `now()` is in the query, so that it gives the same answer later. @defaultValue the server's clock */
  readonly now?: Date | undefined
  /** Whether the answer may come compressed. @defaultValue true */
  readonly gzip?: boolean | undefined
  /** Headers of this request. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Ends the query; so does leaving the loop over its records. */
  readonly signal?: AbortSignal | undefined
  readonly timeout?: Timeout | undefined
}

/** What `csv` and `raw` take. */
export interface RawQueryOptions extends QueryOptions {
  readonly dialect?: Dialect | undefined
}

/** The options of a call, with those of the API where it has none. */
type Merged<Options extends QueryOptions, Defaults extends QueryOptions> = Omit<Defaults, keyof Options> & Options

/** Flux queries against one InfluxDB. Options given here hold for every call that does not say otherwise. */
export interface QueryApi<Defaults extends QueryOptions = QueryOptions> {
  /**
   * Runs a query and gives its tables, all of them in memory.
   *
   * @throws HttpError where InfluxDB refuses the query; FluxError where it fails on the way
   */
  collect<const Options extends QueryOptions = Defaults>(
    query: Query,
    options?: Options,
  ): Promise<FluxTable<TimeOf<Merged<Options, Defaults>>, IntegerOf<Merged<Options, Defaults>>>[]>
  /**
   * Runs a query when its loop begins, and gives its records as they come; leaving the loop ends the request.
   *
   * @throws HttpError where InfluxDB refuses the query; FluxError where it fails on the way, after the good records
   */
  stream<const Options extends QueryOptions = Defaults>(
    query: Query,
    options?: Options,
  ): AsyncIterableIterator<FluxRecord<TimeOf<Merged<Options, Defaults>>, IntegerOf<Merged<Options, Defaults>>>>
  /** Runs a query and gives the rows of its CSV as text, annotations among them. */
  csv(query: Query, options?: RawQueryOptions): AsyncIterableIterator<string[]>
  /** Runs a query and gives the answer as it is. */
  raw(query: Query, options?: RawQueryOptions): Promise<string>
}

/** Opens the query API of a client. */
export function createQueryApi<const Defaults extends QueryOptions = QueryOptions>(
  client: Client,
  defaults?: Defaults,
): QueryApi<Defaults> {
  const merge = <Options extends QueryOptions>(options: Options | undefined): Options =>
    ({ ...defaults, ...options }) as Options
  const api: QueryApi = {
    async collect(query, options) {
      const merged = merge(options)
      const { body } = await send(client, query, merged)
      return (await parseTables(body, merged)) as never
    },
    stream(query, options) {
      const merged = merge(options)
      return parseRecords(bodyOf(client, query, merged), merged) as never
    },
    csv(query, options) {
      const merged = merge(options)
      return parseRows(bodyOf(client, query, merged), { ...merged, ...merged.dialect })
    },
    async raw(query, options) {
      return (await send(client, query, merge(options))).text()
    },
  }
  return api
}

/** The answer's bytes; the query is sent when the first of them is asked for. */
async function* bodyOf(client: Client, query: Query, options: RawQueryOptions): AsyncGenerator<Uint8Array> {
  yield* (await send(client, query, options)).body
}

async function send(client: Client, query: Query, options: RawQueryOptions): Promise<ClientResponse> {
  const { org = client.org, now, gzip = true, headers, signal, timeout, dialect } = options
  if (org === undefined) throw new QueryError('org is missing; name the organization in the client or in this call.')
  const text = String(query)
  try {
    return await client.request({
      method: 'POST',
      path: '/api/v2/query',
      query: { org },
      headers: {
        'content-type': 'application/json',
        accept: 'application/csv',
        ...(gzip && { 'accept-encoding': 'gzip' }),
        ...headers,
      },
      body: JSON.stringify({ query: text, type: 'flux', dialect: wireDialect(dialect), now: now?.toISOString() }),
      signal,
      timeout,
    })
  } catch (error) {
    throw withPlace(error, text)
  }
}

function wireDialect(dialect: Dialect = {}): object {
  const {
    delimiter = ',',
    annotations = ['datatype', 'group', 'default'],
    header = true,
    commentPrefix = '#',
  } = dialect
  return { delimiter, annotations, header, commentPrefix, dateTimeFormat: dialect.dateTimeFormat ?? 'RFC3339' }
}

/** InfluxDB names the place as `line:column`; a person wants to see it. */
function withPlace(error: unknown, script: string): unknown {
  if (!isHttpError(error) || error.status !== 400) return error
  const [, line, column] = /@?\b(\d+):(\d+)-\d+:\d+/.exec(error.serverMessage ?? '') ?? []
  const shown = script.split('\n')[Number(line) - 1]
  if (shown === undefined) return error
  error.message += `\n  ${line} | ${shown}\n  ${' '.repeat(line!.length)} | ${' '.repeat(Number(column) - 1)}^`
  return error
}
