import { onAbort } from '@fluxline/internal/signals'
import { sleep } from '@fluxline/internal/timers'
import type { PoisonError } from '../errors.ts'
import type { FaultEvent, IngestEvent } from '../events.ts'
import type { Listeners } from '../listeners.ts'
import type { ResolvedIngestOptions } from '../options.ts'
import type { Source, SourceMessage } from '../source.ts'
import type { StampedPieces } from '../stamp/stamp-pieces.ts'
import { backoffMs } from './backoff.ts'
import type { Counts } from './counts.ts'
import type { Held, InFlight } from './in-flight.ts'
import { inTime } from './in-time.ts'
import { hasOwnTarget, readMessage } from './read-message.ts'
import { poisonOf, submitParts } from './submit.ts'
import type { IngestWriter } from './submit.ts'

/** How long an acknowledgement or a release may take after everything is given back, in milliseconds. */
const GRACE_MS = 5000

/** What messages are settled with. */
interface SettlingParts {
  readonly source: Source
  readonly writer: IngestWriter
  readonly options: ResolvedIngestOptions
  readonly inFlight: InFlight
  readonly counts: Counts
  readonly listeners: Listeners
  /** Aborted when what is in flight is to be given back. */
  readonly leaving: AbortSignal
  /** Ends the ingestion: nothing can be written any more. */
  readonly fail: (error: unknown) => void
}

/** Takes each message to its end: stored, kept as a dead letter, or given back to the log. */
export class Settling {
  readonly #parts: SettlingParts
  readonly #isOwnTarget: boolean

  constructor(parts: SettlingParts) {
    this.#parts = parts
    this.#isOwnTarget = hasOwnTarget(parts.options)
  }

  /** Hands a message to the writer. Returns a promise while it is decoded, so that messages are submitted in order. */
  take(held: Held): Promise<void> | undefined {
    try {
      const read = readMessage(held.message, this.#parts.options)
      if (!('then' in read)) {
        void this.#settle(held, read)
        return undefined
      }
      return this.#untilLeft(read).then(
        (pieces) => void (pieces ? this.#settle(held, pieces) : this.#end(held, this.release(held.message))),
        (error: unknown) => void this.#end(held, this.#bury(held, error as PoisonError)),
      )
    } catch (error) {
      void this.#end(held, this.#bury(held, error as PoisonError))
      return undefined
    }
  }

  /** Gives a message back to the log. */
  async release(message: SourceMessage): Promise<void> {
    this.#parts.counts.released++
    await this.#attempt('release', () => message.release?.())
  }

  #settle(held: Held, pieces: StampedPieces): Promise<void> {
    const { inFlight } = this.#parts
    inFlight.grow(
      held,
      pieces.parts.reduce((sum, { bytes }) => sum + bytes, 0),
    )
    return this.#end(held, this.#store(held, pieces))
  }

  /** Lets a message go when it is settled. */
  async #end(held: Held, settled: Promise<void>): Promise<void> {
    try {
      await settled
    } finally {
      this.#parts.inFlight.remove(held)
    }
  }

  /** Writes a message until it is stored, poison, or to be given back. Never rejects. */
  async #store(held: Held, { parts, rejected }: StampedPieces): Promise<void> {
    const { writer, leaving, counts, fail } = this.#parts
    for (;;) {
      held.attempt++
      const result = await this.#untilLeft(submitParts(writer, parts, this.#isOwnTarget))
      switch (result?.kind) {
        case 'stored':
          if (rejected.length > 0) return this.#bury(held, poisonOf(rejected))
          return this.#acknowledge(held, result.lines)
        case 'poison':
          return this.#bury(
            held,
            rejected.length > 0 ? poisonOf([...rejected, ...result.error.rejected]) : result.error,
          )
        case 'fatal':
          fail(result.error)
          return this.release(held.message)
        case 'retry': {
          const delayMs = backoffMs(held.attempt)
          const { error } = result
          if (!leaving.aborted) this.#tell('retry', () => ({ type: 'retry', ...this.#about(held), delayMs, error }))
          await sleep(delayMs, leaving)
        }
      }
      if (leaving.aborted) return this.release(held.message)
      counts.retried++
    }
  }

  /** Waits for something, but no longer than until everything is given back: then it is `undefined`. */
  #untilLeft<Value>(promise: Promise<Value>): Promise<Value | undefined> {
    const { leaving } = this.#parts
    if (leaving.aborted) {
      promise.catch(() => {})
      return Promise.resolve(undefined)
    }
    return new Promise((resolve, reject) => {
      const letGo = onAbort(leaving, () => resolve(undefined))
      promise.then(resolve, reject).finally(letGo)
    })
  }

  async #acknowledge(held: Held, lines: number): Promise<void> {
    const { counts } = this.#parts
    await this.#attempt('ack', () => held.message.ack())
    counts.stored++
    counts.storedLines += lines
    this.#tell('stored', () => ({ type: 'stored', ...this.#about(held), lines }))
  }

  /** Keeps a message elsewhere, until that succeeds, and acknowledges it. */
  async #bury(held: Held, error: PoisonError): Promise<void> {
    const { leaving, counts } = this.#parts
    this.#tell('poison', () => ({ type: 'poison', ...this.#about(held), error }))
    for (let failures = 1; !(await this.#keep(held.message, error)); failures++) {
      await sleep(backoffMs(failures), leaving)
      if (leaving.aborted) return this.release(held.message)
    }
    await this.#attempt('ack', () => held.message.ack())
    counts.poisoned++
  }

  /** Returns whether a message is kept elsewhere, or has no such place. */
  #keep(message: SourceMessage, error: PoisonError): Promise<boolean> {
    const { source, options, listeners } = this.#parts
    const { onPoison } = options
    if (onPoison) return this.#attemptUntilLeft('onPoison', async () => onPoison(message, error))
    const { deadLetter } = source
    if (deadLetter) return this.#attemptUntilLeft('dead letter', () => deadLetter(message, error.message))
    listeners.warnUnheard(source.name, error)
    return Promise.resolve(true)
  }

  async #attemptUntilLeft(action: FaultEvent['action'], call: () => Promise<void>): Promise<boolean> {
    return (await this.#untilLeft(this.#attempt(action, call))) ?? false
  }

  /** Returns whether a call succeeded; tells its error if not. */
  async #attempt(action: FaultEvent['action'], call: () => Promise<void> | void | undefined): Promise<boolean> {
    try {
      const called = call()
      if (called) await inTime(called, GRACE_MS, this.#parts.leaving)
      return true
    } catch (error) {
      this.#tell('fault', () => ({ type: 'fault', source: this.#parts.source.name, action, error }))
      return false
    }
  }

  #about({ message, attempt }: Held): {
    source: string
    subject: string
    partition: number
    sequence: bigint
    bytes: number
    attempt: number
  } {
    const { subject, partition, sequence, data } = message
    return { source: this.#parts.source.name, subject, partition, sequence, bytes: data.length, attempt }
  }

  #tell(type: IngestEvent['type'], event: () => IngestEvent): void {
    const { listeners } = this.#parts
    if (listeners.hear(type)) listeners.emit(event())
  }
}
