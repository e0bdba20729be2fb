import { decodeText } from '@fluxline/internal/decode-text'
import { inspectAs, inspection } from '@fluxline/internal/inspect'
import { textOfThrown } from '@fluxline/internal/text-of-thrown'
import type { Batch } from './accounting/batch.ts'
import type { Destination } from './accounting/destination.ts'
import type { SpoolNotice } from './spool/store.ts'

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
   * (`unknown`), or nothing was sent (`unsent`): the server was not reached, or the writer was closed before.
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

/** Something that happened to the writer's spool. */
export interface SpoolEvent extends SpoolNotice {
  readonly type: 'spool'
}

/** An event of lines. */
export type LinesWriterEvent = BatchEvent | RejectedEvent

/** All events of a writer. */
export type WriterEvent = BatchEvent | RejectedEvent | SpoolEvent

/** Callbacks of events. If one throws or rejects, the writer goes on, and one process warning names the callback. */
export interface BatchCallbacks {
  /** A batch is stored. */
  onSuccess?: ((event: BatchEvent) => void) | undefined
  /** A batch is given up, or stored only in part. */
  onError?: ((event: BatchEvent) => void) | undefined
  /** A batch will be sent again, unless it returns false: then the batch is given up, and `onError` is called. */
  onRetry?: ((event: BatchEvent) => unknown) | undefined
  /** A line was rejected. */
  onRejected?: ((event: RejectedEvent) => void) | undefined
  /** Lines were dropped because the buffer or the spool is full. */
  onDrop?: ((event: BatchEvent) => void) | undefined
  /** Something happened to the spool: it is full, it was drained, damage was found. */
  onSpool?: ((event: SpoolEvent) => void) | undefined
}

/** The members of an event that not every event has. */
export type EventDetails = Partial<
  Pick<BatchEvent, 'error' | 'outcome' | 'dropped' | 'delayMs'> & Pick<RejectedEvent, 'line' | 'reason'>
>

/** Reports what happened to a batch; returns whether someone got the event. */
export type Emit = (type: LinesWriterEvent['type'], batch: Batch, details?: EventDetails) => boolean

/** The callback of each event. */
export const callbackNames: Readonly<Record<WriterEvent['type'], keyof BatchCallbacks>> = {
  success: 'onSuccess',
  error: 'onError',
  retry: 'onRetry',
  rejected: 'onRejected',
  drop: 'onDrop',
  spool: 'onSpool',
}

const FIRST_LINE_CHARACTERS = 200
const MESSAGE_CHARACTERS = 500
const NEWLINE = 10

/** An event. Its enumerable members are its own; those of the prototype are not. */
class EventOfLines {
  readonly #body: Uint8Array
  readonly type: LinesWriterEvent['type']
  readonly destination: Destination
  readonly lines: number
  readonly bytes: number
  readonly attempt: number
  readonly durationMs: number

  constructor(type: LinesWriterEvent['type'], batch: Batch, nowMs: number, details: EventDetails | undefined) {
    const { route, body, lines, attempt, startedAt } = batch
    this.#body = body
    this.type = type
    this.destination = route.destination
    this.lines = lines
    this.bytes = body.length
    this.attempt = attempt
    this.durationMs = startedAt === undefined ? 0 : nowMs - startedAt
    Object.assign(this, details)
  }

  get body(): Uint8Array {
    return this.#body
  }

  get firstLine(): string {
    const end = this.#body.indexOf(NEWLINE)
    // No character has more than four bytes.
    const start = this.#body.subarray(0, Math.min(end === -1 ? this.#body.length : end, FIRST_LINE_CHARACTERS * 4))
    return cut(decodeText(start), FIRST_LINE_CHARACTERS)
  }

  text(): string {
    return decodeText(this.#body)
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
export function createEvent(
  type: LinesWriterEvent['type'],
  batch: Batch,
  nowMs: number,
  details: EventDetails | undefined,
): LinesWriterEvent {
  return new EventOfLines(type, batch, nowMs, details) as unknown as LinesWriterEvent
}

/** Warns that a callback threw or rejected. */
export function warnFaultyCallback(name: keyof BatchCallbacks, error: unknown): void {
  const kind = error instanceof Error ? `${textOfThrown(error.name)}: ` : ''
  const reason = cut(kind + textOfThrown(error), MESSAGE_CHARACTERS)
  emitWarning(`${name} threw (${reason}). The writer goes on. Shown once for each callback.`, 'FLUXLINE_CALLBACK')
}

const warned = Symbol.for('fluxline.warned.FLUXLINE_UNHEARD')

/**
 * Warns that lines are lost and nothing is listening, on runtimes that have process warnings. Once for each client, also if
 * its writers are of several copies of this package.
 *
 * @returns a promise that resolves when the process has shown the warning
 */
export function warnUnreportedLoss(
  { lines, destination, error }: LinesWriterEvent,
  client: { readonly closing?: AbortSignal | undefined },
): Promise<void> {
  const global = globalThis as { [warned]?: WeakSet<object> }
  const clients = (global[warned] ??= new WeakSet())
  const identity = client.closing ?? client
  if (clients.has(identity)) return Promise.resolve()
  clients.add(identity)
  const reason = error instanceof Error ? error.message.replace(/\.$/, '') : 'InfluxDB rejected them'
  const whatWasLost = lines === 1 ? '1 line for bucket' : `${lines} lines for bucket`
  emitWarning(
    `${whatWasLost} ${destination.bucket} ${lines === 1 ? 'was' : 'were'} lost (${reason}) and nothing is listening. ` +
      'Pass onError, onRejected and onDrop. Shown once.',
    'FLUXLINE_UNHEARD',
  )
  return nextTask()
}

/** Emits a process warning, on runtimes that have them. */
function emitWarning(message: string, code: string): void {
  const { process } = globalThis as { process?: Partial<WarningProcess> }
  process?.emitWarning?.(message, { type: 'FluxlineWarning', code })
}

/** The part of Node's, Bun's and Deno's `process` used here; other runtimes have none. */
interface WarningProcess {
  emitWarning(message: string, options: { type: string; code: string }): void
}

/** Resolves when what is scheduled now is done, under the fake timers of tests too. Processes show warnings in a later tick. */
function nextTask(): Promise<void> {
  if (typeof MessageChannel !== 'function') return Promise.resolve()
  const { port1, port2 } = new MessageChannel()
  return new Promise((resolve) => {
    port1.addEventListener('message', () => {
      port1.close()
      resolve()
    })
    port1.start()
    port2.postMessage(undefined)
  })
}

/** An error in a log: enough to know it by, and never the lines that it may quote. */
function briefError(error: unknown): object {
  const { name, code, message, status, retryable } = Object(error) as Record<string, unknown>
  const text = cut(typeof message === 'string' ? message : textOfThrown(error), MESSAGE_CHARACTERS)
  const members = Object.entries({ name, code, message: text, status, retryable })
  return Object.fromEntries(members.filter(([, value]) => value !== undefined))
}

function cut(text: string, characters: number): string {
  return text.length > characters ? `${text.slice(0, characters - 1)}…` : text
}
