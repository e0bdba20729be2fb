/** Reads a Web stream chunk by chunk; some browsers cannot iterate one. Leaving early cancels it, even during a read. */
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

/** Returns a Web stream that takes each chunk when it is asked for, and none ahead. Cancelling it ends the iterator. */
export function toWebStream<T>(chunks: AsyncIterator<T, unknown>): ReadableStream<T> {
  return new ReadableStream<T>(
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
