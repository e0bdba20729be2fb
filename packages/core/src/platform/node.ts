import { promisify } from 'node:util'
import { gzip as zlibGzip } from 'node:zlib'
import manifest from '../../package.json' with { type: 'json' }
import { fetchTransport } from '../transport/fetch.ts'
import { undiciTransport } from '../transport/undici.ts'
import { diagnostics } from './diagnostics.ts'
import type { Platform } from './platform.ts'

const compress = promisify<Uint8Array, { level?: number }, Uint8Array>(zlibGzip)

export const platform: Platform = {
  createTransport: (timeouts, options) =>
    options.fetch ? fetchTransport(options.fetch) : undiciTransport(timeouts, options),
  gzip: (bytes, level) => compress(bytes, level === undefined ? {} : { level }),
  userAgent: `fluxline/${manifest.version} node/${process.versions.node}`,
  observer: diagnostics,
}
