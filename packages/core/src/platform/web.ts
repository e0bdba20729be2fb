import { OptionError } from '../errors.ts'
import { fetchTransport } from '../transport/fetch.ts'
import type { Platform } from './platform.ts'

export const platform: Platform = {
  createTransport(options) {
    for (const name of ['tls', 'proxy', 'connections', 'dispatcher'] as const) {
      if (options[name] !== undefined)
        throw new OptionError(`\`${name}\` is only supported on Node.js`, { option: name })
    }
    return fetchTransport(options.fetch)
  },
  // CompressionStream takes no level.
  async gzip(body) {
    const packed = new Blob([body as BlobPart]).stream().pipeThrough(new CompressionStream('gzip'))
    return new Uint8Array(await new Response(packed).arrayBuffer())
  },
}
