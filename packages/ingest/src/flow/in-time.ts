import { onAbort } from '@fluxline/internal/signals'
import { startTimer } from '@fluxline/internal/timers'

/**
 * Waits for a call of the source, but once the signal is aborted, no longer than a grace in milliseconds: it may never end.
 *
 * @throws what the call rejects with; Error if the call takes longer
 */
export function inTime(called: Promise<void>, graceMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    let cancel: (() => void) | undefined
    const letGo = onAbort(signal, () => {
      cancel = startTimer(graceMs, () => reject(new Error(`It did not end within ${graceMs} ms.`)))
    })
    const settle = (): void => {
      letGo()
      cancel?.()
    }
    called.then(resolve, reject).then(settle, settle)
  })
}
