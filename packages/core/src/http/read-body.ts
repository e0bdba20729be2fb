import type { ArrivedBody } from '@fluxline/internal/whole-of'
import type { RequestSpec } from '../client/client.ts'

/** Whether a body can be sent again; a stream is used up. */
export function isWhole(body: RequestSpec['body']): body is string | Uint8Array | undefined {
  return typeof body !== 'object' || body instanceof Uint8Array
}

// What a chunk costs in memory and time, in addition to its bytes.
const CHUNK_BYTES = 256

/** Reads a body to its end. When it takes `limit` bytes of memory, it stops, which closes the socket. */
export async function readText(body: AsyncIterable<Uint8Array>, limit: number = Infinity): Promise<string> {
  const now = (body as Partial<ArrivedBody>).takeText?.()
  if (now !== undefined) return now
  // One decoder for all chunks: a character may be split between two of them.
  const decoder = new TextDecoder()
  let text = ''
  let size = 0
  for await (const chunk of body) {
    text += decoder.decode(chunk, { stream: true })
    size += chunk.length + CHUNK_BYTES
    if (size >= limit) break
  }
  return text + decoder.decode()
}
