/** What is used here of the `process` of Node, Bun and Deno; nothing elsewhere has it. */
interface Host {
  readonly pid: number
  on(event: string, listener: () => void): unknown
  removeListener(event: string, listener: () => void): unknown
  listenerCount(event: string): number
  kill(pid: number, signal: string): unknown
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP']

/**
 * Runs something before the process ends: when nothing is left to do, or when a signal asks it to end.
 *
 * A signal that nobody else listens to ends the process afterwards, as it would have without us. Returns what takes the
 * listeners off again.
 */
export function beforeExit(run: () => Promise<unknown>): () => void {
  const { process } = globalThis as { process?: Partial<Host> }
  if (typeof process?.on !== 'function' || typeof process.kill !== 'function') return () => {}
  const host = process as Host
  const listeners = new Map<string, () => void>([['beforeExit', () => void run()]])
  for (const signal of SIGNALS) listeners.set(signal, () => void run().then(() => endBy(signal)))
  for (const [event, listener] of listeners) host.on(event, listener)
  return remove

  function remove(): void {
    for (const [event, listener] of listeners) host.removeListener(event, listener)
  }

  function endBy(signal: string): void {
    remove()
    if (host.listenerCount(signal) === 0) host.kill(host.pid, signal)
  }
}
