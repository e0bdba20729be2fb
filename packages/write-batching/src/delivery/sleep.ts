import { sleep, startTimer } from '@fluxline/internal/timers'

/** Sleeps of any length that can be ended early; each has a key. */
export class Sleeps<Key> {
  readonly #wakers = new Map<Key, () => void>()

  /** Resolves after a delay, or when it is woken up. */
  sleepFor(key: Key, ms: number): Promise<void> {
    if (ms <= 0) return Promise.resolve()
    return new Promise((resolve) => {
      const wake = (): void => {
        cancel()
        this.#wakers.delete(key)
        resolve()
      }
      const cancel = startTimer(ms, wake)
      this.#wakers.set(key, wake)
    })
  }

  /** Ends a sleep early. */
  wakeUp(key: Key): void {
    this.#wakers.get(key)?.()
  }
}

/** Waits for a promise, but not longer than a delay, and not after the signal is aborted. */
export async function waitAtMost(ms: number, signal: AbortSignal | undefined, promise: Promise<void>): Promise<void> {
  const settled = new AbortController()
  try {
    await Promise.race([promise, sleep(ms, signal, settled.signal)])
  } finally {
    settled.abort()
  }
}
