import type { ServerResponse } from 'node:http'
import { gunzipSync } from 'node:zlib'
import { startLoopback } from '../loopback.ts'
import type { Loopback, RecordedRequest } from '../loopback.ts'
import { configure, databaseOf } from './configure.ts'
import type { Catalog, Reply } from './configure.ts'
import { Database, isLimit } from './database.ts'
import { readQuery, recordedInfluxQL, recordedResponse } from './query.ts'
import { bytesOf, recordingsOf } from './recordings.ts'
import type { Recording } from './recordings.ts'

/** How the server is set up. */
export interface InfluxDB3Options {
  /** The token that requests must carry. @defaultValue none: started without authorization */
  readonly token?: string | undefined
  /** The largest body in bytes. */
  readonly maxRequestBytes?: number | undefined
  /** Changes the list of refused lines before it is sent. */
  readonly distort?: ((refused: readonly object[]) => unknown) | undefined
}

const CORS = { 'access-control-allow-origin': '*' }
const PRECISIONS: Readonly<Record<string, string>> = {
  ns: 'nanosecond',
  n: 'nanosecond',
  us: 'microsecond',
  u: 'microsecond',
  ms: 'millisecond',
  s: 'second',
}

/** Paths that do not exist there. */
const absent = new Set(
  [...recordingsOf('absent'), ...recordingsOf('ping')].flatMap(({ request, response }) =>
    response.status === 404 ? [request.path.replace(/\?.*/, '')] : [],
  ),
)

/**
 * A stand-in for InfluxDB 3 Core 3.6.0, which cannot be started in tests. It parses requests and lines, and responds in the
 * forms that the real one was recorded with.
 *
 * A request of a kind that was never recorded is a failure of the test: closing the server throws.
 */
export class InfluxDB3 implements AsyncDisposable {
  readonly url: string
  readonly requests: RecordedRequest[]
  readonly catalog: Catalog = { databases: new Map(), tokens: new Map(), caches: new Set() }
  readonly #options: InfluxDB3Options
  readonly #loopback: Loopback
  readonly #unknown: string[] = []
  readonly #prepared = new Map<string | RegExp, readonly (string | Uint8Array)[]>()

  /** @internal */
  constructor(loopback: Loopback, options: InfluxDB3Options) {
    this.#loopback = loopback
    this.#options = options
    this.url = loopback.url
    this.requests = loopback.requests
  }

  /** The lines of a database, as they were sent. */
  lines(database: string): readonly string[] {
    return this.catalog.databases.get(database)?.lines ?? []
  }

  /** The write requests so far, each as its path and query. */
  get writes(): string[] {
    return this.requests.flatMap(({ url }) => (/\/write(?:_lp)?\?/.test(url) ? [url] : []))
  }

  /** Sets the JSON lines, or their pieces, that a query returns, for one that was not recorded. */
  prepare(q: string | RegExp, ...pieces: readonly (string | Uint8Array)[]): void {
    this.#prepared.set(q, pieces)
  }

