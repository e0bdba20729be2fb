import type { Client, ClientResponse, RequestSpec } from '../client/client.ts'
import { HttpError, isHttpError } from '../errors.ts'

/** What a server is. */
export interface ServerInfo {
  /** The generation of InfluxDB, which decides its API. */
  readonly product: 'InfluxDB 1.x' | 'InfluxDB 2.x' | 'InfluxDB 3'
  readonly major: 1 | 2 | 3
  /** Such as `v2.7.12` or `3.6.0`; `undefined` if the server does not report it, or a browser hides it. */
  readonly version: string | undefined
  /** Such as `OSS`, `Core` or `Enterprise`; `undefined` like the version. */
  readonly build: string | undefined
}

export const products = { 1: 'InfluxDB 1.x', 2: 'InfluxDB 2.x', 3: 'InfluxDB 3' } as const

/** The response to a ping. */
export interface Pong {
  readonly headers: { get(name: string): string | null }
  readonly body: string
}

/** What a ping needs of a response. A client on another thread passes on no headers. */
export type Pinged = Pick<ClientResponse, 'status' | 'text'> & Partial<Pick<ClientResponse, 'headers' | 'redact'>>

const NO_HEADERS = { get: () => null }

/** Sends a ping. @throws HttpError if the response is not from InfluxDB */
export async function pingServer(
  client: { request(spec: RequestSpec): Promise<Pinged> },
  options: Pick<RequestSpec, 'signal' | 'timeout' | 'idempotent'>,
): Promise<Pong> {
  // A page may be of another origin, to which InfluxDB 2.x shows this path alone. The platform would bring its transport along.
  const { location } = globalThis as { readonly location?: { readonly origin?: string } }
  const path = location?.origin ? '/api/v2/setup' : '/ping'
  try {
    return await send(path)
  } catch (error) {
    // InfluxDB 3 does not have what a page of another origin asks InfluxDB 2.x for, but lets it ping.
    if (path === '/ping' || !isHttpError(error) || error.status !== 404) throw error
    return send('/ping')
  }

  async function send(path: string): Promise<Pong> {
    const response = await client.request({ method: 'GET', path, ...options })
    const body = await response.text()
    // A proxy returns its log-in page with 200.
    if (body.trimStart().startsWith('<')) throw notInfluxDB(path, response, body, 'not from InfluxDB')
    return { headers: response.headers ?? NO_HEADERS, body }
  }
}

/** Returns what a ping says of the server. The client's option `server` takes precedence. */
export function generationOf(
  { server = 'auto' }: Pick<Client, 'server'>,
  headers: Pong['headers'],
  body: string,
): ServerInfo {
  const version = versionIn(headers, body)
  const [, named = '2'] = /^v?([13])\./.exec(version ?? '') ?? []
  const major = Number(server === 'auto' ? named : server) as ServerInfo['major']
  return { product: products[major], major, version, build: headers.get('x-influxdb-build') ?? undefined }
}

/** Returns the version. A page of another origin can read the body of InfluxDB 3, but no headers. */
export function versionIn(headers: Pong['headers'], body: string): string | undefined {
  const { version } = Object(parse(body)) as { readonly version?: unknown }
  return headers.get('x-influxdb-version') ?? (typeof version === 'string' ? version : undefined)
}

/** The error of a success that is not what InfluxDB sends. */
export function notInfluxDB(
  path: string,
  { status, redact = String }: Pick<ClientResponse, 'status' | 'redact'>,
  text: string,
  problem: string,
  method: 'GET' | 'POST' = 'GET',
): HttpError {
  const body = redact(text)
  const remedy = 'Check that `url` points to InfluxDB, and any proxy in front of it'
  const message = `${method} ${path} returned ${status}, but ${problem}: ${body.slice(0, 200)}. ${remedy}`
  return new HttpError(message, { method, path, status, body })
}

/** Parses JSON; `undefined` if it is something else. */
export function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
