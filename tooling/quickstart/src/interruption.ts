import { once } from 'node:events'
import { constants } from 'node:os'

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Ctrl-C, a request to end, and a reader of the output that has gone: the first one aborts, a second one ends at once. */
export function interruption(): AbortSignal {
  const controller = new AbortController()
  for (const name of signals) process.once(name, () => controller.abort(name))
  // Such as `| head`; later writes fail in the same way.
  process.stdout.on('error', () => controller.abort('SIGPIPE'))
  return controller.signal
}

/** The exit code that a shell gives to a process which that signal ended. */
export function interruptedCode({ reason }: AbortSignal): number {
  return 128 + (constants.signals[reason as NodeJS.Signals] ?? constants.signals.SIGINT)
}

/** Waits for the interruption, and keeps this process alive until then. */
export async function untilInterrupted(signal: AbortSignal): Promise<void> {
  const alive = setInterval(() => {}, 60_000)
  if (!signal.aborted) await once(signal, 'abort')
  clearInterval(alive)
}
