import { describeUnknown } from '#explain'
import { checkNames } from '@fluxline/internal/option-names'
import type { OptionNames } from '@fluxline/internal/options'
import type { Client } from '../client/client.ts'
import { ClosedError, isHttpError, OptionError } from '../errors.ts'
import type { Timeout } from '../transport/timeout.ts'
import { explainMissing } from './not-on-this-server.ts'
import type { Feature } from './not-on-this-server.ts'
import { notInfluxDB, parse, pingServer, versionIn } from './ping-server.ts'
import type { Pong } from './ping-server.ts'

/** Options of every check. */
export interface CheckOptions {
  signal?: AbortSignal | undefined
  timeout?: Timeout | undefined
}

const knownCheckOptions: OptionNames<CheckOptions> = {
  signal: 'an AbortSignal object',
  timeout: 'a number or an object',
}

/** InfluxDB's report of its health. */
export interface Health {
  readonly name: string
  readonly status: 'pass' | 'fail'
  readonly message?: string | undefined
  readonly version?: string | undefined
  readonly commit?: string | undefined
  readonly checks?: readonly Health[] | undefined
}

/** Since when InfluxDB is running. */
export interface Ready {
  readonly status: string
  readonly started: Date
  /** How long it has been running, as a Go duration such as `11.2s`. */
  readonly up: string
}

/**
 * Whether InfluxDB is reachable; it throws for no other reason than a wrong option or a closed client.
 *
 * @throws OptionError if an option is unknown or wrong; ClosedError
 * @see InfluxDB v2 API, "Ping"
 */
export async function ping(client: Client, options: CheckOptions = {}): Promise<boolean> {
  try {
    await pingHeaders('ping', client, options)
    return true
  } catch (error) {
    if (error instanceof OptionError || error instanceof ClosedError) throw error
    return false
  }
}

/** Returns the server's version, such as `v2.7.12`; `undefined` if the server does not report one, as InfluxDB Cloud. */
export async function version(client: Client, options: CheckOptions = {}): Promise<string | undefined> {
  checkOptions('version', options)
  const { headers, body } = await pingServer(client, options)
  return versionIn(headers, body)
}

/** Returns the server's build, such as `OSS`. */
export async function build(client: Client, options: CheckOptions = {}): Promise<string | undefined> {
  return (await pingHeaders('build', client, options)).get('x-influxdb-build') ?? undefined
}

/**
 * Returns InfluxDB's report of its health, also if the report is that it fails. InfluxDB 3 reports a status alone.
 *
 * @throws HttpError if the response is not about health; TimeoutError, ConnectionError, AbortError
 * @see InfluxDB v2 API, "Health"
 */
export async function health(client: Client, options: CheckOptions = {}): Promise<Health> {
  try {
    return await readDocument<Health>('health', client, options, ['name', 'status'])
  } catch (error) {
    // A server that is not healthy returns 503 with the same document.
    const body = isHttpError(error) ? error.body : ''
    const document = parse(body)
    if (has(document, ['name', 'status'])) return document as Health
    // The whole response of InfluxDB 3.
    if (isHttpError(error) && error.status === 200 && body.trim() === 'OK') return { name: 'influxdb', status: 'pass' }
    throw error
  }
}

const USE_WAITING = 'Use `health`, or `waitUntilReady`'

/**
 * Returns since when InfluxDB is running.
 *
 * @throws HttpError if it is still starting, which is `retryable`, or if the response is about something else;
 * NotOnThisServerError on InfluxDB 1.x and 3
 * @see InfluxDB v2 API, "Ready"
 */
export async function ready(client: Client, options: CheckOptions = {}): Promise<Ready> {
  type Document = Record<keyof Ready, string>
  try {
    const { status, started, up } = await readDocument<Document>('ready', client, options, ['status', 'started', 'up'])
    return { status, started: new Date(started), up }
  } catch (error) {
    throw await explainMissing(client, readiness, error)
  }
}

const readiness: Feature = {
  name: '`/ready`',
  on: [2],
  instead: { 1: USE_WAITING, 3: USE_WAITING },
}

/** Checks the options of a check. */
export function checkOptions(what: string, options: CheckOptions): void {
  checkNames(what, options, knownCheckOptions, describeUnknown)
}

async function readDocument<T>(
  what: 'health' | 'ready',
  client: Client,
  options: CheckOptions,
  keys: readonly (keyof T & string)[],
): Promise<T> {
  checkOptions(what, options)
  const path = `/${what}`
  const response = await client.request({ method: 'GET', path, ...options })
  const body = await response.text()
  const document = parse(body)
  if (has(document, keys)) return document as T
  throw notInfluxDB(path, response, body, `without ${keys.join(' and ')}`)
}

/** Asks for the headers of a ping, whatever they say. @throws HttpError if the response is not from InfluxDB */
async function pingHeaders(what: string, client: Client, options: CheckOptions): Promise<Pong['headers']> {
  checkOptions(what, options)
  return (await pingServer(client, options)).headers
}

function has(document: unknown, keys: readonly string[]): boolean {
  return typeof document === 'object' && document !== null && keys.every((key) => key in document)
}
