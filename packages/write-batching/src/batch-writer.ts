import type { Client } from '@fluxline/core'
import { gatesOf } from '@fluxline/core'
import { LineProtocolEncoder, LineScanner, processClock } from '@fluxline/point'
import type { EncoderOptions, Precision, RecordMapping } from '@fluxline/point'
import { Subject } from 'rxjs'
import type { Observable } from 'rxjs'
import type { WriteClient } from './attempt.ts'
import { createBatch, cutBatch } from './batch.ts'
import type { Batch } from './batch.ts'
import { Delivery } from './delivery.ts'
import type { Surroundings } from './delivery.ts'
import { destinationKey } from './destination.ts'
import type { Destination } from './destination.ts'
import { BatchOptionError, bufferFull, WriterClosedError } from './errors.ts'
import { beforeExit } from './exit.ts'
import { findOpenLine } from './open-line.ts'
import { callBack } from './events.ts'
import type { WriterEvent } from './events.ts'
import { isPiece, textOf } from './input.ts'
import type { BatchInput, Piece } from './input.ts'
import { Ledger } from './ledger.ts'
import type { WriteReport, WriterStats } from './ledger.ts'
import { resolveBatchOptions } from './options.ts'
import type { BatchOptions, ResolvedBatchOptions } from './options.ts'
import { Reader } from './reader.ts'
import type { WriteTarget } from './reader.ts'
import { OpenReceipt } from './receipt.ts'
import type { Receipt, ReceiptShare } from './receipt.ts'
import { addTimed, refuseUntimed } from './timed.ts'
import { longestTimerMs, untilEnd } from './timer.ts'

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

/** So many destinations may stay open without lines. */
const MAX_IDLE = 64

/** Lines of one destination that wait for their batch to fill. */
interface OpenBatch {
  readonly destination: Destination
  readonly encoder: LineProtocolEncoder
  receipts: ReceiptShare[]
  timer: ReturnType<typeof setTimeout> | undefined
}

/**
 * Gathers lines into batches and writes them in the background, with retries.
 *
 * A line that was accepted is written, or reported: by `onError`, `onRejected` or `onDrop`, in the reports of `flush` and
 * `close`, or handed back by `dispose`. What has no time gets one when it is accepted, so that sending a batch again
 * after its answer was lost makes no second point.
 */
export class BatchWriter implements AsyncDisposable {
  readonly #client: WriteClient
  readonly #options: ResolvedBatchOptions
  readonly #ledger: Ledger
  readonly #delivery: Delivery
  readonly #events = new Subject<WriterEvent>()
  readonly #open = new Map<string, OpenBatch>()
  readonly #pending = new Set<Promise<void>>()
  readonly #reader: Reader
  readonly #random: () => number
  #stopListening = (): void => {}
  #default: OpenBatch | undefined
  #latest: OpenBatch | undefined
  #room: { promise: Promise<void>; resolve: () => void } | undefined
  #state: 'open' | 'closing' | 'closed' = 'open'
  #closing: Promise<WriteReport> | undefined

