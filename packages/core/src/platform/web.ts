import { fetchTransport } from '../transport/fetch.ts'
import type { Platform } from './platform.ts'
import { refuseNodeOptions } from './refuse-node-options.ts'

export const platform: Platform = {
  createTransport(options) {
    refuseNodeOptions(options, 'is only supported on Node.js')
    return fetchTransport(options.fetch)
  },
  // CompressionStream takes no level.
  async gzip(body) {
    const packed = new Blob([body as BlobPart]).stream().pipeThrough(new CompressionStream('gzip'))
    return new Uint8Array(await new Response(packed).arrayBuffer())
  },
}
