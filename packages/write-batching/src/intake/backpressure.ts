import { deferred } from '@fluxline/internal/deferred'
import type { Deferred } from '@fluxline/internal/deferred'

/** The promise that writers await while the buffer is full. */
export class Backpressure {
  #next: Deferred<void> | undefined

  /** Resolves at the next release; all that wait share one promise. */
  wait(): Promise<void> {
    return (this.#next ??= deferred()).promise
  }

  /** Ends the wait of all. */
  release(): void {
    this.#next?.resolve()
    this.#next = undefined
  }
}
