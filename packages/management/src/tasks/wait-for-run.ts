import { AbortError, isHttpError, OptionError, TimeoutError } from '@fluxline/core'
import { pause } from '../shared/pause.ts'
import type { Run } from './task.ts'

/** How to wait for a run. */
export interface WaitOptions {
  /** Milliseconds to wait at most; 0 is for ever. @defaultValue 0 */
  readonly timeout?: number | undefined
  /** Ends the wait; the run goes on. */
  readonly signal?: AbortSignal | undefined
}

// A run by hand starts at the next whole second, and most take a fraction of one.
const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 2_000
// A busy server forgets a run when it ends a moment before it has stored it.
const GAP_MS = 5_000

/** Asks for a run, less and less often, until it has ended. */
export async function waitForRun(
  read: (signal: AbortSignal) => Promise<Run>,
  id: string,
  { timeout = 0, signal }: WaitOptions = {},
): Promise<Run> {
  if (!(timeout >= 0 && timeout <= 2_147_483_647)) {
    throw new OptionError(`timeout is ${timeout}; give milliseconds from 0 (for ever) to 2147483647.`)
  }
  const end = new AbortController()
  const abort = (): void => end.abort()
  signal?.addEventListener('abort', abort)
  if (signal?.aborted) abort()
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
      await pause(pauseMs, end.signal)
    }
  } catch (error) {
    if (!end.signal.aborted) throw error
    if (signal?.aborted) throw new AbortError(`The wait for the run ${id} was ended.`, { cause: signal.reason })
    throw new TimeoutError(`The run ${id} has not ended after ${timeout} ms.`, 'total', timeout)
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
  }
}

/** Whether nothing more happens to a run. */
export function hasEnded({ status }: Run): boolean {
  return status === 'success' || status === 'failed' || status === 'canceled'
}
