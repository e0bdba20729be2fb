import type { Client } from '../client/client.ts'
import { parse, pingServer } from './server-status.ts'
import type { CheckOptions } from './server-status.ts'

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

const products = { 1: 'InfluxDB 1.x', 2: 'InfluxDB 2.x', 3: 'InfluxDB 3' } as const

/**
 * Asks which InfluxDB the server is. The client's option `server` takes precedence over what it says.
 *
 * A server without a version, such as InfluxDB Cloud, is taken for 2.x; so is any whose version a browser hides.
 * @throws HttpError if the response is not from InfluxDB; TimeoutError, ConnectionError, AbortError
 * @see InfluxDB v1 API, "Ping"
 */
export async function serverInfo(client: Client, options: CheckOptions = {}): Promise<ServerInfo> {
  const { headers, body } = await pingServer('serverInfo', client, options)
  // A page of another origin can read the body of InfluxDB 3, but no headers.
  const { version: inBody } = Object(parse(body)) as { readonly version?: unknown }
  const version = headers.get('x-influxdb-version') ?? (typeof inBody === 'string' ? inBody : undefined)
  const [, named = '2'] = /^v?([13])\./.exec(version ?? '') ?? []
  const { server = 'auto' } = client
  const major = Number(server === 'auto' ? named : server) as 1 | 2 | 3
  return { product: products[major], major, version, build: headers.get('x-influxdb-build') ?? undefined }
}
