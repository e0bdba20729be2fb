import { rateLimitsOf } from '@fluxline/core/rate-limits'
import { callerOf } from '@fluxline/internal/caller'
import { ClosedError } from '@fluxline/internal/errors'
import type { EventObservable } from '@fluxline/internal/event-subject'
import { inspectAs, inspection } from '@fluxline/internal/inspect'
import type { ExactPoint, PointShape, RecordMapping } from '@fluxline/point'
import type { Batch, UnsentBatch } from './accounting/batch.ts'
import { BufferShares } from './accounting/buffer-shares.ts'
import { Ledger } from './accounting/ledger.ts'
import type { WriteReport, WriterStats } from './accounting/ledger.ts'
import { PendingReceipt } from './accounting/receipt.ts'
import type { Receipt } from './accounting/receipt.ts'
import { TrackedBatches } from './accounting/tracked-batches.ts'
import type { Refused } from './accounting/tracked-batches.ts'
import { resolveFlushOptions } from './flush-options.ts'
import type { FlushOptions, ResolvedFlushOptions } from './flush-options.ts'
import { attachmentOf } from './spool/attachment.ts'
import type { Spooling } from './spool/spooling.ts'
import { closedError, processEnded } from './errors.ts'
import { Delivery } from './delivery/delivery.ts'
import { checkClient } from './delivery/send-batch.ts'
import type { WriteClient } from './delivery/send-batch.ts'
import { waitAtMost } from './delivery/sleep.ts'
import type { WriterEvent } from './events.ts'
import { watchExit } from './exit/exit-hooks.ts'
import type { ClosingWriter } from './exit/signals.ts'
import { BatchBuffer, isPiece } from './intake/batch-buffer.ts'
import { EncoderPool } from './intake/encoder-pool.ts'
import { InputReader, single } from './intake/input-reader.ts'
import type { AnyInput, BatchInput, ExactInput, InputShape } from './intake/input-types.ts'
import { checkTarget } from './intake/write-target.ts'
import type { WriteTarget } from './intake/write-target.ts'
import { Listeners } from './listeners.ts'
import { resolveBatchOptions } from './options.ts'
import type { BatchOptions, ClockAndRandom, ResolvedBatchOptions } from './options.ts'

const clockAndRandom: ClockAndRandom = { now: () => performance.now(), random: Math.random }

/**
 * Creates a background writer.
 *
 * @throws OptionError if an option is unknown or has a wrong value
 */
export function createBatchWriter(client: WriteClient, options: BatchOptions = {}): BatchWriter {
  return new BatchWriter(client, options)
}

/**
 * Collects lines in batches and writes them in the background, with retries.
 *
 * Every accepted line is written, or reported: by `onError`, `onRejected` or `onDrop`, in the reports of `flush` and
 * `close`, or handed back by `abort`. Lines without a timestamp get one on acceptance, so that sending a batch again
 * after its response was lost makes no second point.
 */
export class BatchWriter implements AsyncDisposable {
  static {
    // Not a member: its key has no name in a declaration.
    Object.defineProperty(this.prototype, inspection, { value: inspectWriter })
  }

  readonly #options: ResolvedBatchOptions
  readonly #ledger: Ledger
  readonly #delivery: Delivery
  readonly #buffer: BatchBuffer
  readonly #reader: InputReader
  readonly #listeners: Listeners
  readonly #spooling: Spooling | undefined
  readonly #stopListening: () => void
  #state: 'open' | 'closing' | 'closed' = 'open'
  /** Whether the process is ending: then writes are dropped and reported instead of refused. */
  #isLeft = false
  #closing: Promise<WriteReport> | undefined
  #spoolClosed: Promise<void> | undefined

