import type { RejectedLine } from '@fluxline/core'
import type { Destination } from './accounting/destination.ts'

/** What every event tells. */
export interface LinesEvent {
  readonly destination: Destination
  /** The lines, as they were or would be sent. */
  readonly body: Uint8Array
  /** The lines as text, decoded on each call. */
  text(): string
  readonly lines: number
  /** Attempts so far: 1 is the first, 0 for what was never sent. */
  readonly attempt: number
  /** Milliseconds since the first attempt began; 0 for what was never sent. */
  readonly durationMs: number
  /** Why, for all but `success`. */
  readonly error?: unknown
}

/** Something that happened to a batch. */
export interface BatchEvent extends LinesEvent {
  readonly type: 'success' | 'error' | 'retry' | 'drop'
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

/** A line that InfluxDB refused while it took the others of its batch, or that line protocol cannot say. */
export interface RejectedEvent extends LinesEvent {
  readonly type: 'rejected'
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

/** The event of a line that is refused. */
export function rejectedEvent(
  { line, reason }: RejectedLine,
  more: Pick<RejectedEvent, 'destination' | 'attempt' | 'durationMs' | 'error'>,
): RejectedEvent {
  const text = `${line}\n`
  const body = new TextEncoder().encode(text)
  return { type: 'rejected', ...more, line, reason, body, text: () => text, lines: 1 }
}

/** Calls back for an event, whatever the callback does. */
export function callBack(callbacks: BatchCallbacks, event: WriterEvent): void {
  try {
    const returned: unknown =
      event.type === 'rejected' ? callbacks.onRejected?.(event) : ofBatch(callbacks, event)?.(event)
    // An async function fits where nothing is to be returned.
    if (returned instanceof Promise) returned.catch(ignore)
  } catch {
    // The lines matter more than the bug in a listener, and rethrowing later would end the process.
  }
}

/** Whether a callback is told of an event, and may keep it. */
export function isHeard(callbacks: BatchCallbacks, event: WriterEvent): boolean {
  return (event.type === 'rejected' ? callbacks.onRejected : ofBatch(callbacks, event)) !== undefined
}

function ofBatch(
  { onSuccess, onError, onRetry, onDrop }: BatchCallbacks,
  { type }: BatchEvent,
): ((event: BatchEvent) => void) | undefined {
  return { success: onSuccess, error: onError, retry: onRetry, drop: onDrop }[type]
}

function ignore(): void {}
