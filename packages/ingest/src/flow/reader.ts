import { cancellable } from '@fluxline/internal/cancellable'
import { deferred } from '@fluxline/internal/deferred'
import type { EventObservable } from '@fluxline/internal/event-subject'
import { onAbort } from '@fluxline/internal/signals'
import { textOfThrown } from '@fluxline/internal/text-of-thrown'
import { sleep } from '@fluxline/internal/timers'
import { IngestError } from '../errors.ts'
import type { IngestEvent } from '../events.ts'
import { Listeners } from '../listeners.ts'
import type { ResolvedIngestOptions } from '../options.ts'
import type { Source, SourceMessage } from '../source.ts'
import { zeroCounts } from './counts.ts'
import type { IngestStats } from './counts.ts'
import { InFlight } from './in-flight.ts'
import { inTime } from './in-time.ts'
import { Settling } from './settling.ts'
import type { IngestWriter } from './submit.ts'

/** How long everything may stand still before the writer sends what does not fill its batches, in milliseconds. */
const TICK_MS = 100
/** How long a source may take to close, in milliseconds. */
const CLOSE_MS = 30_000

/** Takes messages from a source while there is space, and ends in order. */
export class Reader {
  readonly #source: Source
  readonly #writer: IngestWriter
  readonly #inFlight: InFlight
  readonly #settling: Settling
  readonly #listeners = new Listeners()
  readonly #counts = zeroCounts()
  /** Aborted when no more messages are to be taken. */
  readonly #stopping = new AbortController()
  /** Aborted when what is in flight is to be given back. */
  readonly #leaving = new AbortController()
  readonly #ended = deferred<IngestStats>()
  readonly #finished: Promise<void>
  #state: IngestStats['state'] = 'running'
  #failure: IngestError | undefined

  constructor(source: Source, writer: IngestWriter, options: ResolvedIngestOptions) {
    this.#source = source
    this.#writer = writer
    this.#inFlight = new InFlight(options.maxInFlightBytes, options.maxInFlightMessages)
    this.#settling = new Settling({
      source,
      writer,
      options,
      inFlight: this.#inFlight,
      counts: this.#counts,
      listeners: this.#listeners,
      leaving: this.#leaving.signal,
      fail: (error) => this.#fail(error, 'writer'),
    })
    const letGo = onAbort(options.signal, () => this.#leave())
    this.#finished = this.#run().finally(letGo)
  }

  get events(): EventObservable<IngestEvent> {
    return this.#listeners.events
  }

  get ended(): Promise<IngestStats> {
    return this.#ended.promise
  }

  get stats(): IngestStats {
    const { messages, bytes } = this.#inFlight
    return { state: this.#state, lag: this.#source.lag, inFlight: { messages, bytes }, ...this.#counts }
  }

  /** Stops taking messages, waits for those that it took, at most so long, and gives back the others. */
  async end(timeoutMs: number): Promise<IngestStats> {
    // This caller gets the error.
    this.#ended.promise.catch(() => {})
    this.#stop()
    const waiting = new AbortController()
    if (timeoutMs === 0) this.#leave()
    else void sleep(timeoutMs, waiting.signal).then(() => (waiting.signal.aborted ? undefined : this.#leave()))
    await this.#finished
    waiting.abort()
    return this.#ended.promise
  }

  async #run(): Promise<void> {
    const stopMoving = this.#keepMoving()
    try {
      await this.#read()
    } catch (error) {
      this.#fail(error, 'source')
    }
    this.#stop()
    await this.#emptied()
    stopMoving()
    try {
      const closed = this.#source.close?.()
      if (closed) await inTime(closed, CLOSE_MS, AbortSignal.abort())
    } catch (error) {
      this.#fail(error, 'source')
    }
    this.#state = 'ended'
    this.#listeners.end()
    if (this.#failure) this.#ended.reject(this.#failure)
    else this.#ended.resolve(this.stats)
  }

  async #read(): Promise<void> {
    const { signal } = this.#stopping
    const messages = cancellable(() => this.#source.messages(signal, (error) => this.#tellFault(error, 'source')))
    const leave = onAbort(signal, () => void messages.return!())
    try {
      for await (const message of messages) {
        await this.#space()
        if (signal.aborted) {
          await this.#settling.release(message)
          return
        }
        await this.#take(message)
      }
    } finally {
      leave()
    }
  }

  #take(message: SourceMessage): Promise<void> | undefined {
    this.#counts.received++
    if (message.redelivered) this.#counts.redelivered++
    return this.#settling.take(this.#inFlight.add(message))
  }

  /** Waits until another message may be taken, or none is to be taken any more. */
  async #space(): Promise<void> {
    while (this.#inFlight.isFull && !this.#stopping.signal.aborted) await this.#inFlight.changed()
  }

  async #emptied(): Promise<void> {
    this.#flush()
    while (this.#inFlight.messages > 0) await this.#inFlight.changed()
  }

  #flush(): void {
    // What cannot be sent now shows in the receipts.
    Promise.resolve(this.#writer.flush()).catch(() => {})
  }

  /** Now and then tells the source which messages are in progress, and sends batches that nothing fills. */
  #keepMoving(): () => void {
    let moves = 0
    let sinceWorkingMs = 0
    const timer = setInterval(() => {
      const { received, stored, poisoned, released } = this.#counts
      const now = received + stored + poisoned + released
      if (now === moves && this.#isWaiting()) this.#flush()
      moves = now
      sinceWorkingMs += TICK_MS
      if (sinceWorkingMs < (this.#source.workingInterval ?? Infinity)) return
      sinceWorkingMs = 0
      for (const { message } of this.#inFlight) message.working?.()
    }, TICK_MS)
    return () => clearInterval(timer)
  }

  /** Whether what is in flight waits for a batch to fill, and no message comes before it does. */
  #isWaiting(): boolean {
    if (this.#inFlight.messages === 0) return false
    // A log that has more and gives none waits for acknowledgements.
    return this.#inFlight.isFull || this.#state !== 'running' || (this.#source.lag ?? 0) > 0
  }

  #stop(): void {
    if (this.#state === 'running') this.#state = 'draining'
    this.#stopping.abort()
    this.#inFlight.wake()
  }

  #leave(): void {
    this.#stop()
    this.#leaving.abort()
  }

  #fail(cause: unknown, action: 'source' | 'writer'): void {
    const { name } = this.#source
    const reason = textOfThrown(cause)
    this.#failure ??= new IngestError(`Reading ${name} ended, because its ${action} failed: ${reason}`, name, { cause })
    this.#tellFault(cause, action)
    this.#leave()
  }

  #tellFault(error: unknown, action: 'source' | 'writer'): void {
    if (!this.#listeners.hear('fault')) return
    this.#listeners.emit({ type: 'fault', source: this.#source.name, action, error })
  }
}
