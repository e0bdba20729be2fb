import { once } from 'node:events'
import { constants } from 'node:os'

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Returns a signal that aborts on Ctrl-C, on a request to end, or if the output is closed. A second Ctrl-C ends the process at once. */
export function interruption(): AbortSignal {
  const controller = new AbortController()
  for (const name of signals) process.once(name, () => controller.abort(name))
  // For example `| head`. Later writes fail in the same way.
  process.stdout.on('error', () => controller.abort('SIGPIPE'))
  return controller.signal
}

/** Returns the exit code that a shell reports for a process ended by that signal. */
export function interruptedCode({ reason }: AbortSignal): number {
  return 128 + (constants.signals[reason as NodeJS.Signals] ?? constants.signals.SIGINT)
}

/** Waits for the interruption, and keeps this process alive until then. */
export async function untilInterrupted(signal: AbortSignal): Promise<void> {
  const alive = setInterval(() => {}, 60_000)
  if (!signal.aborted) await once(signal, 'abort')
  clearInterval(alive)
}
