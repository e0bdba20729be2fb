/** What is used here of the `process` of Node, Bun and Deno; nothing elsewhere has it. */
interface Host {
  readonly pid: number
  on(event: string, listener: () => void): unknown
  removeListener(event: string, listener: () => void): unknown
  listenerCount(event: string): number
  kill(pid: number, signal: string): unknown
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP']

/** What is to be run; a process warns of more than ten listeners, so all share one. */
const runs = new Set<() => Promise<unknown>>()
let stopListening = (): void => {}

/**
 * Runs something before the process ends: when nothing is left to do, or when a signal asks it to end.
 *
 * A signal that nobody else listens to ends the process afterwards, as it would have without us; a second one ends it at
 * once. Returns what takes it off again.
 */
export function beforeExit(run: () => Promise<unknown>): () => void {
  const { process } = globalThis as { process?: Partial<Host> }
  if (typeof process?.on !== 'function' || typeof process.kill !== 'function') return () => {}
  if (runs.size === 0) stopListening = listen(process as Host)
  runs.add(run)
  return () => {
    if (runs.delete(run) && runs.size === 0) stopListening()
  }
}

function listen(host: Host): () => void {
  const listeners = new Map<string, () => void>([['beforeExit', () => void runAll()]])
  let isEnding = false
  for (const signal of SIGNALS) {
    listeners.set(signal, () => {
      if (isEnding) return endBy(signal)
      isEnding = true
      void runAll().then(() => endBy(signal))
    })
  }
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

async function runAll(): Promise<void> {
  await Promise.allSettled([...runs].map((run) => run()))
}
