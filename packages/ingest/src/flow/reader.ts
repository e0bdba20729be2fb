import { cancellable } from '@fluxline/internal/cancellable'
import { deferred } from '@fluxline/internal/deferred'
import { onAbort } from '@fluxline/internal/signals'
import { sleep } from '@fluxline/internal/timers'
import type { Observable } from 'rxjs'
import { IngestError } from '../errors.ts'
import type { IngestEvent } from '../events.ts'
import { Listeners } from '../listeners.ts'
import type { ResolvedIngestOptions } from '../options.ts'
import type { Source, SourceMessage } from '../source.ts'
import { zeroCounts } from './counts.ts'
import type { IngestStats } from './counts.ts'
import { InFlight } from './in-flight.ts'
import { Settling } from './settling.ts'
import type { IngestWriter } from './submit.ts'

/** How long everything in flight may wait for its batches to fill while it is full, in milliseconds. */
const STILL_MS = 100

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

  get events(): Observable<IngestEvent> {
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
    const stopWorking = this.#keepWorking()
    try {
      await this.#read()
    } catch (error) {
      this.#fail(error, 'source')
    }
    this.#stop()
    await this.#emptied()
    stopWorking()
    try {
      await this.#source.close?.()
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
    const messages = cancellable(() => this.#source.messages(signal))
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
    const { signal } = this.#stopping
    while (this.#inFlight.isFull && !signal.aborted) {
      const waiting = new AbortController()
      const still = sleep(STILL_MS, waiting.signal, signal)
      const isStill = await Promise.race([this.#inFlight.changed(), still.then(() => true)])
      waiting.abort()
      // All that is in flight may be waiting for a batch that it does not fill.
      if (isStill) this.#flush()
    }
  }

  async #emptied(): Promise<void> {
    while (this.#inFlight.messages > 0) {
      this.#flush()
      const waiting = new AbortController()
      await Promise.race([this.#inFlight.changed(), sleep(STILL_MS, waiting.signal)])
      waiting.abort()
    }
  }

  #flush(): void {
    // What cannot be sent now shows in the receipts.
    Promise.resolve(this.#writer.flush()).catch(() => {})
  }

  /** Tells the source, again and again, which messages are in progress. */
  #keepWorking(): () => void {
    const { workingInterval } = this.#source
    if (workingInterval === undefined) return () => {}
    const timer = setInterval(() => {
      for (const { message } of this.#inFlight) message.working?.()
    }, workingInterval)
    return () => clearInterval(timer)
  }

  #stop(): void {
    if (this.#state === 'running') this.#state = 'draining'
    this.#stopping.abort()
  }

  #leave(): void {
    this.#stop()
    this.#leaving.abort()
  }

  #fail(cause: unknown, action: 'source' | 'writer'): void {
    const { name } = this.#source
    const reason = cause instanceof Error ? cause.message : String(cause)
    this.#failure ??= new IngestError(`Reading ${name} ended, because its ${action} failed: ${reason}`, name, { cause })
    this.#listeners.emit({ type: 'fault', source: name, action, error: cause })
    this.#leave()
  }
}
