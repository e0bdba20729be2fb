import type { Hooks } from '../observe/hooks.ts'
import type { Timeout } from '../transport/timeout.ts'
import type { NodeOptions } from '../transport/node-options.ts'
import type { Transport, TransportRequest, TransportResponse } from '../transport/transport.ts'

/** What may be said of the transport; each platform takes what it knows and refuses the rest. */
export interface TransportOptions extends NodeOptions {
  /** Carries the requests in place of the platform's own: a `fetch` with a cache, a service binding of a Worker. */
  readonly fetch?: typeof fetch | undefined
}

/** Where the requests go, and how long they may take to connect. */
interface Destination {
  readonly url: string | URL
  readonly timeout?: Timeout | undefined
}

/** What differs between Node and the rest; `#platform` in package.json chooses the implementation. */
export interface Platform {
  createTransport(options: TransportOptions & Destination): Transport
  /**
   * Compresses without holding up the main thread where the platform has another; `level` is 1 to 9. `undefined` where
   * nothing that is compressed may be sent.
   */
  gzip(body: string | Uint8Array, level: number | undefined): Promise<Uint8Array | undefined>
  /** Sends, and follows redirects. @defaultValue none is followed */
  readonly follow?: ((request: TransportRequest, send: Transport['send']) => Promise<TransportResponse>) | undefined
  /** What this platform calls itself in `User-Agent`; `undefined` leaves the header to it. */
  readonly userAgent?: string | undefined
  /** What a ping asks for. @defaultValue '/ping' */
  readonly pingPath?: string | undefined
  /** The hooks of every client, as they are now. */
  readonly hooks?: (() => readonly Hooks[]) | undefined
}
