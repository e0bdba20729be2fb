import type { Observer } from '../observe.ts'
import type { ResolvedTimeouts } from '../timeout.ts'
import type { NodeOptions } from '../transport/node-options.ts'
import type { Transport } from '../transport/transport.ts'

/** What may be said of the transport; each platform takes what it knows and refuses the rest. */
export interface TransportOptions extends NodeOptions {
  /** Carries the requests in place of the platform's own: a `fetch` with a cache, a service binding of a Worker. */
  readonly fetch?: typeof fetch | undefined
}

/** What differs between Node and the rest; `#platform` in package.json chooses the implementation. */
export interface Platform {
  createTransport(timeouts: ResolvedTimeouts, options: TransportOptions): Transport
  /** Compresses without holding up the main thread where the platform has another; `level` is 1 to 9. */
  gzip(bytes: Uint8Array, level: number | undefined): Promise<Uint8Array>
  /** What this platform calls itself in `User-Agent`; `undefined` leaves the header to it. */
  readonly userAgent?: string | undefined
  /** Sees what every client does. */
  readonly observer?: Observer | undefined
}
