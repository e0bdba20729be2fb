import { listenToSignals } from './signals.ts'
import type { ClosingWriter, LinesLeft, SignalHost } from './signals.ts'
import { writeToStderr } from './stderr.ts'

/** The lines of a writer whose outcome is not known. */
export interface PendingLines {
  readonly pendingLines: number
}

/** What the writers of a process share. */
interface ExitHooks {
  readonly pending: Set<PendingLines>
  readonly closing: Set<ClosingWriter>
  /** Forgets a writer that was never closed, once the program has dropped it. */
  readonly unused: FinalizationRegistry<PendingLines> | undefined
  stopExit: (() => void) | undefined
  stopSignals: (() => void) | undefined
}

const shared = Symbol.for('fluxline.exitHooks')

/**
 * All writers share their listeners, because a process warns of more than ten. So do the writers of all copies of this
 * package, because the first of two listeners would end the process before the second has closed its writers.
 */
function exitHooks(): ExitHooks {
  const global = globalThis as { [shared]?: ExitHooks }
  return (global[shared] ??= {
    pending: new Set(),
    closing: new Set(),
    unused: typeof FinalizationRegistry === 'function' ? new FinalizationRegistry(forgetIfEmpty) : undefined,
    stopExit: undefined,
    stopSignals: undefined,
  })
}

/**
 * Watches a writer until the process ends, when one line on standard error says how many lines all writers hold. A writer that
 * is to be closed is closed before: on a signal, and when nothing is left to do.
 *
 * @param held the lines that the writer holds; if the program never closes the writer, only these are kept
 * @returns a function that ends it
 */
export function watchExit(writer: object, held: PendingLines, closing: ClosingWriter | undefined): () => void {
  const host = processHost()
  if (host === undefined) return () => {}
  const hooks = exitHooks()
  hooks.stopExit ??= listenToExit(host)
  hooks.pending.add(held)
  hooks.unused?.register(writer, held)
  if (closing) {
    hooks.stopSignals ??= listenToSignals(host, hooks.closing, () => tellLinesLeft(giveUpAll(hooks).unheard))
    hooks.closing.add(closing)
  }
  return () => {
    forget(held)
    if (closing === undefined || !hooks.closing.delete(closing) || hooks.closing.size > 0) return
    hooks.stopSignals?.()
    hooks.stopSignals = undefined
  }
}

function listenToExit(host: SignalHost): () => void {
  host.on('exit', onExit)
  return () => void host.removeListener('exit', onExit)
}

function onExit(): void {
  tellLinesLeft(giveUpAll(exitHooks()).left)
}

/** Ends the writers that close on exit, which reports their lines; counts those of all writers. */
function giveUpAll({ closing, pending }: ExitHooks): LinesLeft {
  const ended = Array.from(closing, (writer) => writer.leave())
  const sumOf = (name: keyof LinesLeft): number => ended.reduce((sum, lines) => sum + lines[name], 0)
  const others = Array.from(pending).reduce((sum, { pendingLines }) => sum + pendingLines, 0)
  return { left: sumOf('left') + others, unheard: sumOf('unheard') + others }
}

/** The one case in which fluxline writes to the console: a process warning would come too late. */
function tellLinesLeft(lines: number): void {
  if (lines === 0) return
  const what = lines === 1 ? '1 line was' : `${lines} lines were`
  writeToStderr(`fluxline: ${what} not written when the process ended. Await \`close()\` of each writer before that.`)
}

function forget(held: PendingLines): void {
  const hooks = exitHooks()
  if (!hooks.pending.delete(held) || hooks.pending.size > 0) return
  hooks.stopExit?.()
  hooks.stopExit = undefined
}

function forgetIfEmpty(held: PendingLines): void {
  // The program can no longer close this writer, so its lines are lost. They are counted when the process ends.
  if (held.pendingLines === 0) forget(held)
}

function processHost(): SignalHost | undefined {
  const { process } = globalThis as { process?: Partial<SignalHost> }
  const isHost = typeof process?.prependListener === 'function' && typeof process.kill === 'function'
  return isHost ? (process as SignalHost) : undefined
}
