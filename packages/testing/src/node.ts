import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { Disconnect, TestInfluxDB } from './test-influxdb.ts'
import type { TestInfluxDBOptions } from './test-influxdb.ts'

export * from './index.ts'

/** An InfluxDB for tests on a port of this machine. */
export class TestInfluxDBServer extends TestInfluxDB implements AsyncDisposable {
  override readonly url: string
  readonly #server: Server

  /** @internal */
  constructor(server: Server, options: TestInfluxDBOptions) {
    super(options)
    this.#server = server
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    server.on('request', (request, response) => void this.#serve(request, response))
  }

  /** Breaks all connections off, and frees the port. */
  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const left = new AbortController()
    outgoing.on('close', () => left.abort())
    try {
      const response = await this.fetch(toRequest(this.url, incoming, left.signal))
      outgoing.writeHead(response.status, Object.fromEntries(response.headers))
      outgoing.end(Buffer.from(await response.arrayBuffer()))
    } catch (error) {
      if (!(error instanceof Disconnect) && !left.signal.aborted) outgoing.writeHead(500).end(String(error))
      else incoming.socket.destroy()
    }
  }
}

/**
 * Starts an InfluxDB for tests on a free port of this machine.
 *
 * @param options.port The port. @defaultValue a free one
 * @throws OptionError if an option is unknown; the error of the system if the port is taken
 */
export async function startTestInfluxDB(
  options: TestInfluxDBOptions & { readonly port?: number | undefined } = {},
): Promise<TestInfluxDBServer> {
  const { port = 0, ...others } = options
  const server = createServer()
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  try {
    return new TestInfluxDBServer(server, others)
  } catch (error) {
    // An open port would keep the process alive.
    server.close()
    throw error
  }
}

function toRequest(base: string, incoming: IncomingMessage, signal: AbortSignal): Request {
  const { method = 'GET', url = '/', headers } = incoming
  const hasBody = method !== 'GET' && method !== 'HEAD'
  return new Request(new URL(url, base), {
    method,
    headers: Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || FORBIDDEN.test(name) ? [] : [[name, String(value)] as [string, string]],
    ),
    ...(hasBody && { body: Readable.toWeb(incoming) as ReadableStream<Uint8Array>, duplex: 'half' }),
    signal,
  })
}

/** Headers of the connection, not of the request. */
const FORBIDDEN = /^(?:connection|host|keep-alive|transfer-encoding|content-length|expect)$/
