import type { RequestSpec } from '../client/client.ts'
import type { Hooks } from '../observe/hooks.ts'
import type { Timeout } from '../transport/timeout.ts'
import type { NodeOptions } from '../pool/node-options.ts'
import type { Transport, TransportRequest, TransportResponse } from '../transport/transport.ts'

/** Options of the transport. Each platform refuses those that it does not support. */
export interface TransportOptions extends NodeOptions {
  /** Sends the requests instead of the platform's transport: a `fetch` with a cache, a service binding of a Worker. */
  readonly fetch?: typeof fetch | undefined
}

/** The address of the requests, and how long they may take to connect. */
interface Destination {
  readonly url: string | URL
  readonly timeout?: Timeout | undefined
}

/** What depends on the platform; `#platform` in package.json chooses the implementation. */
export interface Platform {
  createTransport(options: TransportOptions & Destination): Transport
  /**
   * Compresses, on another thread if the platform has one; `level` is 1 to 9. `undefined` if the platform may not send
   * compressed bodies.
   */
  gzip(body: string | Uint8Array, level: number | undefined): Promise<Uint8Array | undefined>
  /** Whether requests to an address stay on this machine. @defaultValue unknown */
  readonly isLocal?: ((url: string, options: TransportOptions) => boolean) | undefined
  /**
   * Returns what writes the addresses of one server's requests, as `URL` does but faster. `undefined` leaves one to `URL`: it has
   * characters that are encoded.
   */
  readonly plainAddresses?: ((url: string) => (spec: RequestSpec) => string | undefined) | undefined
  /** Marks a function that passes the signals of requests only to the platform's transports. */
  readonly markRequest?: ((request: object) => void) | undefined
  /** Follows redirects. @defaultValue the response is returned as it is */
  readonly follow?:
    | ((
        request: TransportRequest,
        response: TransportResponse,
        send: Transport['send'],
      ) => TransportResponse | Promise<TransportResponse>)
    | undefined
  /** Whether a request that failed is sent again at once: the server closed the connection while it was on its way. */
  readonly resends?: ((spec: RequestSpec, error: unknown) => boolean) | undefined
  /** This platform's `User-Agent`; `undefined` leaves the header to the platform. */
  readonly userAgent?: string | undefined
  /** The hooks of every client, as they are now; `undefined` if there are none. */
  readonly hooks?: (() => readonly Hooks[] | undefined) | undefined
}
