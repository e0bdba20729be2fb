import { sleep } from '@fluxline/internal/timers'

/** The part of Node's, Bun's and Deno's `process` used here; other runtimes have none. */
export interface SignalHost {
  readonly pid: number
  on(event: string, listener: () => void): unknown
  prependListener(event: string, listener: () => void): unknown
  removeListener(event: string, listener: () => void): unknown
  listenerCount(event: string): number
  kill(pid: number, signal: string): unknown
}

/** A writer that is closed before the process ends. */
export interface ClosingWriter {
  /** How long it writes on after a signal. */
  readonly timeoutMs: number
  /** Whether it holds lines, or reads an iterable or a stream. */
  isBusy(): boolean
  /** Sends everything, and waits for the outcome. Never rejects. */
  flush(timeoutMs: number): Promise<void>
  /** Ends the writer and reports the lines that are left. */
  leave(): LinesLeft
}

/** Lines that a writer held when it was ended. */
export interface LinesLeft {
  readonly left: number
  /** How many of them nobody was listening for. */
  readonly unheard: number
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP']
/** How often a writer is asked whether it is still busy. */
const POLL_MS = 10

/**
 * Lets writers write on after a signal, until none is busy or its time is over. Then it gives up what is left, and the
 * signal ends the process. A second signal does so at once.
 *
 * An application that listens to a signal itself decides what the signal means: then the writers only send what they hold.
 * @param giveUp ends the writers and reports what is left
 * @returns a function that stops listening
 */
export function listenToSignals(host: SignalHost, writers: ReadonlySet<ClosingWriter>, giveUp: () => void): () => void {
  const listeners = new Map<string, () => void>()
  let isEnding = false
  for (const signal of SIGNALS) {
    listeners.set(signal, () => {
      // Ours comes first, so listeners that are called only once are still there.
      if (host.listenerCount(signal) > 1) return void writeOn(writers)
      if (isEnding) return endBy(signal)
      isEnding = true
      void writeOn(writers).then(() => endBy(signal))
    })
  }
  const onBeforeExit = (): void => {
    for (const writer of writers) if (writer.isBusy()) void writer.flush(Infinity)
  }
  host.on('beforeExit', onBeforeExit)
  for (const [signal, listener] of listeners) host.prependListener(signal, listener)
  return stopListening

  function stopListening(): void {
    host.removeListener('beforeExit', onBeforeExit)
    for (const [signal, listener] of listeners) host.removeListener(signal, listener)
  }

  function endBy(signal: string): void {
    giveUp()
    stopListening()
    if (host.listenerCount(signal) === 0) host.kill(host.pid, signal)
  }
}

/** Sends what writers hold, and what they still accept, until they are not busy or their time is over. */
async function writeOn(writers: ReadonlySet<ClosingWriter>): Promise<void> {
  const sinceMs = performance.now()
  const leftMs = ({ timeoutMs }: ClosingWriter): number => timeoutMs - (performance.now() - sinceMs)
  const busy = (): ClosingWriter[] => [...writers].filter((writer) => writer.isBusy() && leftMs(writer) > 0)
  while (busy().length > 0) {
    await Promise.all(busy().map((writer) => writer.flush(leftMs(writer))))
    if (busy().length > 0) await sleep(POLL_MS)
  }
}
