import { promisify } from 'node:util'
import { gzip as zlibGzip } from 'node:zlib'
import manifest from '../../package.json' with { type: 'json' }
import { undiciTransport } from '../transport/undici.ts'
import type { Platform } from './platform.ts'

const compress = promisify<Uint8Array, { level?: number }, Uint8Array>(zlibGzip)

export const platform: Platform = {
  createTransport: undiciTransport,
  gzip: (bytes, level) => compress(bytes, level === undefined ? {} : { level }),
  userAgent: `fluxline/${manifest.version} node/${process.versions.node}`,
}
