import { fetchTransport } from '../transport/fetch.ts'
import type { Platform } from './platform.ts'

export const platform: Platform = {
  createTransport: () => fetchTransport(),
  // CompressionStream takes no level.
  async gzip(bytes) {
    const packed = new Response(new Blob([bytes as BlobPart]).stream().pipeThrough(new CompressionStream('gzip')))
    return new Uint8Array(await packed.arrayBuffer())
  },
  userAgent: undefined,
}
