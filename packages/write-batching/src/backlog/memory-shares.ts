import type { Batch } from '../accounting/batch.ts'
import { SharedLimit } from '../accounting/buffer-shares.ts'
import type { BufferShare, Holding } from '../accounting/buffer-shares.ts'
import type { Route } from '../accounting/destination.ts'
import type { ResolvedBatchOptions } from '../options.ts'

/** Batches in memory, of any size, before the next ones stay on disk. */
const MAX_BATCHES = 8192

/** What the filled batches of one bucket take. */
interface Held {
  readonly bytes: Holding
  readonly batches: Holding
}

/**
 * The memory that filled batches take until their outcome is known: half of the buffer, of which each bucket has a share.
 * The other half is for lines that are filling a batch.
 */
export class MemoryShares {
  readonly #bytes: SharedLimit
  readonly #batches = new SharedLimit(MAX_BATCHES)
  readonly #concurrency: number
  readonly #held = new WeakMap<BufferShare, Held>()

  constructor({ maxBufferBytes, concurrency }: ResolvedBatchOptions) {
    this.#bytes = new SharedLimit(maxBufferBytes / 2)
    this.#concurrency = concurrency
  }

  /** A batch is in memory from now on. */
  add({ route, bytes }: Batch): void {
    this.#change(route, bytes, 1)
  }

  /** The outcome of a batch is known. */
  remove({ route, bytes }: Batch): void {
    this.#change(route, -bytes, -1)
  }

  /** Whether a filled batch may stay in memory. One always may, so that something is sent. */
  canKeep(route: Route): boolean {
    const { bytes, batches } = this.#heldBy(route)
    return batches.held === 0 || !(this.#bytes.isReached(bytes) || this.#batches.isReached(batches))
  }

  /** Whether more lines may be read back: as many as keep the bucket's requests busy. */
  canReadBack(route: Route): boolean {
    return this.canKeep(route) && this.#heldBy(route).batches.held <= this.#concurrency
  }

  #change(route: Route, bytes: number, batches: number): void {
    const held = this.#heldBy(route)
    this.#bytes.change(held.bytes, bytes)
    this.#batches.change(held.batches, batches)
  }

  #heldBy({ share }: Route): Held {
    const held = this.#held.get(share) ?? { bytes: { held: 0, counted: 0 }, batches: { held: 0, counted: 0 } }
    this.#held.set(share, held)
    return held
  }
}
