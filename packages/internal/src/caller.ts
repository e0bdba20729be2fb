/** Where a call was made. Its stack becomes text when it is first read. */
export interface Caller {
  readonly stack?: string | undefined
}

/** A stack that several calls share stays readable. */
const MAX_LINES = 40
const OWN_LINES = 5

const key: unique symbol = Symbol.for('fluxline.caller') as never

/** Not in every engine. */
interface Capturing {
  readonly stackTraceLimit?: number
  readonly captureStackTrace?: (target: object, called: (...args: never[]) => unknown) => void
}

/** Returns where a function was called, on engines that can tell. Call it before the function first waits. */
export function callerOf(called: (...args: never[]) => unknown): Caller {
  return noteCaller({}, called)
}

/**
 * Notes where a function was called, on engines that can tell, unless it is noted already. Call it before the function first
 * waits, but after it has sent what it sends: nothing becomes text yet, and still it is a tenth of what a small call takes.
 */
export function noteCaller(caller: Caller, called: (...args: never[]) => unknown): Caller {
  if (Object.hasOwn(caller, 'stack')) return caller
  const { stackTraceLimit: limit = 0 } = Error as Capturing
  // Our own functions take some of the lines. A program may have frozen `Error`.
  Reflect.set(Error, 'stackTraceLimit', limit && limit + OWN_LINES)
  ;(Error as Capturing).captureStackTrace?.(caller, called)
  Reflect.set(Error, 'stackTraceLimit', limit)
  return caller
}

/** Returns the caller that a call has from {@link passCaller}, or else one to be noted. */
export function passedCaller(call: object): Caller {
  return (call as { [key]?: Caller })[key] ?? {}
}

/** Gives a call the caller of the function that makes it, noted already or not. */
export function passCaller<Call extends object>(call: Call, caller: Caller): Call {
  return Object.assign(call, { [key]: caller })
}

/**
 * Adds the lines of a caller to the stack of an error, in place, unless it has them. The stack of an error that arises in a timer
 * or an event of a socket does not name the caller.
 */
export function addCaller<Failure>(error: Failure, caller: Caller | undefined): Failure {
  const { stack } = Object(error) as { stack?: unknown }
  // A program may have replaced how stacks are made.
  if (typeof stack !== 'string' || typeof caller?.stack !== 'string') return error
  const lines = stack.split('\n')
  const known = new Set(lines)
  const [, ...frames] = caller.stack.split('\n')
  const added = frames.filter((frame) => !known.has(frame))
  if (added.length === 0 || lines.length > MAX_LINES) return error
  return Object.defineProperty(error as Failure & object, 'stack', {
    value: lines.concat(added).join('\n'),
    writable: true,
    configurable: true,
  })
}
