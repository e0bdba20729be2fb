import { onAbort } from './signals.ts'

/** The longest delay of a timer, in milliseconds; the runtimes fire a longer one at once. */
export const longestTimerMs = 2_147_483_647

/**
 * Calls back after a delay of any length; `Infinity` never does.
 *
 * @returns a function that cancels it
 */
export function startTimer(ms: number, callback: () => void): () => void {
  if (ms === Infinity) return () => {}
  let timer: ReturnType<typeof setTimeout>
  const start = (leftMs: number): void => {
    timer =
      leftMs > longestTimerMs
        ? setTimeout(() => start(leftMs - longestTimerMs), longestTimerMs)
        : setTimeout(callback, leftMs)
  }
  start(ms)
  return () => clearTimeout(timer)
}

/** Resolves after a delay of any length, or as soon as one of the signals is aborted. It never rejects. */
export function sleep(ms: number, ...signals: readonly (AbortSignal | undefined)[]): Promise<void> {
  return new Promise((resolve) => {
    if (signals.some((signal) => signal?.aborted)) {
      resolve()
      return
    }
    const wake = (): void => {
      cancel()
      for (const release of releases) release()
      resolve()
    }
    const cancel = startTimer(ms, wake)
    const releases = signals.map((signal) => onAbort(signal, wake))
  })
}

/** Resolves after a delay of any length. @throws the signal's reason as soon as it is aborted */
export async function sleepOrThrow(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await sleep(ms, signal)
  signal?.throwIfAborted()
}

/** Waits for a promise, but no longer than a delay, nor after one of the signals is aborted. @throws what it rejects with */
export async function waitAtMost(
  ms: number,
  promise: Promise<unknown>,
  ...signals: readonly (AbortSignal | undefined)[]
): Promise<void> {
  const waiting = new AbortController()
  try {
    await Promise.race([promise, sleep(ms, waiting.signal, ...signals)])
  } finally {
    waiting.abort()
  }
}
