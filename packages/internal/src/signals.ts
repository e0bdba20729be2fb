/**
 * Calls back when a signal is aborted, at once where it already is; call what is returned when it is of no more interest.
 *
 * `AbortSignal.any` would do, but Node keeps what it makes for as long as the signals live, and a caller may keep his.
 */
export function onAbort(signal: AbortSignal | undefined, callback: () => void): () => void {
  if (signal?.aborted) callback()
  signal?.addEventListener('abort', callback)
  return () => signal?.removeEventListener('abort', callback)
}
