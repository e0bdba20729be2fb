import { LimitError, TruncatedResponseError } from '@fluxline/flux-csv'
import type { ReadLimits } from '@fluxline/flux-csv'
import { locateError } from '@fluxline/internal/locate-error'
import type { ErrorTarget } from '@fluxline/internal/locate-error'
import type { LineCursor } from './line-cursor.ts'

/** Makes batches of rows. */
export interface BatchSink<Batch> {
  readonly isEmpty: boolean
  /** Takes the row in the cells of the cursor; true if reading should pause. */
  row(row: number): boolean
  /** Returns what the rows since the last call became. */
  take(): Batch
  /** Takes the end of the rows. */
  finish?(): void
}

/** Turns the bytes of a response into batches. What comes before an error is a batch too. */
export class RowReader<Batch> {
  readonly #cursor: LineCursor
  readonly #sink: BatchSink<Batch>
  readonly #limits: ReadLimits
  readonly #target: ErrorTarget | undefined
  #bytes = 0
  #rows = 0
  #failure: unknown
  #isDone = false

  /** @param target the call, for errors */
  constructor(cursor: LineCursor, sink: BatchSink<Batch>, limits: ReadLimits, target?: ErrorTarget) {
    this.#cursor = cursor
    this.#sink = sink
    this.#limits = limits
    this.#target = target
  }

  /** What takes the chunks. */
  get queue(): this {
    return this
  }

  push(chunk: Uint8Array): void {
    const { maxBytes = Infinity } = this.#limits
    const room = maxBytes - this.#bytes
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

  /** Takes an error after which nothing comes. What was read before comes first. */
  fail(error: unknown): void {
    this.#failure = locateError(error, this.#target)
    this.#end()
  }

  finish(): void {}

  close(): void {
    this.#isDone = true
  }

  #read(): void {
    const { maxRows = Infinity, maxColumns = Infinity, maxBytes = Infinity } = this.#limits
    const { queue, columns } = this.#cursor
    try {
      while (this.#cursor.nextRow()) {
        if (columns.length > maxColumns) throw new LimitError('maxColumns', maxColumns)
        if (this.#rows >= maxRows) throw new LimitError('maxRows', maxRows)
        if (this.#sink.row(++this.#rows)) return
      }
      if (this.#bytes > maxBytes) throw new LimitError('maxBytes', maxBytes)
      if (!queue.isEnded) return
      // InfluxDB ends every row with a line break, so a row without one was cut.
      if (queue.position < queue.end) throw truncated(this.#rows)
      this.#end()
    } catch (error) {
      this.fail(error)
    }
  }

  #end(): void {
    this.#isDone = true
    this.#sink.finish?.()
  }
}

function truncated(rows: number): TruncatedResponseError {
  const message = `The response ended inside a row, after row ${rows}. InfluxDB or a proxy cut it; run the query again.`
  return new TruncatedResponseError(message, rows)
}
