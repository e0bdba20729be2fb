import type { ResolvedTimeouts } from '../timeout.ts'
import type { Transport } from '../transport/transport.ts'

/** What differs between Node and the rest; `#platform` in package.json chooses the implementation. */
export interface Platform {
  createTransport(timeouts: ResolvedTimeouts): Transport
  /** Compresses without holding up the main thread where the platform has another; `level` is 1 to 9. */
  gzip(bytes: Uint8Array, level: number | undefined): Promise<Uint8Array>
  /** What this platform calls itself in `User-Agent`; `undefined` leaves the header to it. */
  readonly userAgent: string | undefined
}
