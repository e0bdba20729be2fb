import type { Client } from '@fluxline/core'
import { rateLimitsOf } from '@fluxline/core/rate-limits'
import { Subject } from 'rxjs'
import type { Observable } from 'rxjs'
import type { WriteClient } from './delivery/send-batch.ts'
import type { Batch } from './accounting/batch.ts'
import { Delivery } from './delivery/delivery.ts'
import type { Surroundings } from './delivery/delivery.ts'
import type { Destination } from './accounting/destination.ts'
import { WriterClosedError } from './errors.ts'
import { beforeExit } from './close-on-exit.ts'
import { callBack, isHeard } from './events.ts'
import type { WriterEvent } from './events.ts'
import { isPiece } from './intake/input-types.ts'
import type { BatchInput } from './intake/input-types.ts'
import { Ledger } from './accounting/ledger.ts'
import type { WriteReport, WriterStats } from './accounting/ledger.ts'
import { LineBuffer } from './intake/batch-buffer.ts'
import { OpenBatches } from './intake/encoder-pool.ts'
import { resolveBatchOptions } from './options.ts'
import type { BatchOptions, ResolvedBatchOptions } from './options.ts'
import { Reader } from './intake/input-reader.ts'
import type { WriteTarget } from './intake/input-reader.ts'
import { OpenReceipt } from './accounting/receipt.ts'
import type { Receipt } from './accounting/receipt.ts'
import { untilEnd } from './delivery/sleep.ts'
import { isLoss, warnUnheard } from './unheard.ts'

/** Lines that were handed back. */
export interface UnsentBatch {
  readonly destination: Destination
  /** Whole lines, each with its newline. They have times, so that writing them again makes no second point. */
  readonly body: Uint8Array
  readonly lines: number
}

/** How long to wait. */
export interface FlushOptions {
  /** Milliseconds. @defaultValue the writer's `maxCloseWait` */
  readonly deadline?: number | undefined
  /** Ends the waiting; the report then says what is not known yet. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Opens a background writer.
 *
 * @throws BatchOptionError where an option cannot be right
 */
export function createBatchWriter(client: Client, options: BatchOptions = {}): BatchWriter {
  return new BatchWriter(client, resolveBatchOptions(options))
}

/**
 * Gathers lines into batches and writes them in the background, with retries.
 *
 * A line that was accepted is written, or reported: by `onError`, `onRejected` or `onDrop`, in the reports of `flush` and
 * `close`, or handed back by `dispose`. What has no time gets one when it is accepted, so that sending a batch again
 * after its answer was lost makes no second point.
 */
export class BatchWriter implements AsyncDisposable {
  readonly #options: ResolvedBatchOptions
  readonly #ledger: Ledger
  readonly #delivery: Delivery
  readonly #buffer: LineBuffer
  readonly #reader: Reader
  readonly #events = new Subject<WriterEvent>()
  readonly #stopListening: () => void
  #state: 'open' | 'closing' | 'closed' = 'open'
  #closing: Promise<WriteReport> | undefined
  /** By receipts; or it has been warned that nobody does. */
  #isListenedTo = false

