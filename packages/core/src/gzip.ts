import { platform } from '#platform'
import { isWhole } from './body.ts'
import type { GzipOptions, RequestSpec } from './client.ts'

/** Compresses a body that is long enough to gain by it. */
export async function gzipBody(
  body: RequestSpec['body'],
  gzip: boolean | GzipOptions | undefined,
): Promise<{ body: RequestSpec['body']; encoding?: Readonly<Record<string, string>> }> {
  if (!gzip || !body || !isWhole(body)) return { body }
  const { threshold = 1000, level } = gzip === true ? {} : gzip
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body
  if (bytes.length < threshold) return { body: bytes }
  return { body: await platform.gzip(bytes, level), encoding: { 'content-encoding': 'gzip' } }
}
