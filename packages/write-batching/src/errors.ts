import { assignDefined, ClosedError, FluxlineError, hasCode } from '@fluxline/internal/errors'

/** The buffer is full: the lines were not accepted, or dropped, depending on `overflow`. */
export class BufferFullError extends FluxlineError {
  override readonly name = 'BufferFullError'
  readonly code = 'FLUXLINE_BUFFER_FULL'
}

/** Returns the error of a bucket whose share of the buffer is full. */
export function bufferFull(bucket: string, maxBufferBytes: number): BufferFullError {
  return new BufferFullError(
    `Buffer full for bucket ${bucket} (maxBufferBytes is ${maxBufferBytes}). Await \`write()\` or \`flush()\`, or raise maxBufferBytes.`,
  )
}

/** Returns the error of a write after the writer's end. */
export function closedError(): ClosedError {
  return new ClosedError('The writer is closed; these lines were not accepted.', 'writer')
}

/** Returns the error of lines that are left when the process ends. */
export function processEnded(): ClosedError {
  return new ClosedError('The process ended before these lines were written.', 'writer')
}

/** The worker thread ended during a request, whose lines may be stored or not. A retry starts another thread. */
export class WorkerError extends FluxlineError {
  override readonly name = 'WorkerError'
  readonly code = 'FLUXLINE_WORKER'
  readonly retryable = true
}

/** The spool cannot take lines, or some of its lines cannot be read back. `cause` has the system's error. */
export class SpoolError extends FluxlineError {
  override readonly name = 'SpoolError'
  readonly code = 'FLUXLINE_SPOOL'

  static override [Symbol.hasInstance](value: unknown): value is SpoolError {
    return hasCode(value, 'FLUXLINE_SPOOL')
  }
}

/** The spool is full: it has reached `maxBytes`, or its disk is full. */
export class SpoolFullError extends FluxlineError {
  override readonly name = 'SpoolFullError'
  readonly code = 'FLUXLINE_SPOOL_FULL'

  static override [Symbol.hasInstance](value: unknown): value is SpoolFullError {
    return hasCode(value, 'FLUXLINE_SPOOL_FULL')
  }
}

/** What is known of the owner of a slot. */
export interface SlotOwner {
  readonly pid?: number | undefined
  readonly host?: string | undefined
}

/** Another writer has the slot, or it cannot be known whether it does. The message names the file and the remedy. */
export class SpoolLockedError extends FluxlineError {
  override readonly name = 'SpoolLockedError'
  readonly code = 'FLUXLINE_SPOOL_LOCKED'
  /** The file that locks the slot. */
  readonly path: string
  /** The process that has the slot. */
  declare readonly pid?: number | undefined
  /** The host of that process. */
  declare readonly host?: string | undefined

  constructor(message: string, path: string, owner: SlotOwner = {}) {
    super(message)
    this.path = path
    assignDefined(this, { pid: owner.pid, host: owner.host })
  }

  static override [Symbol.hasInstance](value: unknown): value is SpoolLockedError {
    return hasCode(value, 'FLUXLINE_SPOOL_LOCKED')
  }
}
