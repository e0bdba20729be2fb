import type { ClientResponse } from '@fluxline/core'
import { concat } from '@fluxline/internal/bytes'
import { toWebStream } from '@fluxline/internal/web-stream'
import type { RawFormat } from '../query-options.ts'

/** The response in the form that `raw` returns. */
export type RawResponse<Format extends RawFormat> = Format extends 'stream'
  ? ReadableStream<Uint8Array>
  : Format extends 'bytes'
    ? Uint8Array<ArrayBuffer>
    : string

/** Reads a response in a form; a stream takes each chunk from the socket when it is asked for. */
export async function readRawResponse(
  response: ClientResponse,
  format: RawFormat = 'text',
): Promise<RawResponse<RawFormat>> {
  if (format === 'text') return response.text()
  if (format === 'stream') return toWebStream(response.body[Symbol.asyncIterator]())
  const chunks: Uint8Array[] = []
  for await (const chunk of response.body) chunks.push(chunk)
  return concat(chunks)
}
