/** The longest that a timer waits, in milliseconds; a longer one fires at once. */
export const longestTimerMs = 2_147_483_647

/** Sleeps of any length, each known by its key, that can be cut short. */
export class Sleepers<Key> {
  readonly #wakers = new Map<Key, () => void>()

  /** Waits so many milliseconds, or until it is woken. */
  async sleep(key: Key, ms: number): Promise<void> {
    let isWoken = false
    for (let leftMs = ms; leftMs > 0 && !isWoken; leftMs -= longestTimerMs) {
      isWoken = await this.#nap(key, Math.min(leftMs, longestTimerMs))
    }
  }

  wake(key: Key): void {
    this.#wakers.get(key)?.()
  }

  /** Resolves to true where it was woken. */
  #nap(key: Key, ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (isWoken: boolean): void => {
        clearTimeout(timer)
        this.#wakers.delete(key)
        resolve(isWoken)
      }
      const timer = setTimeout(() => end(false), ms)
      this.#wakers.set(key, () => end(true))
    })
  }
}

/** Resolves at the deadline, or when the signal says so; `settled` ends the timer. */
export function untilEnd(deadlineMs: number, signal: AbortSignal | undefined, settled: Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    const timer = deadlineMs <= longestTimerMs ? setTimeout(end, Math.max(0, deadlineMs)) : undefined
    function end(): void {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      resolve()
    }
    signal?.addEventListener('abort', end)
    void settled.then(end)
    if (signal?.aborted) end()
  })
}
