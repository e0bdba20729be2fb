/** Each batch takes memory besides its bytes: this many, of any size, fill the buffer too. */
const MAX_BATCHES = 16_384

/** What callers that do not await may write into a full buffer. */
const MAX_EXCESS_BYTES = 32 * 1024 * 1024

/** What one bucket holds of a {@link SharedLimit}. */
export interface Holding {
  held: number
  /** The part of it that the bucket might hold when it took it: this much is taken from the others. */
  counted: number
}

/** How much less a bucket may hold for what the others hold. */
const PRESSURE = 0.5

/**
 * An amount that buckets share: each may hold the whole, less half of what the others hold.
 *
 * So one bucket alone may hold all of it, buckets that are held back leave some to the others, and all together hold at
 * most twice the whole. What a bucket takes beyond what it may hold takes nothing from the others. Network switches share
 * their memory between queues like this.
 * @see Choudhury and Hahne, "Dynamic Queue Length Thresholds for Shared-Memory Packet Switches"
 */
export class SharedLimit {
  readonly #amount: number
  #counted = 0

  constructor(amount: number) {
    this.#amount = amount
  }

  /** Adds to what a bucket holds, or removes from it if the amount is negative. */
  change(holding: Holding, amount: number): void {
    const before = holding.counted
    holding.held += amount
    const most = amount > 0 ? Math.max(before, Math.floor(this.#limitOf(holding))) : before
    holding.counted = Math.min(holding.held, most)
    this.#counted += holding.counted - before
  }

  /** Whether a bucket may hold no more. */
  isReached(holding: Holding): boolean {
    return holding.held >= this.#limitOf(holding)
  }

  #limitOf({ counted }: Holding): number {
    return this.#amount - PRESSURE * (this.#counted - counted)
  }
}

/** What a bucket holds of the buffer, in any precision. */
export interface BufferShare {
  /** Bytes in memory whose outcome is not known yet. */
  readonly bytes: Holding
  readonly bytesWithExcess: Holding
  /** Batches whose outcome is not known yet, without those that are filling. */
  readonly batches: Holding
}

/** Returns the share of a bucket that holds nothing. */
export function createShare(): BufferShare {
  return { bytes: nothing(), bytesWithExcess: nothing(), batches: nothing() }
}

function nothing(): Holding {
  return { held: 0, counted: 0 }
}

/** Divides the buffer between buckets. */
export class BufferShares {
  readonly #bytes: SharedLimit
  readonly #bytesWithExcess: SharedLimit
  readonly #batches = new SharedLimit(MAX_BATCHES)

  constructor(maxBufferBytes: number) {
    this.#bytes = new SharedLimit(maxBufferBytes)
    this.#bytesWithExcess = new SharedLimit(maxBufferBytes + MAX_EXCESS_BYTES)
  }

  /** Adds bytes to a share, or removes them if there are fewer than 0. */
  addBytes(share: BufferShare, bytes: number): void {
    this.#bytes.change(share.bytes, bytes)
    this.#bytesWithExcess.change(share.bytesWithExcess, bytes)
  }

  /** Adds batches to a share, or removes them if there are fewer than 0. */
  addBatches(share: BufferShare, batches: number): void {
    this.#batches.change(share.batches, batches)
  }

  /** Whether a bucket has no space left. */
  isFull({ bytes, batches }: BufferShare): boolean {
    return this.#bytes.isReached(bytes) || this.#batches.isReached(batches)
  }

  /** Whether callers that do not await may still write to a bucket that has no space left. */
  hasExcessLeft({ bytesWithExcess }: BufferShare): boolean {
    return !this.#bytesWithExcess.isReached(bytesWithExcess)
  }
}
