import type { RateLimits } from '@fluxline/core/rate-limits'
import type { Batch } from '../accounting/batch.ts'
import { gateOf } from '../accounting/destination.ts'
import type { Sleepers } from './sleep.ts'

/** Lets so many requests go at a time, and none to a target that asked to be left alone. */
export class Turns {
  readonly #concurrency: number
  readonly #gates: RateLimits
  readonly #now: () => number
  readonly #sleepers: Sleepers<Batch>
  readonly #queue: (() => void)[] = []
  #taken = 0

  constructor(concurrency: number, gates: RateLimits, now: () => number, sleepers: Sleepers<Batch>) {
    this.#concurrency = concurrency
    this.#gates = gates
    this.#now = now
    this.#sleepers = sleepers
  }

  /** Waits for the target's gate and for a free request, or until the batch is not wanted. The caller gives it back. */
  async take(batch: Batch, isWanted: () => boolean): Promise<void> {
    for (;;) {
      const waitMs = this.#gates.waitMs(gateOf(batch.destination), this.#now())
      if (waitMs > 0) {
        // Whoever leaves its turn alone hands it on.
        this.#callNext()
        await this.#sleepers.sleep(batch, waitMs)
      } else if (this.#taken < this.#concurrency) break
      else await new Promise<void>((resolve) => this.#queue.push(resolve))
      if (!isWanted()) break
    }
    this.#taken++
  }

  giveBack(): void {
    this.#taken--
    this.#callNext()
  }

  #callNext(): void {
    if (this.#taken < this.#concurrency) this.#queue.shift()?.()
  }
}
