import { decodeText } from '@fluxline/internal/decode-text'
import { checkOptions, oneOf } from '@fluxline/internal/options'
import type { OptionNames } from '@fluxline/internal/options'
import { sleepOrThrow } from '@fluxline/internal/timers'
import { PreparedResponses } from './prepared-responses.ts'
import type { PreparedResponse, ScriptMatch } from './prepared-responses.ts'
import { Faults } from './fault.ts'
import type { ActiveFault, Fault } from './fault.ts'
import { failureResponse, HttpFailure, json } from './http/http-failure.ts'
import { evaluateQuery, readQuery } from './http/query.ts'
import { readBody } from './http/read-body.ts'
import { list, unknownPath } from './http/resources.ts'
import type { Resource } from './http/resources.ts'
import { storeLines } from './http/write.ts'
import { BucketStore } from './store/bucket-store.ts'
import type { StoredPoint } from './store/stored-point.ts'
import { respond } from './v3/respond.ts'
import type { Databases } from './v3/databases.ts'

/** How the double is set up. */
export interface TestInfluxDBOptions {
  /** The token that requests must carry. @defaultValue 'test-token' */
  readonly token?: string | undefined
  /** The name of the organization. @defaultValue 'test-org' */
  readonly org?: string | undefined
  /** The buckets that exist. @defaultValue each bucket exists from the first write on */
  readonly buckets?: readonly string[] | undefined
  /** The generation of InfluxDB. Of 3, buckets are its databases, and simple SQL and InfluxQL take the place of Flux. @defaultValue '2' */
  readonly server?: '2' | '3' | undefined
  /** Nanoseconds since the epoch: the time of points without one, and `now()`. @defaultValue the clock of the process */
  readonly now?: (() => bigint) | undefined
}

/** A request that the double received. */
export interface ReceivedRequest {
  readonly method: string
  /** Path and query. */
  readonly path: string
  /** Headers, with names in lower case. The token is in `authorization`. */
  readonly headers: Readonly<Record<string, string>>
  /** The body as text, decompressed. */
  readonly body: string
}

/** The version whose behaviour the double has. */
const VERSION = 'v2.7.12'

const knownOptions: OptionNames<TestInfluxDBOptions> = {
  token: true,
  org: true,
  buckets: true,
  server: true,
  now: true,
}

/** Breaks the connection off; what serves the double turns it into that. */
export class Disconnect extends TypeError {}

/** An InfluxDB 2.x or 3 for tests. It lives in memory: each has its own buckets. */
export class TestInfluxDB {
  readonly token: string
  readonly org: string
  /** The address that requests through `fetch` can use. */
  readonly url: string = 'http://influxdb.test'
  /** All requests, in order. */
  readonly requests: ReceivedRequest[] = []
  readonly #open: boolean
  readonly #server: '2' | '3'
  readonly #now: () => bigint
  readonly #buckets = new Map<string, BucketStore>()
  readonly #lines = new Map<string, string[]>()
  readonly #faults = new Faults()
  readonly #responses = new PreparedResponses()
  /** The requests that wait. Node collects one that nothing refers to, and its signal is never aborted then. */
  readonly #waiting = new Set<object>()

  /** @internal */
  constructor(options: TestInfluxDBOptions) {
    checkOptions('createTestInfluxDB', options, knownOptions, {}, "{ buckets: ['metrics'] }")
    const { token = 'test-token', org = 'test-org', buckets, server = '2', now } = options
    oneOf('createTestInfluxDB', 'server', server, ['2', '3'])
    this.#server = server
    this.token = token
    this.org = org
    this.#open = buckets === undefined
    this.#now = now ?? (() => BigInt(Date.now()) * 1_000_000n)
    for (const bucket of buckets ?? []) this.#buckets.set(bucket, new BucketStore())
  }

  /** The points of a bucket, in order of time; fields that were written at one time are merged. */
  points(bucket: string): StoredPoint[] {
    return this.#buckets.get(bucket)?.points() ?? []
  }

  /** The lines that were written to a bucket, in order, as they were sent. Those of a refused write are not among them. */
  lines(bucket: string): string[] {
    return [...(this.#lines.get(bucket) ?? [])]
  }

  /** Affects the next requests, as in `fail({ status: 503, times: 2 })`. @throws OptionError if an option is unknown or wrong */
  fail(fault: Fault): ActiveFault {
    return this.#faults.add(fault)
  }

  /** Sets what a script returns, for scripts that the double cannot evaluate. */
  respondTo(script: ScriptMatch, response: PreparedResponse): void {
    this.#responses.add(script, response)
  }

  /** Forgets points, requests, faults and responses. */
  reset(): void {
    for (const bucket of this.#buckets.keys()) this.#buckets.set(bucket, new BucketStore())
    if (this.#open) this.#buckets.clear()
    this.#lines.clear()
    this.#faults.clear()
    this.#responses.clear()
    this.requests.length = 0
  }

  /** Responds like the server: pass it to `createClient({ fetch })`. */
  readonly fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init)
    const { pathname } = new URL(request.url)
    const fault = this.#faults.take(pathname)
    if (!fault) return this.#handle(request)
    const { hang, delay = 0, handled, disconnect, status } = fault
    if (hang || delay > 0) await this.#wait(hang ? Infinity : delay, input, request)
    // A fault that is only a delay.
    if (status === undefined && !disconnect) return this.#handle(request)
    await (handled ? this.#handle(request) : this.#record(request))
    if (status === undefined || disconnect) throw new Disconnect('The test double broke the connection off.')
    const body = fault.body ?? JSON.stringify({ code: 'internal error', message: `the test double was told to fail` })
    return new Response(status === 204 ? null : body, {
      status,
      headers: { 'content-type': 'application/json', ...fault.headers },
    })
  }

  async #wait(ms: number, input: unknown, request: Request): Promise<void> {
    const held = { input, request }
    this.#waiting.add(held)
    try {
      await sleepOrThrow(ms, request.signal)
    } finally {
      this.#waiting.delete(held)
    }
  }

  async #handle(request: Request): Promise<Response> {
    try {
      const body = await this.#record(request)
      return this.#respond(request.method, new URL(request.url), request.headers, body)
    } catch (error) {
      if (error instanceof HttpFailure) return failureResponse(error)
      throw error
    }
  }

  async #record(request: Request): Promise<Uint8Array> {
    const body = await readBody(request)
    const { pathname, search } = new URL(request.url)
    this.requests.push({
      method: request.method,
      path: pathname + search,
      headers: Object.fromEntries(request.headers),
      body: decodeText(body),
    })
    return body
  }

