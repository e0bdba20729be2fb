import { withPlaces } from '../flux/error-carets.ts'
import type { Query } from '../query-options.ts'

/**
 * Values that are made of an answer: their error shows its places in the script, and leaving them ends the request at
 * once, also while one is waited for, where a generator alone would wait too.
 */
export function answerValues<Value>(
  source: AsyncIterator<unknown, undefined>,
  values: AsyncIterator<Value, undefined>,
  query: Query,
): AsyncIterableIterator<Value, undefined> {
  const over = { done: true, value: undefined } as const
  let isLeft = false
  const fail = (error: unknown): typeof over => {
    if (isLeft) return over
    throw withPlaces(error, query)
  }
  return {
    // A generator, or an async function, would cost each record something.
    next: () => values.next().then(undefined, fail),
    async return() {
      isLeft = true
      await source.return?.()
      await values.return?.()
      return over
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
