import { platform } from '#platform'
import type { Client } from '../client/client.ts'
import { HttpError, isHttpError } from '../errors.ts'
import type { Timeout } from '../transport/timeout.ts'

/** What every check takes. */
export interface CheckOptions {
  signal?: AbortSignal | undefined
  timeout?: Timeout | undefined
}

/** InfluxDB's document about its own health. */
export interface Health {
  readonly name: string
  readonly status: 'pass' | 'fail'
  readonly message?: string | undefined
  readonly version?: string | undefined
  readonly commit?: string | undefined
  readonly checks?: readonly Health[] | undefined
}

/** Since when InfluxDB is up. */
export interface Ready {
  readonly status: string
  readonly started: Date
  /** How long it has been up, as a Go duration such as `11.2s`. */
  readonly up: string
}

/**
 * Whether InfluxDB answers; never throws.
 * @see InfluxDB v2 API, "Ping"
 */
export async function ping(client: Client, options: CheckOptions = {}): Promise<boolean> {
  return pingHeaders(client, options).then(
    () => true,
    () => false,
  )
}

/** The server's version, such as `v2.7.12`; `undefined` where it keeps it to itself, as InfluxDB Cloud does. */
export async function version(client: Client, options: CheckOptions = {}): Promise<string | undefined> {
  return (await pingHeaders(client, options)).get('x-influxdb-version') ?? undefined
}

/** The server's build, such as `OSS`. */
export async function build(client: Client, options: CheckOptions = {}): Promise<string | undefined> {
  return (await pingHeaders(client, options)).get('x-influxdb-build') ?? undefined
}

/**
 * What InfluxDB says of its own health, also where it says that it fails.
 *
 * @throws where there is no answer, or one that is not about health
 * @see InfluxDB v2 API, "Health"
 */
export async function health(client: Client, options: CheckOptions = {}): Promise<Health> {
  try {
    return await documentOf<Health>(client, '/health', options, ['name', 'status'])
  } catch (error) {
    // A server that is not well answers 503 with the same document.
    const document = isHttpError(error) ? parse(error.body) : undefined
    if (has(document, ['name', 'status'])) return document as Health
    throw error
  }
}

/**
 * Since when InfluxDB is up.
 *
 * @throws HttpError where it is still starting, which is `retryable`, and where the answer is about something else
 * @see InfluxDB v2 API, "Ready"
 */
export async function ready(client: Client, options: CheckOptions = {}): Promise<Ready> {
  type Document = Record<keyof Ready, string>
  const { status, started, up } = await documentOf<Document>(client, '/ready', options, ['status', 'started', 'up'])
  return { status, started: new Date(started), up }
}

async function documentOf<T>(
  client: Client,
  path: string,
  options: CheckOptions,
  keys: readonly (keyof T & string)[],
): Promise<T> {
  const response = await client.request({ method: 'GET', path, ...options })
  const body = await response.text()
  const document = parse(body)
  if (has(document, keys)) return document as T
  throw notInfluxDB(path, response.status, body, `with ${keys.join(' and ')}`)
}

function notInfluxDB(path: string, status: number, body: string, expected: string): HttpError {
  return new HttpError(
    `GET ${path} was answered ${status}, but not ${expected}: ${body.slice(0, 200)}. Check that the url leads to InfluxDB`,
    { method: 'GET', path, status, body },
  )
}

async function pingHeaders(client: Client, options: CheckOptions): Promise<{ get(name: string): string | null }> {
  const path = platform.pingPath ?? '/ping'
  const response = await client.request({ method: 'GET', path, ...options })
  const body = await response.text()
  // The log-in page of a proxy comes as 200.
  if (body.trimStart().startsWith('<')) throw notInfluxDB(path, response.status, body, 'as InfluxDB does')
  return response.headers
}

function has(document: unknown, keys: readonly string[]): boolean {
  return typeof document === 'object' && document !== null && keys.every((key) => key in document)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
