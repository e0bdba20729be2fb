import type { LinesContext } from '@fluxline/core'
import { chunksOf } from '@fluxline/internal/web-stream'
import { hasLines, linesOf } from './input-types.ts'
import type { AnyInput } from './input-types.ts'
import { wholeLines } from './stream-lines.ts'

type Pieces = Iterator<AnyInput, unknown> | AsyncIterator<AnyInput, unknown>

/** An input whose pieces must be awaited. It can be left also while it gives nothing. */
export class Source implements AsyncIterableIterator<AnyInput, undefined> {
  readonly #pieces: Pieces
  /** Ends the input itself, if the pieces are made of it. */
  readonly #endInput: (() => unknown) | undefined
  /** Settles the `next()` that waits. */
  #settle: (() => void) | undefined
  #isLeft = false
  #error: Error | undefined

  constructor(input: AnyInput, context: LinesContext) {
    const object = input as object
    if (hasLines(input)) this.#pieces = iteratorOf(linesOf(input, context))
    else if ('getReader' in object) {
      const chunks = chunksOf(input as ReadableStream<AnyInput>)
      this.#pieces = wholeLines(chunks)
      this.#endInput = () => chunks.return!()
    } else if ('pipe' in object) {
      this.#pieces = wholeLines(input as AsyncIterable<AnyInput>)
      this.#endInput = () => (input as { destroy?(): unknown }).destroy?.()
    } else this.#pieces = iteratorOf(input as AsyncIterable<AnyInput>)
  }

  next(): Promise<IteratorResult<AnyInput, undefined>> {
    return new Promise((resolve, reject) => {
      this.#settle = () => (this.#error ? reject(this.#error) : resolve({ done: true, value: undefined }))
      if (this.#isLeft) this.#settle()
      else Promise.resolve(this.#pieces.next()).then(resolve as (next: unknown) => void, reject)
    })
  }

  async return(): Promise<IteratorReturnResult<undefined>> {
    await this.#pieces.return?.()
    return { done: true, value: undefined }
  }

  /** Ends the input. A \`next()\` that waits rejects with the error, or is the last if there is none. */
  leave(error: Error | undefined): void {
    this.#isLeft = true
    this.#error = error
    this.#settle?.()
    // A generator that waits for something ends after that, and its errors have nowhere to go.
    Promise.resolve(this.#endInput?.()).catch(() => {})
    this.return().catch(() => {})
  }

  [Symbol.asyncIterator](): this {
    return this
  }
}

function iteratorOf(pieces: Iterable<AnyInput> | AsyncIterable<AnyInput>): Pieces {
  return Symbol.asyncIterator in pieces ? pieces[Symbol.asyncIterator]() : pieces[Symbol.iterator]()
}
