/** Reads a body to its end, or to `limit` bytes, where the rest is left on the wire and the socket closed. */
export async function readText(body: AsyncIterable<Uint8Array>, limit: number = Infinity): Promise<string> {
  // One decoder for all chunks: a character may be cut between two of them.
  const decoder = new TextDecoder()
  let text = ''
  let size = 0
  for await (const chunk of body) {
    text += decoder.decode(chunk, { stream: true })
    size += chunk.length
    if (size >= limit) break
  }
  return text + decoder.decode()
}
