import { FluxlineError } from '@fluxline/internal/errors'

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

/** The worker thread ended during a request, whose lines may be stored or not. A retry starts another thread. */
export class WorkerError extends FluxlineError {
  override readonly name = 'WorkerError'
  readonly code = 'FLUXLINE_WORKER'
  readonly retryable = true
}
