const shared = Symbol.for('fluxline.calls')

/** Numbers the calls of the process, whatever client and copy of the package makes them: channels show all of them. */
export function nextCall(): number {
  const global = globalThis as { [shared]?: number }
  return (global[shared] = (global[shared] ?? 0) + 1)
}
