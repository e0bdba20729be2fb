import { createClient, health, isHttpError, ping, write } from '@fluxline/core'
import { countOf, same } from './support.ts'
import type { Access } from './support.ts'

/** The one-shot write, the status checks, and an HTTP error. */
export default async function core({ url, token, org, bucket }: Access): Promise<void> {
  // Compressed, except in browsers: InfluxDB's CORS rules do not allow the header.
  const influx = createClient({ url, token, org, gzip: { threshold: 0 }, userAgent: 'runtimes/1.0' })
  same('ping', await ping(influx), true)
  // A page of another origin cannot read it.
  if (!('document' in globalThis)) same('health', (await health(influx)).status, 'pass')

  await write(influx, 'core,room=attic temp=21.5 1767225600\ncore,room=cellar temp=11 1767225600', {
    bucket,
    precision: 's',
  })
  same('points', await countOf(influx, bucket, 'core'), 2)

  const error = await write(influx, 'core temp=1', { bucket: 'no-such-bucket' }).catch((error: unknown) => error)
  same('an error', isHttpError(error) && [error.status, error.serverCode], [404, 'not found'])
  await influx.close()
}
