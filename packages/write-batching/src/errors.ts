abstract class BatchingError extends Error {
  abstract readonly code: string
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    // How every fluxline package knows the others' errors; not enumerable, so that logs leave it out.
    Object.defineProperty(this, Symbol.for('fluxline.error'), { value: true })
  }
}

/** Something was written to a writer that is closing or closed; it was not taken. */
export class WriterClosedError extends BatchingError {
  override readonly name = 'WriterClosedError'
  readonly code = 'FLUXLINE_CLOSED'
}

/** The buffer is full: what was written was not taken, or dropped, as `overflow` says. */
export class BufferFullError extends BatchingError {
  override readonly name = 'BufferFullError'
  readonly code = 'FLUXLINE_BUFFER_FULL'
}

/** What a full buffer is told of. */
export function bufferFull(maxBufferBytes: number): BufferFullError {
  return new BufferFullError(
    `The buffer holds maxBufferBytes (${maxBufferBytes}); wait for what write gives, or for a flush, or raise it.`,
  )
}

/** The worker thread ended while it had a batch, which may be stored or not. Trying again starts another. */
export class WorkerError extends BatchingError {
  override readonly name = 'WorkerError'
  readonly code = 'FLUXLINE_WORKER'
  readonly retryable = true
}

/** An option is missing or cannot be right. */
export class BatchOptionError extends BatchingError {
  override readonly name = 'BatchOptionError'
  readonly code = 'FLUXLINE_OPTION'
}