  async close(): Promise<void> {
    await this.#loopback.close()
    if (this.#unknown.length > 0) {
      throw new Error(`InfluxDB 3 was never recorded with such a request: ${this.#unknown.join('; ')}`)
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  /** @internal */
  respond(request: RecordedRequest, response: ServerResponse): void {
    const { method, headers } = request
    const url = new URL(request.url, this.url)
    const path = url.pathname
    if (method === 'OPTIONS') {
      const more = {
        'access-control-allow-methods': '*',
        'access-control-allow-headers': '*',
        'access-control-max-age': '86400',
      }
      return void response.writeHead(204, { ...CORS, ...more }).end()
    }
    const refusal = this.#authorize(headers.authorization)
    if (refusal !== undefined) return void response.writeHead(refusal).end()
    if (path === '/ping' && method === 'GET') return this.#replay(response, recordingOfPing)
    if (path === '/health') return send(response, { status: 200, body: 'OK' })
    if (absent.has(path) || path === '/api/v3/configure/enterprise/token') return send(response, NOT_FOUND)
    const body = headers['content-encoding'] === 'gzip' ? gunzipSync(request.body) : request.body
    if (method === 'POST' && /^\/api\/v3\/write_lp$|^\/api\/v2\/write$|^\/write$/.test(path)) {
      return send(response, this.#write(url, body))
    }
    if (path === '/api/v3/write_lp') return send(response, NOT_FOUND)
    if (path.startsWith('/api/v3/configure/')) {
      const reply = configure(this.catalog, method, url, body.toString())
      return reply ? send(response, reply) : this.#refuse(request, response)
    }
    if (path.startsWith('/api/v3/query_')) return this.#query(request, response)
    if (path === '/query' && method === 'POST') {
      const recorded = recordedInfluxQL(new URLSearchParams(body.toString()), headers.accept ?? '')
      return recorded ? this.#replay(response, recorded) : this.#refuse(request, response)
    }
    this.#refuse(request, response)
  }

  #authorize(header: string | undefined): number | undefined {
    const { token } = this.#options
    if (token === undefined) return undefined
    if (header === undefined) return 401
    const [, scheme, value = ''] = /^(Bearer|Token|Basic) (.+)$/.exec(header) ?? []
    if (scheme === undefined) return 400
    const given =
      scheme === 'Basic'
        ? Buffer.from(value, 'base64')
            .toString()
            .replace(/^[^:]*:/, '')
        : value
    return given === token ? undefined : 401
  }

  #write({ pathname, searchParams }: URL, bytes: Buffer): Reply {
    const isV2 = pathname === '/api/v2/write'
    const isLp = pathname === '/api/v3/write_lp'
    const fail = (status: number, message: string): Reply =>
      isV2
        ? { status, body: JSON.stringify({ code: 'invalid', message }) }
        : { status, body: JSON.stringify({ error: message }) }
    const { maxRequestBytes = Infinity } = this.#options
    if (bytes.length > maxRequestBytes)
      return { status: 500, body: `max request size (${maxRequestBytes} bytes) exceeded` }
    const name = searchParams.get(isV2 ? 'bucket' : 'db')
    if (name === null) {
      if (isLp) return { status: 400, body: "missing query parameter 'db'" }
      if (!isV2) return fail(400, 'no db destination provided')
      return fail(400, searchParams.size > 0 ? 'missing bucket value' : 'no org/bucket destination provided')
    }
    if (name === '' && isLp) return fail(400, 'db name cannot be empty')
    const asked = searchParams.get('precision') ?? (isLp ? 'auto' : 'ns')
    const precision = PRECISIONS[asked] ?? asked
    if (!(precision === 'auto' && isLp) && !Object.values(PRECISIONS).includes(precision)) {
      return { status: 400, body: `serde error: unknown variant \`${asked}\`, expected one of …` }
    }
    for (const option of ['no_sync', 'accept_partial']) {
      if (/^(?:true|false)$/.test(searchParams.get(option) ?? 'true')) continue
      return { status: 400, body: 'serde error: provided string was not `true` or `false`' }
    }
    let text: string
    try {
      text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    } catch {
      return { status: 500, body: 'body content is not valid utf8: invalid utf-8 sequence of 1 bytes from index 5' }
    }
    if (/^(?:\s*(?:#.*)?\n?)*$/.test(text)) return { status: 400, body: 'incoming write was empty' }
    const database = databaseOf(this.catalog, name)
    if (!(database instanceof Database)) {
      return isV2 ? fail(400, `write buffer error: catalog update error: ${database.body}`) : database
    }
    const isPartial = isLp && searchParams.get('accept_partial') !== 'false'
    const refused = database.write(text, precision, isPartial)
    if (refused.length === 0) return { status: 204 }
    if (isV2) return fail(400, 'write buffer error: parsing for line protocol failed')
    const status = refused.some(isLimit) ? 422 : 400
    const data = this.#options.distort?.(refused) ?? refused
    if (!isPartial)
      return { status, body: JSON.stringify({ error: 'parsing failed for write_lp endpoint', data: refused[0] }) }
    return { status, body: JSON.stringify({ error: 'partial write of line protocol occurred', data }) }
  }

  #query(request: RecordedRequest, response: ServerResponse): void {
    const asked = readQuery(request.method, request.url, request.body.toString())
    const { q = '' } = asked
    const [, prepared] =
      [...this.#prepared].find(([known]) => (typeof known === 'string' ? known === q : known.test(q))) ?? []
    if (prepared && asked.format === 'jsonl') {
      response.writeHead(200, { ...CORS, 'content-type': 'application/jsonl' })
      for (const piece of prepared) response.write(piece)
      return void response.end()
    }
    const recorded = recordedResponse(asked)
    if (recorded) this.#replay(response, recorded)
    else this.#refuse(request, response)
  }

  #replay(response: ServerResponse, { status, headers, body }: Recording['response']): void {
    // The real server closed the connection in the middle.
    if (status === 0) {
      response.writeHead(200, { ...CORS, 'content-type': 'application/jsonl' })
      response.write('{"x":')
      response.flushHeaders()
      setTimeout(() => response.destroy(), 5)
      return
    }
    response.writeHead(status, headers).end(bytesOf(body))
  }

  #refuse({ method, url, body }: RecordedRequest, response: ServerResponse): void {
    this.#unknown.push(`${method} ${url} ${body.toString().slice(0, 200)}`)
    response.writeHead(501).end('never recorded')
  }
}

const NOT_FOUND: Reply = { status: 404, body: 'not found' }
const recordingOfPing = recordingsOf('ping').find(({ name }) => name === 'get')!.response

/** Of the errors only the one of an unknown path has a CORS header. */
function send(response: ServerResponse, { status, body, type }: Reply): void {
  const headers = { ...((status < 300 || body === NOT_FOUND.body) && CORS), ...(type && { 'content-type': type }) }
  response.writeHead(status, headers).end(body)
}

/** Starts a stand-in for InfluxDB 3. */
export async function startInfluxDB3(options: InfluxDB3Options = {}): Promise<InfluxDB3> {
  let server: InfluxDB3 | undefined
  const loopback = await startLoopback((request, response) => server!.respond(request, response))
  server = new InfluxDB3(loopback, options)
  return server
}
