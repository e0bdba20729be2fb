import manifest from '../../package.json' with { type: 'json' }
import { follow } from '../http/redirect.ts'
import { diagnostics } from './diagnostics.ts'
import type { Platform } from './platform.ts'

/** RFC 6761 keeps `localhost`, and RFC 1122 the whole network 127, for the machine itself. */
const LOOPBACK = /^(?:localhost|.+\.localhost|127\.[\d.]+|\[::1\])$/

function compress(body: string | Uint8Array, level: number | undefined): Promise<Uint8Array> {
  const { gzip } = process.getBuiltinModule('node:zlib')
  return new Promise((resolve, reject) => {
    gzip(body, level === undefined ? {} : { level }, (error, packed) => (error ? reject(error) : resolve(packed)))
  })
}

/** What Node has with either transport. */
export const nodeBase: Omit<Platform, 'createTransport'> = {
  follow,
  gzip: compress,
  userAgent: `fluxline/${manifest.version} node/${process.versions.node}`,
  hooks: diagnostics,
  isLocal: (url, { proxy, dispatcher, fetch }) =>
    proxy === undefined && dispatcher === undefined && fetch === undefined && LOOPBACK.test(new URL(url).hostname),
}

const hasWarned = Symbol.for('fluxline.warned.FLUXLINE_URL')

/** Warns of an address that ends with `/api/v2`. Once in a process, since some programs create a client for each request. */
export function warnOfPath(url: string | URL): void {
  const global = globalThis as { [hasWarned]?: boolean }
  if (global[hasWarned] || !/\/api\/v2\/*$/.test(String(url))) return
  global[hasWarned] = true
  const message = '`url` ends with /api/v2, which fluxline adds automatically; remove it'
  process.emitWarning(message, { type: 'FluxlineWarning', code: 'FLUXLINE_URL' })
}
