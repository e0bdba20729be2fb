/** The part of Node's, Bun's and Deno's `process` used here; other runtimes have none. */
interface Host {
  readonly pid: number
  on(event: string, listener: () => void): unknown
  removeListener(event: string, listener: () => void): unknown
  listenerCount(event: string): number
  kill(pid: number, signal: string): unknown
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP']

interface ExitHooks {
  readonly closers: Set<() => Promise<unknown>>
  stopListening(): void
}

const shared = Symbol.for('fluxline.exitHooks')

/**
 * All writers share one listener, because a process warns of more than ten. So do the writers of all copies of this package,
 * because the first of two listeners would end the process before the second has closed its writers.
 */
function exitHooks(): ExitHooks {
  const global = globalThis as { [shared]?: ExitHooks }
  return (global[shared] ??= { closers: new Set(), stopListening() {} })
}

/**
 * Closes something before the process ends: when nothing is left to do, or on a signal.
 *
 * If nothing else listens to the signal, it ends the process afterwards, as without us; a second signal ends it at once.
 * @returns a function that cancels it
 */
export function closeOnExit(close: () => Promise<unknown>): () => void {
  const { process } = globalThis as { process?: Partial<Host> }
  if (typeof process?.on !== 'function' || typeof process.kill !== 'function') return () => {}
  const hooks = exitHooks()
  if (hooks.closers.size === 0) hooks.stopListening = listen(process as Host)
  hooks.closers.add(close)
  return () => {
    if (hooks.closers.delete(close) && hooks.closers.size === 0) hooks.stopListening()
  }
}

function listen(host: Host): () => void {
  const listeners = new Map<string, () => void>([['beforeExit', () => void closeAll()]])
  let isEnding = false
  for (const signal of SIGNALS) {
    listeners.set(signal, () => {
      if (isEnding) return endBy(signal)
      isEnding = true
      void closeAll().then(() => endBy(signal))
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

async function closeAll(): Promise<void> {
  await Promise.allSettled([...exitHooks().closers].map((close) => close()))
}
