import { concat } from '@fluxline/internal/bytes'
import { PoisonError } from '../errors.ts'
import { MAX_DECOMPRESSED } from './decode.ts'

/** Whether bytes begin as gzip does. Neither line protocol nor JSON can. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b
}

/** Decompresses a message. @throws PoisonError if it is damaged, or becomes larger than 64 MiB */
export async function gunzip(bytes: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new DecompressionStream('gzip'))
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    for await (const chunk of stream as unknown as AsyncIterable<Uint8Array>) {
      length += chunk.length
      if (length > MAX_DECOMPRESSED) break
      chunks.push(chunk)
    }
  } catch (error) {
    throw new PoisonError('The message is damaged: it begins as gzip, and cannot be decompressed.', [], {
      cause: error,
    })
  }
  if (length <= MAX_DECOMPRESSED) return concat(chunks)
  throw new PoisonError(
    `The message has more than ${MAX_DECOMPRESSED} bytes when it is decompressed; send smaller ones.`,
  )
}
