import { isWhole } from './read-body.ts'
import type { GzipOptions, RequestSpec } from '../client/client.ts'
import type { Platform } from '../platform/platform.ts'

/** Compresses a body that is long enough to gain by it; `undefined` if it is sent as it is. */
export async function gzipBody(
  platform: Platform,
  body: RequestSpec['body'],
  gzip: boolean | GzipOptions = false,
): Promise<Uint8Array | undefined> {
  if (!gzip || !body || !isWhole(body)) return undefined
  const { threshold = 1000, level }: GzipOptions = gzip === true ? {} : gzip
  return body.length < threshold ? undefined : platform.gzip(body, level)
}
