/** Reads a Web stream chunk by chunk; some browsers cannot iterate one. Leaving early cancels it. */
export function chunksOf<T>(stream: ReadableStream<T>): AsyncIterableIterator<T, undefined> {
  const reader = stream.getReader()
  return {
    next: () => reader.read() as Promise<IteratorResult<T, undefined>>,
    async return() {
      // It may have failed before.
      await reader.cancel().catch(() => {})
      return { done: true, value: undefined }
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