  constructor(
    client: WriteClient,
    options: ResolvedBatchOptions,
    surroundings: Surroundings = { now: () => performance.now(), random: Math.random },
  ) {
    this.#client = client
    this.#options = options
    this.#random = surroundings.random
    this.#ledger = new Ledger(options.maxRejected)
    this.#delivery = new Delivery({
      client,
      options,
      ledger: this.#ledger,
      gates: gatesOf(client),
      emit: (event) => this.#emit(event),
      surroundings,
    })
    this.#reader = new Reader({
      take: (piece, intake) => this.#acceptOne(piece, intake.target, intake.receipt, intake.canWait),
      refuse: (piece, { message }, { target, receipt }) =>
        this.#refuse(this.#openBatch(target ?? {}).destination, textOf(piece), message, receipt),
      lineOptions: (target) => this.#lineOptions(target),
      mapping: (target) => this.#mappingOf(target),
    })
    if (options.closeOnExit) this.#stopListening = beforeExit(() => this.close())
  }

  /** Whatever happens to batches, as it happens; completes when the writer is closed. */
  get events(): Observable<WriterEvent> {
    return this.#events.asObservable()
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
   * asked to wait: what it gives while the buffer is full is dropped, and reported.
   * @returns nothing, or while the buffer is full or the input is still being read, a promise to wait for; that of an
   * observable also resolves when the writer is closed
   * @throws WriterClosedError after `close`; BufferFullError where `overflow` is `'throw'`; LineProtocolError on a single
   * point that line protocol cannot say, which is not accepted
   */
  write(input: BatchInput, target?: WriteTarget): void | Promise<void> {
    this.#assertOpen()
    if (isPiece(input)) return this.#acceptOne(input, target, undefined, true)
    return this.#reader.read(input, { target, receipt: undefined, canWait: true, isOneOfMany: false })
  }

  /** Accepts lines as `write` does, and tells what becomes of exactly these. @throws as `write` */
  submit(input: BatchInput, target?: WriteTarget): Receipt {
    this.#assertOpen()
    const receipt = new OpenReceipt()
    const reading = this.#reader.read(input, { target, receipt, canWait: true, isOneOfMany: false })
    if (reading) {
      reading.then(
        () => receipt.complete(),
        (error: unknown) => receipt.complete(error),
      )
    } else receipt.complete()
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
    this.#cutAll()
    this.#state = 'closed'
    this.#reader.leaveObservables()
    this.#stopListening()
    const unsent = this.#delivery.dispose(reason)
    this.#makeRoom()
    this.#events.complete()
    return unsent
  }

  /** Sends what is open, again once all is read that is waited for, and waits for the end of every batch. */
  async #settle({ deadline, signal }: FlushOptions, read: Promise<void>): Promise<void> {
    const settled = (async () => {
      // What is there goes out now, and makes room for what waits.
      this.#cutAll()
      await read
      this.#cutAll()
      await Promise.all(this.#pending)
    })()
    const deadlineMs = deadline ?? this.#options.maxCloseWait
    await Promise.race([settled, untilEnd(deadlineMs, signal, settled)])
  }

  #cutAll(): void {
    for (const open of this.#open.values()) this.#cut(open)
  }

  /** Accepts a line only to report that it cannot be written. */
  #refuse({ ...destination }: Destination, line: string, reason: string, receipt: OpenReceipt | undefined): void {
    this.#ledger.accept(1, 0)
    this.#ledger.move('open', 'failed', 1, 0)
    this.#ledger.reject({ line, reason })
    receipt?.expect(1)
    receipt?.add('failed', 1, undefined, { line, reason })
    this.#emit({ type: 'rejected', destination, line, reason })
  }

  #acceptOne(
    piece: Piece,
    target: WriteTarget | undefined,
    receipt: OpenReceipt | undefined,
    canWait: boolean,
  ): void | Promise<void> {
    const open = target === undefined ? (this.#default ??= this.#openBatch({})) : this.#openBatch(target)
    const { overflow, maxBufferBytes } = this.#options
    const isFull = this.#ledger.pendingBytes >= maxBufferBytes && !this.#makeSpace()
    if (isFull && (overflow === 'drop-newest' || (overflow === 'wait' && !canWait))) {
      return this.#dropNewest(open, piece, receipt)
    }
    if (typeof piece === 'string' || piece instanceof Uint8Array) this.#appendText(open, piece, receipt)
    else this.#append(open, piece, receipt)
    if (overflow === 'wait' && canWait && this.#ledger.pendingBytes >= maxBufferBytes) return this.#waitForRoom()
  }

  /** Appends lines of text without those that would swallow the lines after them. */
  #appendText(open: OpenBatch, piece: string | Uint8Array, receipt: OpenReceipt | undefined): void {
    if (typeof piece === 'string' && !/["\\]/.test(piece)) return this.#append(open, piece, receipt)
    let rest = typeof piece === 'string' ? new TextEncoder().encode(piece) : piece
    for (let bad = findOpenLine(rest); bad !== undefined; bad = findOpenLine(rest)) {
      this.#append(open, rest.subarray(0, bad.start), receipt)
      const line = new TextDecoder().decode(rest.subarray(bad.start, bad.end)).trim()
      this.#refuse(open.destination, line, 'the line ends within quotes or in a backslash', receipt)
      rest = rest.subarray(bad.end)
    }
    this.#append(open, rest, receipt)
  }

  #append(open: OpenBatch, piece: Piece, receipt: OpenReceipt | undefined): void {
    // A callback may have ended the writer since the input came.
    if (this.#state === 'closed') throw new WriterClosedError('The writer is closed; these lines were not taken.')
    const { encoder } = open
    const before = encoder.lineCount
    const bytes = encoder.byteLength
    const lines = addTimed(encoder, piece)
    if (lines === undefined) return this.#appendUntimed(open.destination, piece, receipt)
    if (lines === 0) return
    this.#ledger.accept(lines, encoder.byteLength - bytes)
    if (receipt) {
      receipt.expect(lines)
      open.receipts.push({ receipt, start: before, end: before + lines })
    }
    const { batchSize, maxBatchBytes, flushInterval, jitterInterval } = this.#options
    if (encoder.lineCount >= batchSize || encoder.byteLength >= maxBatchBytes) this.#cut(open)
    else if (open.timer === undefined && flushInterval > 0) {
      const delayMs = Math.min(flushInterval + this.#random() * jitterInterval, longestTimerMs)
      open.timer = setTimeout(() => this.#cut(open), delayMs)
    }
  }

  /** Times are told apart by nanoseconds alone: what has none goes out in that unit, whatever the others are in. */
  #appendUntimed(destination: Destination, piece: Piece, receipt: OpenReceipt | undefined): void {
    const inNanoseconds = this.#openBatch({ ...destination, precision: 'ns' })
    if (typeof piece !== 'string' && !(piece instanceof Uint8Array)) return this.#append(inNanoseconds, piece, receipt)
    const bytes = typeof piece === 'string' ? new TextEncoder().encode(piece) : piece
    const timed = this.#openBatch(destination)
    for (const scanner = new LineScanner(bytes); scanner.next();) {
      this.#append(scanner.hasTime ? timed : inNanoseconds, bytes.subarray(scanner.start, scanner.end), receipt)
    }
  }

  /** Ends an open batch and sends it on its way. */
  #cut(open: OpenBatch): void {
    clearTimeout(open.timer)
    open.timer = undefined
    const lines = open.encoder.lineCount
    if (lines === 0) return
    const { receipts } = open
    open.receipts = []
    const whole = createBatch(open.destination, ownBytes(open.encoder.take()), lines, receipts)
    for (const batch of cutBatch(whole, this.#options.batchSize, this.#options.maxBatchBytes)) {
      this.#ledger.move('open', 'waiting', batch.lines, batch.body.length)
      const delivered = this.#delivery.deliver(batch).then(() => {
        this.#pending.delete(delivered)
        this.#forgetIdle(open)
        if (this.#ledger.pendingBytes < this.#options.maxBufferBytes) this.#makeRoom()
        else if (this.#pending.size === 0) this.#cutAll()
      })
      this.#pending.add(delivered)
    }
  }

  /** Makes space in a full buffer by the policy; true where there is some. @throws BufferFullError */
  #makeSpace(): boolean {
    const { overflow, maxBufferBytes } = this.#options
    if (overflow === 'throw') throw bufferFull(maxBufferBytes)
    if (overflow !== 'drop-oldest') return false
    while (this.#ledger.pendingBytes >= maxBufferBytes) {
      if (this.#delivery.dropOldest()) continue
      const oldest = [...this.#open.values()].find(({ encoder }) => encoder.lineCount > 0)
      if (!oldest) return false
      this.#cut(oldest)
    }
    return true
  }

  /** Accepts lines only to report them as dropped. */
  #dropNewest(open: OpenBatch, piece: Piece, receipt: OpenReceipt | undefined): void {
    const encoder = new LineProtocolEncoder({
      ...this.#encoderOptions(open.destination.precision),
      clock: processClock,
    })
    const lines = encoder.add(piece)
    if (lines === 0) return
    const body = encoder.take()
    this.#ledger.accept(lines, body.length)
    this.#ledger.move('open', 'dropped', lines, body.length)
    const error = bufferFull(this.#options.maxBufferBytes)
    receipt?.expect(lines)
    receipt?.add('failed', lines, error)
    const { destination } = open
    this.#emit({
      type: 'drop',
      destination,
      body,
      text: () => new TextDecoder().decode(body),
      lines,
      attempt: 0,
      durationMs: 0,
      error,
    })
  }

  #waitForRoom(): Promise<void> {
    // Something must be on its way, or there would never be room again.
    if (this.#pending.size === 0) this.#cutAll()
    if (!this.#room) {
      let resolve!: () => void
      const promise = new Promise<void>((settle) => (resolve = settle))
      this.#room = { promise, resolve }
    }
    return this.#room.promise
  }

  #makeRoom(): void {
    this.#room?.resolve()
    this.#room = undefined
  }

  #openBatch(target: WriteTarget): OpenBatch {
    const bucket = target.bucket ?? this.#options.bucket
    if (!bucket) throw new BatchOptionError('bucket is missing; name it in the options of the writer or of this write')
    const org = target.org ?? this.#options.org ?? this.#client.org
    const precision = target.precision ?? this.#options.precision
    const destination = { bucket, org, precision }
    if (this.#latest && isSame(this.#latest.destination, destination)) return this.#latest
    const key = destinationKey(destination)
    const open = this.#open.get(key) ?? {
      destination,
      encoder: new LineProtocolEncoder(this.#encoderOptions(precision)),
      receipts: [],
      timer: undefined,
    }
    this.#open.set(key, open)
    this.#latest = open
    return open
  }

  /** A writer may see many destinations in its life; those in use keep what their encoders have learnt. */
  #forgetIdle(open: OpenBatch): void {
    if (this.#open.size <= MAX_IDLE || open === this.#default || open.encoder.lineCount > 0) return
    this.#open.delete(destinationKey(open.destination))
    if (open === this.#latest) this.#latest = undefined
  }

  /** Integer times of plain objects are in the unit that was named; nanoseconds, the default, are checked for slips. */
  #mappingOf(target: WriteTarget | undefined): RecordMapping | undefined {
    const precision = target?.precision ?? (this.#options.precision === 'ns' ? undefined : this.#options.precision)
    return precision === undefined ? target?.record : { precision, ...target?.record }
  }

  #encoderOptions(precision: Precision): EncoderOptions {
    return {
      ...this.#lineOptions({ precision }),
      clock: precision === 'ns' ? processClock : refuseUntimed,
      stampText: this.#options.stampText,
      nonFinite: this.#options.nonFinite,
    }
  }

  #lineOptions(target: WriteTarget | undefined): {
    precision: Precision
    defaultTags: Readonly<Record<string, string>>
  } {
    return {
      precision: target?.precision ?? this.#options.precision,
      defaultTags: { ...this.#client.defaultTags, ...this.#options.defaultTags },
    }
  }

  #emit(event: WriterEvent): void {
    callBack(this.#options, event)
    this.#events.next(event)
  }

  #assertOpen(): void {
    if (this.#state === 'open') return
    throw new WriterClosedError(
      'The writer is closed; these lines were not taken. Write before close, or open another writer.',
    )
  }
}

/** Spares a key for each point of a run that goes to one place. */
function isSame(one: Destination, other: Destination): boolean {
  return one.bucket === other.bucket && one.org === other.org && one.precision === other.precision
}

/** Bytes that wait do not keep a much larger block in memory. */
function ownBytes(bytes: Uint8Array): Uint8Array {
  return bytes.length < bytes.buffer.byteLength / 2 ? bytes.slice() : bytes
}
