import { pipeline, Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'

/** Decodes chunks; `return` leaves the rest of them. */
export function gunzip(chunks: AsyncIterator<Uint8Array, undefined>): AsyncIterator<Uint8Array, undefined> {
  const raw = Readable.from({ [Symbol.asyncIterator]: () => chunks })
  const decoded = pipeline(raw, createGunzip(), () => {})
  // The reader gets the error. If there is none, it must not end the process.
  decoded.on('error', () => {})
  const iterator = decoded[Symbol.asyncIterator]() as AsyncIterator<Uint8Array, undefined>
  return {
    next: () => iterator.next(),
    async return() {
      // Destroying one end of the pipeline destroys the other, and so leaves the chunks.
      decoded.destroy()
      await chunks.return?.()
      return { done: true, value: undefined }
    },
  }
}
