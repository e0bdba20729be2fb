import { deferred } from '@fluxline/internal/deferred'
import type { Deferred } from '@fluxline/internal/deferred'
import type { BufferShare } from '../accounting/buffer-shares.ts'

/** The promises that writers await while their bucket has no space left in the buffer. */
export class Backpressure {
  readonly #waits = new Map<BufferShare, Deferred<void>>()

  /** Whether nobody waits. */
  get isEmpty(): boolean {
    return this.#waits.size === 0
  }

  isWaiting(share: BufferShare): boolean {
    return this.#waits.has(share)
  }

  /** Resolves when the bucket has space again; all that wait for one bucket share one promise. */
  wait(share: BufferShare): Promise<void> {
    const wait = this.#waits.get(share) ?? deferred()
    this.#waits.set(share, wait)
    return wait.promise
  }

  /** Ends the wait of all whose bucket is not full. */
  releaseUnless(isFull: (share: BufferShare) => boolean): void {
    for (const [share, wait] of this.#waits) {
      if (isFull(share)) continue
      this.#waits.delete(share)
      wait.resolve()
    }
  }
}
