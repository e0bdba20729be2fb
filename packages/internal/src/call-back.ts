/** Calls a callback. If it throws or rejects, the caller goes on: `onFault` gets its error. */
export function callBack<Value>(
  callback: (value: Value) => unknown,
  value: Value,
  onFault: (error: unknown) => void,
): unknown {
  try {
    const returned = callback(value)
    // An async function fits a type that returns nothing.
    if (typeof (returned as PromiseLike<unknown> | undefined)?.then === 'function') {
      ;(returned as PromiseLike<unknown>).then(undefined, onFault)
    }
    return returned
  } catch (error) {
    // The work matters more than the bug in a listener, and rethrowing later would end the process.
    onFault(error)
    return undefined
  }
}
