import { startTimer } from '@fluxline/internal/timers'
import { cutBatch } from '../accounting/batch.ts'
import type { Batch } from '../accounting/batch.ts'
import type { TellAfter } from '../listeners.ts'
import type { ResolvedBatchOptions } from '../options.ts'
import type { Spooling } from '../spool/spooling.ts'
import { detachBody } from './encoder-pool.ts'
import type { FillingBatch } from './encoder-pool.ts'

/** What a flusher works with. */
interface FlusherParts {
  readonly options: ResolvedBatchOptions
  readonly random: () => number
  readonly spooling: Spooling | undefined
  readonly deliver: (batch: Batch) => unknown
  readonly tellAfter: TellAfter
}

/** Sends filling batches on: when they are full, after `flushInterval`, or at once. */
export class BatchFlusher {
  readonly #parts: FlusherParts

  constructor(parts: FlusherParts) {
    this.#parts = parts
  }

  /** Sends what is full of a batch to which lines were appended; the rest stays for the next one. */
  flushFull(filling: FillingBatch, batch: Batch): void {
    if (this.#isFull(batch)) this.#parts.tellAfter(() => this.#flushFull(filling))
    else this.#startTimer(filling)
  }

  #flushFull(filling: FillingBatch): void {
    const batches = this.#takeBatches(filling)
    const last = batches.at(-1)!
    if (this.#isFull(last)) return this.#deliver(filling, batches, undefined)
    this.#deliver(filling, batches.slice(0, -1), last)
    filling.batch = last
    filling.parts = [last.body]
    last.body = new Uint8Array(0)
    this.#startTimer(filling)
  }

  /** Sends a batch, however full it is. */
  flush(filling: FillingBatch): void {
    this.#parts.tellAfter(() => this.#deliver(filling, this.#takeBatches(filling), undefined))
  }

  #isFull({ lines, bytes }: Batch): boolean {
    const { batchSize, maxBatchBytes } = this.#parts.options
    return lines >= batchSize || bytes >= maxBatchBytes
  }

  #startTimer(filling: FillingBatch): void {
    const { options, random } = this.#parts
    const { flushInterval, jitterInterval } = options
    if (filling.cancelTimer !== undefined || flushInterval === 0) return
    filling.cancelTimer = startTimer(flushInterval + random() * jitterInterval, () => this.flush(filling))
  }

  /** Takes the lines that are filling, in batches of the largest size that is allowed. */
  #takeBatches(filling: FillingBatch): readonly Batch[] {
    filling.cancelTimer?.()
    filling.cancelTimer = undefined
    const { batch } = filling
    if (batch === undefined) return []
    filling.batch = undefined
    batch.body = detachBody(filling)
    const { batchSize, maxBatchBytes } = this.#parts.options
    return cutBatch(batch, batchSize, maxBatchBytes)
  }

  #deliver(filling: FillingBatch, batches: readonly Batch[], rest: Batch | undefined): void {
    if (batches.length === 0) return
    const { spooling, deliver } = this.#parts
    for (const batch of spooling?.complete(filling, batches, rest) ?? batches) deliver(batch)
  }
}
