import { LimitError } from '@fluxline/flux-csv'
import { locateError } from '@fluxline/internal/locate-error'
import type { ErrorTarget } from '@fluxline/internal/locate-error'
import type { Cursor } from '../wire/cursor.ts'
import { readResponse } from '../wire/read-response.ts'
import { ResultTracker } from './result-tracker.ts'
import type { ResponseContext } from './result-tracker.ts'
import type { RowSink } from './row-sink.ts'

/** Makes batches of rows. */
export interface BatchSink<Batch> extends RowSink {
  readonly isEmpty: boolean
  /** Returns what the rows since the last call became. */
  take(): Batch
  /** Takes the end of the rows. */
  finish?(): void
}

/** Turns the bytes of a response into batches. What comes before an error is a batch too. */
export class ResponseReader<Batch> {
  readonly #cursor: Cursor
  readonly #sink: BatchSink<Batch>
  readonly #tracker: ResultTracker
  readonly #steps: Generator<void, void>
  readonly #maxBytes: number
  readonly #target: ErrorTarget | undefined
  #bytes = 0
  #failure: unknown
  #isDone = false

  constructor(cursor: Cursor, sink: BatchSink<Batch>, context: ResponseContext) {
    this.#cursor = cursor
    this.#sink = sink
    this.#tracker = new ResultTracker(sink, context)
    this.#steps = readResponse(cursor, this.#tracker)
    this.#maxBytes = context.limits.maxBytes ?? Infinity
    this.#target = context.target
  }

  /** What takes the chunks. */
  get queue(): this {
    return this
  }

  push(chunk: Uint8Array): void {
    const room = this.#maxBytes - this.#bytes
    this.#bytes += chunk.length
    this.#cursor.queue.push(chunk.length > room ? chunk.subarray(0, Math.max(0, room)) : chunk)
  }

  endInput(): void {
    this.#cursor.queue.endInput()
  }

  /** Returns the next batch, which is not empty; `undefined` if it needs more bytes, or at the end. */
  nextBatch(): Batch | undefined {
    if (!this.#isDone) this.#read()
    if (!this.#sink.isEmpty) return this.#sink.take()
    if (this.#failure !== undefined) throw this.#failure
    return undefined
  }

  /** Takes the number of the statement that the next document is about, if each has its own request. */
  beginRequest(statement: number): void {
    this.#tracker.beginRequest(statement)
  }

  /** Takes the error of a request for one statement. */
  failStatement(words: string, cause: unknown): void {
    try {
      this.#tracker.requestError(words, cause)
    } catch (error) {
      this.fail(error)
    }
  }

  /** Takes an error after which nothing comes. What was read before comes first. */
  fail(error: unknown): void {
    this.#isDone = true
    this.#failure = locateError(error, this.#target)
    this.#sink.finish?.()
  }

  finish(): void {}

  close(): void {
    this.#isDone = true
  }

  #read(): void {
    const { queue } = this.#cursor
    try {
      while (queue.isWorthReading) {
        queue.resume()
        const { done } = this.#steps.next()
        // A step without the bytes that it needs, at the end of the response.
        const isCut = !done && queue.isEnded && this.#sink.isEmpty
        if (done || isCut) {
          this.#isDone = true
          this.#tracker.finish(isCut)
          return this.#sink.finish?.()
        }
        if (!this.#sink.isEmpty) return
      }
      if (this.#bytes > this.#maxBytes) throw new LimitError('maxBytes', this.#maxBytes)
    } catch (error) {
      this.fail(error)
    }
  }
}