  #respond(method: string, url: URL, headers: Headers, body: Uint8Array): Response {
    if (this.#server === '3') return respond(method, url, headers, body, this.#databases)
    const { pathname } = url
    const version = { 'x-influxdb-build': 'OSS', 'x-influxdb-version': VERSION }
    if (pathname === '/ping') return new Response(null, { status: 204, headers: version })
    if (pathname === '/health')
      return json({ name: 'influxdb', status: 'pass', message: 'ready for queries and writes', version: VERSION })
    if (pathname === '/ready') return json({ status: 'ready', started: new Date(0).toISOString(), up: '1s' })
    if (headers.get('authorization') !== `Token ${this.token}`)
      throw new HttpFailure(401, 'unauthorized', 'unauthorized access')
    switch (`${method} ${pathname}`) {
      case 'POST /api/v2/write':
        return this.#write(url.searchParams, body)
      case 'POST /api/v2/query':
        return this.#query(new TextDecoder().decode(body))
      case 'GET /api/v2/buckets':
        return list('buckets', this.#resources(), url)
      case 'GET /api/v2/orgs':
        return list('orgs', [{ id: idOf(0), name: this.org }], url)
      case 'POST /api/v2/buckets':
        return this.#createBucket(JSON.parse(new TextDecoder().decode(body)) as { name: string })
      default:
        throw unknownPath(method, pathname)
    }
  }

  /** The same data, as InfluxDB 3 sees it. */
  readonly #databases: Databases = {
    database: (name, create) => this.#bucket(name, create && this.#open),
    points: (name) => this.#buckets.get(name)?.points(),
    prepared: (query) => this.#responses.responseTo(query),
    now: () => this.#now(),
    keep: (name, lines) => this.#keep(name, lines),
    hasToken: (authorization) => authorization === `Bearer ${this.token}` || authorization === `Token ${this.token}`,
  }

  #write(query: URLSearchParams, body: Uint8Array): Response {
    this.#checkOrg(query)
    const name = query.get('bucket') ?? ''
    const bucket = this.#bucket(name, this.#open)
    const lines = storeLines(bucket, body, query.get('precision') || 'ns', this.#now)
    this.#keep(name, lines)
    return new Response(null, { status: 204 })
  }

  #keep(bucket: string, lines: readonly string[]): void {
    const kept = this.#lines.get(bucket) ?? []
    this.#lines.set(bucket, kept)
    for (const line of lines) kept.push(line)
  }

  #query(text: string): Response {
    const body = readQuery(text)
    const csv =
      this.#responses.find(body.query, body.dialect) ??
      evaluateQuery(body, this.#now, {
        points: (bucket) => this.#bucket(bucket, false).points(),
        isUnsigned: (bucket, measurement, field) => this.#bucket(bucket, false).isUnsigned(measurement, field),
      })
    return new Response(csv, { headers: { 'content-type': 'text/csv; charset=utf-8' } })
  }

  #bucket(name: string, create: boolean): BucketStore {
    const bucket = this.#buckets.get(name) ?? (create && name !== '' ? new BucketStore() : undefined)
    if (!bucket) throw new HttpFailure(404, 'not found', `bucket "${name}" not found`)
    this.#buckets.set(name, bucket)
    return bucket
  }

  #checkOrg(query: URLSearchParams): void {
    const org = query.get('org') ?? query.get('orgID') ?? ''
    if (org !== this.org && org !== idOf(0)) {
      throw new HttpFailure(
        404,
        'not found',
        `failed to initialize execute state: could not find organization "${org}"`,
      )
    }
  }

  #resources(): Resource[] {
    return [...this.#buckets.keys()].map((name, index) => ({
      id: idOf(index + 1),
      orgID: idOf(0),
      name,
      retentionRules: [],
    }))
  }

  #createBucket({ name }: { readonly name: string }): Response {
    if (this.#buckets.has(name)) throw new HttpFailure(422, 'conflict', `bucket with name ${name} already exists`)
    this.#buckets.set(name, new BucketStore())
    return json(this.#resources().at(-1), 201)
  }
}

/** Creates an InfluxDB in memory, for tests of programs that write and query. @throws OptionError if an option is unknown */
export function createTestInfluxDB(options: TestInfluxDBOptions = {}): TestInfluxDB {
  return new TestInfluxDB(options)
}

function idOf(index: number): string {
  return index.toString(16).padStart(16, '0')
}
