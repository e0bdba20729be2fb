import { AbortError, isHttpError, TimeoutError } from '@fluxline/core'
import { checkOptions, durationOption } from '@fluxline/internal/options'
import type { OptionNames } from '@fluxline/internal/options'
import { onAbort } from '@fluxline/internal/signals'
import { sleep } from '@fluxline/internal/timers'
import type { Run } from './task.ts'

/** Options of a wait for a run. */
export interface WaitOptions {
  /**
   * Milliseconds for the whole wait, 0 for no limit. The time-outs of the requests are the client's.
   * @defaultValue 0
   */
  readonly timeout?: number | undefined
  /** Ends the wait. The run continues. */
  readonly signal?: AbortSignal | undefined
}

const waitOptions: OptionNames<WaitOptions> = { timeout: true, signal: 'an AbortSignal object' }

// A manual run starts at the next full second, and most runs take a fraction of a second.
const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 2_000
// A busy server forgets a run when it ends, a moment before it has stored it.
const GAP_MS = 5_000

/** Reads a run, with longer and longer pauses, until it has ended. */
export async function waitForRun(
  read: (signal: AbortSignal) => Promise<Run>,
  id: string,
  options: WaitOptions = {},
): Promise<Run> {
  checkOptions('tasks.waitForRun', options, waitOptions, {}, '{ timeout: 30_000 }')
  const { timeout = 0, signal } = options
  durationOption('tasks.waitForRun', 'timeout', timeout)
  const end = new AbortController()
  const abort = (): void => end.abort()
  const release = onAbort(signal, abort)
  const timer = timeout > 0 ? setTimeout(abort, timeout) : undefined
  try {
    let seenAt = performance.now()
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 1.5)) {
      end.signal.throwIfAborted()
      const run = await read(end.signal).catch((error: unknown) => {
        if (!isHttpError(error) || error.status !== 404 || performance.now() - seenAt > GAP_MS) throw error
      })
      if (run) seenAt = performance.now()
      if (run && hasEnded(run)) return run
      await sleep(pauseMs, end.signal)
    }
  } catch (error) {
    if (!end.signal.aborted) throw error
    if (signal?.aborted) throw new AbortError(`The wait for run ${id} was aborted.`, { cause: signal.reason })
    throw new TimeoutError(`Run ${id} did not finish within ${timeout} ms.`, 'total', timeout)
  } finally {
    clearTimeout(timer)
    release()
  }
}

/** Whether the state of a run is final. */
export function hasEnded({ status }: Run): boolean {
  return status === 'success' || status === 'failed' || status === 'canceled'
}
