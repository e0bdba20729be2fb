/**
 * What a generator gives, which ends as soon as it is left, also while a value is waited for: by the signal, as a
 * generator alone would wait too.
 */
export function leavable<Value>(
  open: (signal: AbortSignal) => AsyncGenerator<Value, undefined>,
  outer: AbortSignal | undefined,
): AsyncIterableIterator<Value, undefined> {
  const leaving = new AbortController()
  const values = open(outer ? AbortSignal.any([outer, leaving.signal]) : leaving.signal)
  const over = { done: true, value: undefined } as const
  return {
    async next() {
      try {
        return await values.next()
      } catch (error) {
        if (leaving.signal.aborted) return over
        throw error
      }
    },
    async return() {
      leaving.abort()
      await values.return(undefined)
      return over
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
