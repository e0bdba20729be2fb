/**
 * Calls back when a signal is aborted, or at once if it already is.
 *
 * `AbortSignal.any` would do, but Node keeps what it makes for as long as the signals live, and a caller may keep his.
 * @returns a function that lets go of the signal
 */
export function onAbort(signal: AbortSignal | undefined, callback: () => void): () => void {
  if (signal?.aborted) callback()
  else signal?.addEventListener('abort', callback)
  return () => signal?.removeEventListener('abort', callback)
}

/** A signal that follows others, until it is released. */
export interface FollowingSignal {
  readonly signal: AbortSignal
  /** Lets go of the signals that it follows. */
  readonly release: () => void
}

/** Returns a signal that is aborted as soon as one of several is, for the same reason. */
export function anySignal(signals: Iterable<AbortSignal | undefined>): FollowingSignal {
  const controller = new AbortController()
  const { signal } = controller
  const releases: (() => void)[] = []
  const release = (): void => {
    for (const letGo of releases.splice(0)) letGo()
  }
  for (const each of signals) {
    const follow = (): void => {
      controller.abort(each?.reason)
      release()
    }
    releases.push(onAbort(each, follow))
    if (signal.aborted) {
      release()
      break
    }
  }
  return { signal, release }
}
