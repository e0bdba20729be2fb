import { concat } from './bytes.ts'
import { toWebStream } from './web-stream.ts'

/** The forms of a response that `raw` returns. */
export type RawFormat = 'text' | 'bytes' | 'stream'

/** As much of a response as is needed to read it. */
interface RawSource {
  readonly body: AsyncIterable<Uint8Array>
  text(): Promise<string>
}

/** The response in the form that `raw` returns. */
export type RawResponse<Format extends RawFormat> = Format extends 'stream'
  ? ReadableStream<Uint8Array>
  : Format extends 'bytes'
    ? Uint8Array<ArrayBuffer>
    : string

/** Reads a response in a form; a stream takes each chunk from the socket when it is asked for. */
export async function readRawResponse(
  response: RawSource,
  format: RawFormat = 'text',
): Promise<RawResponse<RawFormat>> {
  if (format === 'text') return response.text()
  if (format === 'stream') return toWebStream(response.body[Symbol.asyncIterator]())
  const chunks: Uint8Array[] = []
  for await (const chunk of response.body) chunks.push(chunk)
  return concat(chunks)
}
