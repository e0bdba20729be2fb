import { request as requestHTTP } from 'node:http'
import { request as requestHTTPS } from 'node:https'

const TIMEOUT_MS = 2000

/** Response of a server to `GET /ping`. */
export interface Ping {
  /** Whether the server works. A starting server refuses the connection, or responds with 503. */
  readonly isReady: boolean
  /** Version of the server, such as `2.10.0`, if it sends one. */
  readonly version: string | undefined
}

/**
 * Asks a server on plain HTTP or HTTPS whether it is ready.
 *
 * `/health` passes before InfluxDB 2.10 works, and `/ready` before all of its API works, so only a 204 of `/ping` counts.
 */
export async function ping(url: string): Promise<Ping> {
  const plain = await get(`${url}/ping`)
  // A server with a certificate responds with 400 to plain HTTP, ready or not.
  const { status, version } = plain.status === 400 ? await get(`${url.replace('http:', 'https:')}/ping`) : plain
  return { isReady: status === 204, version: version?.replace(/^v/, '') }
}

interface Head {
  readonly status: number | undefined
  readonly version: string | undefined
}

function get(url: string): Promise<Head> {
  const request = url.startsWith('https:') ? requestHTTPS : requestHTTP
  // Certificates of tests come from a private authority, and nothing secret is sent.
  const options = { agent: false, rejectUnauthorized: false, signal: AbortSignal.timeout(TIMEOUT_MS) }
  return new Promise((resolve) => {
    request(url, options, (response) => {
      const version = response.headers['x-influxdb-version']
      response.resume()
      resolve({ status: response.statusCode, version: typeof version === 'string' ? version : undefined })
    })
      .on('error', () => resolve({ status: undefined, version: undefined }))
      .end()
  })
}
