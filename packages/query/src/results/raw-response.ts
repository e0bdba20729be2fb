import type { ClientResponse } from '@fluxline/core'
import type { RawForm } from '../query-options.ts'

/** The answer as `raw` gives it. */
export type RawAnswer<Form extends RawForm> = Form extends 'stream'
  ? ReadableStream<Uint8Array>
  : Form extends 'bytes'
    ? Uint8Array<ArrayBuffer>
    : string

export async function rawAnswer(answer: ClientResponse, form: RawForm = 'text'): Promise<RawAnswer<RawForm>> {
  if (form === 'text') return answer.text()
  return form === 'bytes' ? allBytes(answer.body) : toStream(answer.body)
}

async function allBytes(body: ClientResponse['body']): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  const bytes = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0))
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}

/** Reads from the socket what is asked for, and nothing ahead. */
function toStream(body: ClientResponse['body']): ReadableStream<Uint8Array> {
  const chunks = body[Symbol.asyncIterator]()
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const next = await chunks.next()
        if (next.done) controller.close()
        else controller.enqueue(next.value)
      },
      async cancel() {
        await chunks.return?.()
      },
    },
    { highWaterMark: 0 },
  )
}