  constructor(
    client: WriteClient,
    options: ResolvedBatchOptions,
    surroundings: Surroundings = { now: () => performance.now(), random: Math.random },
  ) {
    const emit = (event: WriterEvent): boolean => this.#emit(event)
    const ledger = new Ledger(options.maxRejected)
    const delivery = new Delivery({ client, options, ledger, gates: rateLimitsOf(client), emit, surroundings })
    const open = new OpenBatches(client, options)
    const buffer = new LineBuffer({ options, ledger, delivery, open, emit, random: surroundings.random })
    this.#options = options
    this.#ledger = ledger
    this.#delivery = delivery
    this.#buffer = buffer
    this.#reader = new Reader({
      take: (piece, { target, receipt, canWait }) => buffer.take(piece, target, receipt, canWait),
      room: () => buffer.room(),
      refuse: (piece, error, { target, receipt }) => buffer.refuse(piece, error, target, receipt),
      lineOptions: (target) => open.lineOptions(target),
      mapping: (target) => open.mapping(target),
    })
    this.#stopListening = options.closeOnExit ? beforeExit(() => this.close()) : () => {}
  }

  /**
   * Whatever happens to batches, as it happens; completes when the writer is closed. As everywhere in rxjs, a subscriber
   * that throws is an uncaught error of the process; a callback of the options that throws stops nothing.
   */
  get events(): Observable<WriterEvent> {
    return this.#events.asObservable()
  }

  /** Whether it has ended: by `close` or `dispose`. */
  get closed(): boolean {
    return this.#state === 'closed'
  }

  /** How much is where, now. */
  get stats(): WriterStats {
    return this.#ledger.stats
  }

  /**
   * Accepts lines: text, bytes, points, schema records, plain objects, and iterables, streams and observables of these.
   *
   * A piece of an iterable, a stream or an observable that line protocol cannot say is reported as a line that InfluxDB
   * refuses is, and the others are accepted. So are lines of text whose quote never closes. An observable cannot be
   * asked to wait: what it gives while the buffer is full is dropped, and reported. So is what those write who do not
   * wait for the promise, once they have filled the buffer by another 32 MiB, or a thousand arrays wait for room.
   * @returns nothing, or while the buffer is full or the input is still being read, a promise to wait for; that of an
   * observable also resolves when the writer is closed
   * @throws WriterClosedError after `close`; BufferFullError where `overflow` is `'throw'`; LineProtocolError on a single
   * point that line protocol cannot say, which is not accepted
   */
  write(input: BatchInput, target?: WriteTarget): void | Promise<void> {
    this.#assertOpen()
    if (isPiece(input)) return this.#buffer.take(input, target, undefined, true)
    return this.#reader.read(input, { target, receipt: undefined, canWait: true, isOneOfMany: false })
  }

  /**
   * Accepts lines as `write` does, and tells what becomes of exactly these.
   *
   * @throws as `write`, where nothing was accepted; otherwise the receipt tells the error
   */
  submit(input: BatchInput, target?: WriteTarget): Receipt {
    this.#assertOpen()
    this.#isListenedTo = true
    const receipt = new OpenReceipt()
    const complete = (error?: unknown): void => receipt.complete(error)
    try {
      const reading = this.#reader.read(input, { target, receipt, canWait: true, isOneOfMany: false })
      if (reading) reading.then(() => complete(), complete)
      else complete()
    } catch (error) {
      // Of what was accepted before, it tells all the same.
      if (receipt.lines === 0) throw error
      complete(error)
    }
    return receipt
  }

  /**
   * Sends what is buffered, and waits for all that was accepted until now: buffered, under way and waiting for a retry.
   *
   * Streams and observables that are still being read go on; what they gave so far is waited for.
   * @returns the counts since the writer was opened; what the deadline came before is `unsent`, and is still being tried
   */
  async flush(options: FlushOptions = {}): Promise<WriteReport> {
    await this.#settle(options, this.#reader.iterablesRead())
    return this.#ledger.report()
  }

  /**
   * Flushes and ends the writer. Observables are left at once, streams and iterables are read to their ends. What is not
   * written when `maxCloseWait` is over is given up: counted as `unsent`, and handed to `onError`.
   */
  close(options: FlushOptions = {}): Promise<WriteReport> {
    this.#closing ??= this.#close(options)
    return this.#closing
  }

  /** Ends the writer at once, and hands back the lines whose end is not known. */
  dispose(): UnsentBatch[] {
    return this.#end().map(({ destination, body, lines }) => ({ destination, body, lines }))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  async #close(options: FlushOptions): Promise<WriteReport> {
    if (this.#state === 'open') this.#state = 'closing'
    this.#reader.leaveObservables()
    await this.#settle(options, this.#reader.allRead())
    if (this.#state !== 'closed')
      this.#end(new WriterClosedError('The writer was closed before these lines were written.'))
    return this.#ledger.report()
  }

  #end(reason?: Error): Batch[] {
    this.#buffer.end()
    this.#state = 'closed'
    this.#reader.leaveObservables()
    this.#stopListening()
    const unsent = this.#delivery.dispose(reason)
    this.#buffer.release()
    this.#events.complete()
    return unsent
  }

  /** Sends what is open, again once all is read that is waited for, and waits for the end of every batch. */
  async #settle({ deadline, signal }: FlushOptions, read: Promise<void>): Promise<void> {
    const settled = (async () => {
      // What is there goes out now, and makes room for what waits.
      this.#buffer.cutAll()
      await read
      this.#buffer.cutAll()
      await this.#buffer.delivered()
    })()
    const deadlineMs = deadline ?? this.#options.maxCloseWait
    await Promise.race([settled, untilEnd(deadlineMs, signal, settled)])
  }

  /** Gives whether anybody was told. */
  #emit(event: WriterEvent): boolean {
    callBack(this.#options, event)
    const isTold = this.#events.observed || isHeard(this.#options, event)
    this.#events.next(event)
    if (!isTold && !this.#isListenedTo && isLoss(event)) {
      this.#isListenedTo = true
      warnUnheard(event)
    }
    return isTold
  }

  #assertOpen(): void {
    if (this.#state === 'open') return
    throw new WriterClosedError(
      'The writer is closed; these lines were not taken. Write before close, or open another writer.',
    )
  }
}
