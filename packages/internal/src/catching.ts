/**
 * Returns the same chunks. Their error goes to `handle`, and they end unless it throws.
 *
 * A generator would not end while it awaits a chunk.
 */
export function catching(
  chunks: AsyncIterable<Uint8Array>,
  handle: (error: unknown) => void,
): AsyncIterable<Uint8Array> {
  const fail = (error: unknown): IteratorReturnResult<undefined> => {
    handle(error)
    return { done: true, value: undefined }
  }
  return {
    [Symbol.asyncIterator]() {
      const source = chunks[Symbol.asyncIterator]()
      return {
        next: () => source.next().catch(fail),
        async return() {
          await source.return?.()
          return { done: true, value: undefined }
        },
      }
    },
  }
}
