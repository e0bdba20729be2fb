import { OptionError } from '../errors.ts'
import { fetchTransport } from '../transport/fetch.ts'
import type { Platform } from './platform.ts'

export const platform: Platform = {
  createTransport(_timeouts, options) {
    for (const name of ['tls', 'proxy', 'connections', 'dispatcher'] as const) {
      if (options[name] !== undefined)
        throw new OptionError(`${name} is for Node; here the platform decides, so omit it`)
    }
    return fetchTransport(options.fetch)
  },
  // CompressionStream takes no level.
  async gzip(bytes) {
    const packed = new Response(new Blob([bytes as BlobPart]).stream().pipeThrough(new CompressionStream('gzip')))
    return new Uint8Array(await packed.arrayBuffer())
  },
}
