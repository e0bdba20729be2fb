import type { Destination } from './destination.ts'

/** Something that happened to a batch. */
export interface BatchEvent {
  readonly type: 'success' | 'error' | 'retry' | 'drop'
  readonly destination: Destination
  /** The lines, as they were or would be sent. */
  readonly body: Uint8Array
  /** The lines as text, decoded on each call. */
  text(): string
  readonly lines: number
  /** Attempts so far: 1 is the first. */
  readonly attempt: number
  /** Milliseconds since the first attempt began; 0 for what was never sent. */
  readonly durationMs: number
  /** Why, for `error`, `retry` and `drop`. */
  readonly error?: unknown
  /**
   * For `error`: the lines are not stored (`refused`), or all but `dropped` of them are (`partial`), or nobody knows
   * because the answer was lost (`unknown`), or `close` gave them up before they were sent (`unsent`).
   */
  readonly outcome?: 'refused' | 'partial' | 'unknown' | 'unsent' | undefined
  /** For a `partial` write: how many lines the server dropped, which it does not name. */
  readonly dropped?: number | undefined
  /** For `retry`: milliseconds until the next attempt. */
  readonly delayMs?: number | undefined
}

/** Lines that InfluxDB refused while it took the others of their batch. */
export interface RejectedEvent {
  readonly type: 'rejected'
  readonly destination: Destination
  readonly line: string
  readonly reason: string
}

/** All that a writer reports. */
export type WriterEvent = BatchEvent | RejectedEvent

/** Told what happens; one that throws, or rejects, stops nothing. */
export interface BatchCallbacks {
  /** A batch is stored. */
  onSuccess?: ((event: BatchEvent) => void) | undefined
  /** A batch is given up, or stored only in part. */
  onError?: ((event: BatchEvent) => void) | undefined
  /** A batch will be tried again. */
  onRetry?: ((event: BatchEvent) => void) | undefined
  /** A line was refused. */
  onRejected?: ((event: RejectedEvent) => void) | undefined
  /** Lines were dropped because the buffer is full. */
  onDrop?: ((event: BatchEvent) => void) | undefined
}

/** Calls back for an event, whatever the callback does. */
export function callBack(callbacks: BatchCallbacks, event: WriterEvent): void {
  const { onSuccess, onError, onRetry, onRejected, onDrop } = callbacks
  try {
    const returned: unknown =
      event.type === 'rejected'
        ? onRejected?.(event)
        : { success: onSuccess, error: onError, retry: onRetry, drop: onDrop }[event.type]?.(event)
    // An async function fits where nothing is to be returned.
    if (returned instanceof Promise) returned.catch(ignore)
  } catch {
    // The lines matter more than the bug in a listener, and rethrowing later would end the process.
  }
}

function ignore(): void {}
