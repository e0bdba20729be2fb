import { promisify } from 'node:util'
import { gzip as zlibGzip } from 'node:zlib'
import manifest from '../../package.json' with { type: 'json' }
import { follow } from '../http/redirect.ts'
import { fetchTransport } from '../transport/fetch.ts'
import { defaultTimeouts, resolveTimeouts } from '../transport/timeout.ts'
import { undiciTransport } from '../transport/undici.ts'
import { diagnostics } from './diagnostics.ts'
import type { Platform } from './platform.ts'

const compress = promisify<string | Uint8Array, { level?: number }, Uint8Array>(zlibGzip)

export const platform: Platform = {
  createTransport(options) {
    if (/\/api\/v2\/*$/.test(String(options.url))) warnOfPath()
    if (options.fetch) return fetchTransport(options.fetch)
    return undiciTransport(resolveTimeouts(options.timeout, defaultTimeouts).connect, options)
  },
  follow,
  gzip: (body, level) => compress(body, level === undefined ? {} : { level }),
  userAgent: `fluxline/${manifest.version} node/${process.versions.node}`,
  hooks: diagnostics,
}

let hasWarned = false

/** Once in a process, since some programs create a client for each request. */
function warnOfPath(): void {
  if (hasWarned) return
  hasWarned = true
  const message = '`url` ends with /api/v2, which fluxline adds automatically; remove it'
  process.emitWarning(message, { type: 'FluxlineWarning', code: 'FLUXLINE_URL' })
}
