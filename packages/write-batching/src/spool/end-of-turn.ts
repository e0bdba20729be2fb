/** Calls back when the present turn of the event loop ends. */
export function atEndOfTurn(callback: () => void): void {
  const { setImmediate } = globalThis as { setImmediate?: (callback: () => void) => unknown }
  if (setImmediate) setImmediate(callback)
  else setTimeout(callback, 0)
}