  /** @internal */
  constructor(client: WriteClient, options: BatchOptions = {}) {
    checkClient('createBatchWriter', client)
    const resolved = resolveBatchOptions('createBatchWriter', options)
    const shares = new BufferShares(resolved.maxBufferBytes)
    const ledger = new Ledger(resolved.maxRejected, shares)
    const refused: Refused = (...refusal) => this.#spooling?.refused(...refusal)
    const tracked = new TrackedBatches(ledger, shares, refused)
    const listeners = new Listeners(resolved, client, clockAndRandom.now)
    const { askForRetry, emit, tellAfter } = listeners
    const shared = { client, options: resolved, ledger, shares, tracked, emit, tellAfter }
    const isSpooled = resolved.spool !== undefined
    const rateLimits = rateLimitsOf(client)
    const caller = callerOf(BatchWriter as never)
    const delivery = new Delivery({ ...shared, caller, askForRetry, rateLimits, clockAndRandom, isSpooled })
    const pool = new EncoderPool(client, resolved)
    this.#options = resolved
    this.#ledger = ledger
    this.#listeners = listeners
    this.#delivery = delivery
    this.#spooling = attachmentOf(resolved.spool)?.attach({
      ...shared,
      notify: listeners.notify,
      shareOf: (destination) => this.#buffer.shareOf(destination),
      deliver: (batch) => this.#buffer.deliver(batch),
      dropBatch: (batch, error) => delivery.drop(batch, error),
      released: () => this.#buffer.releaseWaiting(),
    })
    const { random } = clockAndRandom
    this.#buffer = new BatchBuffer({ ...shared, delivery, pool, spooling: this.#spooling, random })
    this.#reader = new InputReader(this.#buffer, pool)
    this.#stopListening = watchExit(this, this.#spooling ?? ledger, this.#closingWriter())
  }

  /**
   * Events of batches; completes when the writer is closed. `from` of rxjs takes it. A subscriber that throws is an
   * uncaught error of the process, as with rxjs. A callback of the options that throws stops nothing.
   */
  get events(): EventObservable<WriterEvent> {
    return this.#listeners.events
  }

  /** Whether the writer has ended, by `close` or `abort`. */
  get closed(): boolean {
    return this.#state === 'closed'
  }

  /** Snapshot of the writer's counters. */
  get stats(): WriterStats {
    const { stats } = this.#ledger
    return this.#spooling ? { ...stats, spool: this.#spooling.stats } : stats
  }

  /**
   * Accepts lines: text, bytes, points, schema records, objects, and iterables, streams and observables of these.
   *
   * A piece of an iterable, a stream or an observable that line protocol cannot express is reported like a line that
   * InfluxDB rejects, and the others are accepted. The same goes for lines of text whose quote never closes. An observable
   * cannot wait: lines that it emits while the buffer is full are dropped and reported. So are the lines of callers that
   * do not await, once they have filled the buffer by another 32 MiB. Each bucket has a share of the buffer. An array or a
   * set that begins before is accepted whole. Everything in memory counts as it is now: the caller may change or reuse it
   * when `write` returns. A point whose fields are all null or undefined is nothing to write, and is not counted.
   * @returns nothing, or a promise to await while the bucket's share of the buffer is full or the input is being read; that
   * of an observable also resolves when the writer is closed. With a spool always a promise: the lines are on disk then
   * @throws ClosedError after `close`; BufferFullError if `overflow` is `'throw'`; OptionError on a wrong target;
   * LineProtocolError on a single point that line protocol cannot express, which is not accepted; SpoolFullError and
   * SpoolError if the spool's `whenFull` is `'throw'`
   */
  write<Shape extends PointShape>(input: Shape & ExactPoint<Shape>, target?: WriteTarget): void | Promise<void>
  write(input: BatchInput<object>, target: WriteTarget & { readonly record: RecordMapping }): void | Promise<void>
  write<Input extends InputShape>(input: Input & ExactInput<Input>, target?: WriteTarget): void | Promise<void>
  write(input: AnyInput, target?: WriteTarget): void | Promise<void> {
    if (this.#state !== 'open' && !this.#isLeft) throw closedError()
    if (target !== undefined) checkTarget('write', target)
    const reading = isPiece(input)
      ? this.#buffer.accept(input, target, undefined, true)
      : this.#reader.readInput(input, { target, receipt: undefined, ...single })
    return this.#spooling ? this.#spooling.committed(reading) : reading
  }

  /**
   * Like `write`, and returns a receipt for exactly these lines.
   *
   * @throws as `write`, if nothing was accepted; otherwise the receipt has the error
   */
  submit<Shape extends PointShape>(input: Shape & ExactPoint<Shape>, target?: WriteTarget): Receipt
  submit(input: BatchInput<object>, target: WriteTarget & { readonly record: RecordMapping }): Receipt
  submit<Input extends InputShape>(input: Input & ExactInput<Input>, target?: WriteTarget): Receipt
  submit(input: AnyInput, target?: WriteTarget): Receipt {
    if (this.#state !== 'open' && !this.#isLeft) throw closedError()
    if (target !== undefined) checkTarget('submit', target)
    this.#listeners.addReceipt()
    const receipt = new PendingReceipt(this.#options.maxRejected, this.#spooling !== undefined)
    const end = (...thrown: unknown[]): void => receipt.allAccepted(thrown, this.#spooling?.committed())
    try {
      const reading = this.#reader.readInput(input, { target, receipt, ...single })
      if (reading) reading.then(() => end(), end)
      else end()
    } catch (error) {
      // The receipt still follows the lines that were accepted before.
      if (receipt.lines === 0) throw error
      end(error)
    }
    return receipt
  }

  /**
   * Sends what is buffered, and waits for all lines accepted until now: buffered, in flight and waiting for a retry.
   *
   * Streams and observables continue; only the lines that they gave so far are waited for.
   * @returns the counts since the writer was created; lines whose outcome is not known when the time-out passes are
   * `unsent`, and the writer continues with them
   * @throws OptionError if an option is unknown or has a wrong value
   */
  async flush(options: FlushOptions = {}): Promise<WriteReport> {
    await this.#settle(this.#resolve('flush', options), this.#reader.iterablesRead())
    await this.#listeners.warned()
    return this.#report()
  }

  /**
   * Flushes and ends the writer. It unsubscribes from observables at once, and reads streams and iterables to their ends.
   * Lines that are not written when the time is over are given up: counted as `unsent`, and reported to `onError`. With a
   * spool they stay there for the next writer, and are counted as `spooled`.
   *
   * @throws OptionError if an option is unknown or has a wrong value, and the writer stays open
   */
  close(options: FlushOptions = {}): Promise<WriteReport> {
    if (this.#closing === undefined) {
      try {
        this.#closing = this.#close(this.#resolve('close', options))
      } catch (error) {
        return Promise.reject(error)
      }
    }
    return this.#closing
  }

  /**
   * Ends the writer at once, and hands back the lines whose outcome is not known. With a spool they stay there instead,
   * except for those that it could not take.
   */
  abort(): UnsentBatch[] {
    return this.#end().map(({ route, body, lines }) => ({ destination: route.destination, body, lines }))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  async #close(wait: ResolvedFlushOptions): Promise<WriteReport> {
    if (this.#state === 'open') this.#state = 'closing'
    this.#reader.leaveObservables()
    await this.#settle(wait, this.#reader.allRead())
    if (this.#state !== 'closed') {
      this.#end(new ClosedError('The writer was closed before these lines were written.', 'writer'))
    }
    await this.#spoolClosed
    await this.#listeners.warned()
    return this.#report()
  }

  #end(reason?: Error): Batch[] {
    const spooling = this.#spooling
    spooling?.stop()
    this.#buffer.stopAccepting(this.#isLeft ? processEnded() : undefined)
    this.#state = 'closed'
    this.#stopListening()
    const unsent = this.#delivery.abort(reason, (batch) => spooling?.holds(batch) ?? false)
    this.#spoolClosed ??= spooling?.close()
    this.#buffer.release()
    this.#reader.leave(this.#isLeft ? undefined : closedError())
    this.#listeners.end()
    return unsent
  }

  /** Returns what the end of the process needs to know of the writer, if it is to be closed then. */
  #closingWriter(): ClosingWriter | undefined {
    const { closeOnExit: ending } = this.#options
    if (ending === undefined) return undefined
    const held = this.#spooling ?? this.#ledger
    const until = this.#spooling ? 'spooled' : 'stored'
    return {
      timeoutMs: ending.timeout || Infinity,
      isBusy: () => held.pendingLines > 0 || this.#reader.isReading,
      flush: (limitMs) =>
        this.#settle({ limitMs, signal: undefined, retry: 'now', until }, this.#reader.iterablesRead()),
      leave: () => {
        const { hearLosses } = this.#listeners
        this.#isLeft = true
        const left = this.#end(processEnded()).reduce((sum, { lines }) => sum + lines, 0)
        return { left, unheard: hearLosses ? 0 : left }
      },
    }
  }

  /** Sends what is filling, again after everything is read, and waits for the outcome of every batch, or for the spool. */
  async #settle({ limitMs, signal, retry, until }: ResolvedFlushOptions, read: Promise<void>): Promise<void> {
    const spooling = this.#spooling
    const settled = (async () => {
      // What is there goes out now, and makes space for the lines that wait.
      if (until === 'stored') this.#buffer.flushAll()
      if (retry) this.#delivery.retryNow()
      await read
      if (until === 'spooled') return spooling?.spooled()
      this.#buffer.flushAll()
      // What is read back is delivered too.
      await spooling?.readBack()
      await this.#buffer.delivered()
    })()
    await waitAtMost(limitMs, signal, settled)
  }

  #report(): WriteReport {
    const report = this.#ledger.report()
    return this.#spooling?.addTo(report) ?? report
  }

  #resolve(what: 'flush' | 'close', options: FlushOptions): ResolvedFlushOptions {
    return resolveFlushOptions(what, options, this.#options.maxCloseWait, this.#spooling !== undefined)
  }
}

function inspectWriter(this: BatchWriter, ...args: readonly never[]): string {
  return inspectAs(this.constructor.name, { closed: this.closed, stats: this.stats }, ...args)
}
