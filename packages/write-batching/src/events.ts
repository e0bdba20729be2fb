import type { RejectedLine } from '@fluxline/core'
import { inspectAs, inspection } from '@fluxline/internal/inspect'
import type { Batch } from './accounting/batch.ts'
import type { Destination } from './accounting/destination.ts'

/** What all events have. In logs and JSON, `body` and `text` are left out, and an error is its name, code and message. */
export interface LinesEvent {
  readonly destination: Destination
  /** The lines, as they were or would be sent. Not enumerable. */
  readonly body: Uint8Array
  /** Decodes the lines, on each call. */
  text(): string
  /** The first line, cut after 200 characters. */
  readonly firstLine: string
  readonly lines: number
  readonly bytes: number
  /** Attempts so far: 1 for the first, 0 if the lines were never sent. */
  readonly attempt: number
  /** Milliseconds since the first attempt began; 0 if the lines were never sent. */
  readonly durationMs: number
  /** The reason; absent from `success`. */
  readonly error?: unknown
}

/** Something that happened to a batch. */
export interface BatchEvent extends LinesEvent {
  readonly type: 'success' | 'error' | 'retry' | 'drop'
  /**
   * For `error`: no line is stored (`refused`), or all except `dropped` lines are (`partial`), or the response was lost
   * (`unknown`), or the writer was closed before the lines were sent (`unsent`).
   */
  readonly outcome?: 'refused' | 'partial' | 'unknown' | 'unsent' | undefined
  /** For a `partial` write: how many lines the server dropped without naming them. */
  readonly dropped?: number | undefined
  /** For `retry`: milliseconds until the next attempt. */
  readonly delayMs?: number | undefined
}

/** A line that InfluxDB rejected while it stored the others of its batch, or that line protocol cannot express. */
export interface RejectedEvent extends LinesEvent {
  readonly type: 'rejected'
  readonly line: string
  readonly reason: string
}

/** All events of a writer. */
export type WriterEvent = BatchEvent | RejectedEvent

/** Callbacks of events. What one throws, or rejects with, is ignored. */
export interface BatchCallbacks {
  /** A batch is stored. */
  onSuccess?: ((event: BatchEvent) => void) | undefined
  /** A batch is given up, or stored only in part. */
  onError?: ((event: BatchEvent) => void) | undefined
  /** A batch will be sent again. */
  onRetry?: ((event: BatchEvent) => void) | undefined
  /** A line was rejected. */
  onRejected?: ((event: RejectedEvent) => void) | undefined
  /** Lines were dropped because the buffer is full. */
  onDrop?: ((event: BatchEvent) => void) | undefined
}

/** The parts of an event that not every event has. */
type EventDetails = Partial<Pick<BatchEvent, 'error' | 'outcome' | 'dropped' | 'delayMs'>>

const FIRST_LINE_CHARACTERS = 200
const MESSAGE_CHARACTERS = 500
const NEWLINE = 10

/** What is enumerable are its own members; the bytes are not. */
class EventOfLines {
  readonly #body: Uint8Array
  readonly type: WriterEvent['type']
  readonly destination: Destination
  readonly lines: number
  readonly bytes: number
  readonly attempt: number
  readonly durationMs: number

  constructor(type: WriterEvent['type'], { route, body, lines, attempt }: Batch, durationMs: number, details: object) {
    this.#body = body
    this.type = type
    this.destination = route.destination
    this.lines = lines
    this.bytes = body.length
    this.attempt = attempt
    this.durationMs = durationMs
    Object.assign(this, details)
  }

  get body(): Uint8Array {
    return this.#body
  }

  get firstLine(): string {
    const end = this.#body.indexOf(NEWLINE)
    // No character has more than four bytes.
    const start = this.#body.subarray(0, Math.min(end === -1 ? this.#body.length : end, FIRST_LINE_CHARACTERS * 4))
    return cut(new TextDecoder().decode(start), FIRST_LINE_CHARACTERS)
  }

  text(): string {
    return new TextDecoder().decode(this.#body)
  }

  toJSON(): object {
    const { type, destination, lines, bytes, attempt, durationMs, error, ...details } = this as EventDetails & this
    const brief = error === undefined ? {} : { error: briefError(error) }
    const firstLine = type === 'rejected' ? {} : { firstLine: this.firstLine }
    return { type, lines, bytes, destination, attempt, durationMs, ...details, ...brief, ...firstLine }
  }

  [inspection](...args: readonly never[]): string {
    return inspectAs(this.type === 'rejected' ? 'RejectedEvent' : 'BatchEvent', this.toJSON(), ...args)
  }
}

/** Returns the event of a batch. */
export function batchEvent(
  type: BatchEvent['type'],
  batch: Batch,
  durationMs: number,
  details: EventDetails = {},
): BatchEvent {
  return new EventOfLines(type, batch, durationMs, details) as BatchEvent
}

/** Returns the event of a batch of one line that is rejected. */
export function rejectedEvent(
  { line, reason }: RejectedLine,
  batch: Batch,
  durationMs: number,
  error: unknown,
): RejectedEvent {
  return new EventOfLines('rejected', batch, durationMs, { line, reason, error }) as unknown as RejectedEvent
}

/** Calls the callback of an event, if there is one; returns whether there is. */
export function callBack(callbacks: BatchCallbacks, event: WriterEvent): boolean {
  const callback = callbackOf(callbacks, event.type) as ((event: WriterEvent) => unknown) | undefined
  if (callback === undefined) return false
  try {
    const returned = callback(event)
    // An async function fits a type that returns nothing.
    if (returned instanceof Promise) returned.catch(() => {})
  } catch {
    // The lines matter more than the bug in a listener, and rethrowing later would end the process.
  }
  return true
}

/** Warns that lines are lost and nothing is listening, on runtimes that have process warnings. */
export function warnUnreportedLoss({ lines, destination, error }: WriterEvent): void {
  const { process } = globalThis as { process?: Partial<WarningProcess> }
  const reason = error instanceof Error ? error.message.replace(/\.$/, '') : 'InfluxDB rejected them'
  process?.emitWarning?.(
    `${lines} ${lines === 1 ? 'line' : 'lines'} for bucket ${destination.bucket} ${lines === 1 ? 'was' : 'were'} lost ` +
      `(${reason}) and nothing is listening. Pass onError, onRejected and onDrop. Shown once.`,
    { type: 'FluxlineWarning', code: 'FLUXLINE_UNHEARD' },
  )
}

/** The part of Node's, Bun's and Deno's `process` used here; other runtimes have none. */
interface WarningProcess {
  emitWarning(message: string, options: { type: string; code: string }): void
}

function callbackOf(callbacks: BatchCallbacks, type: WriterEvent['type']): BatchCallbacks[keyof BatchCallbacks] {
  switch (type) {
    case 'success':
      return callbacks.onSuccess
    case 'error':
      return callbacks.onError
    case 'retry':
      return callbacks.onRetry
    case 'rejected':
      return callbacks.onRejected
    case 'drop':
      return callbacks.onDrop
  }
}

/** An error in a log: enough to know it by, and never the lines that it may quote. */
function briefError(error: unknown): object {
  const { name, code, message, status, retryable } = Object(error) as Record<string, unknown>
  const text = cut(typeof message === 'string' ? message : String(error), MESSAGE_CHARACTERS)
  const members = Object.entries({ name, code, message: text, status, retryable })
  return Object.fromEntries(members.filter(([, value]) => value !== undefined))
}

function cut(text: string, characters: number): string {
  return text.length > characters ? `${text.slice(0, characters - 1)}…` : text
}
