import { concat } from './bytes.ts'

/** Enough bytes for the beginning of a text. */
const START = 4096

/** Returns the beginning of a body as text, and leaves the rest of it. */
export async function beginningOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const start: Uint8Array[] = []
  let length = 0
  for await (const chunk of body) {
    start.push(chunk)
    length += chunk.length
    if (length >= START) break
  }
  return new TextDecoder().decode(concat(start).subarray(0, START))
}
