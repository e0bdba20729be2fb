import type { Client } from '@fluxline/core'
import { hasTime, LineProtocolEncoder, LineScanner, processClock } from '@fluxline/point'
import type { Precision, RecordMapping } from '@fluxline/point'
import { Subject, Subscription } from 'rxjs'
import type { Observable } from 'rxjs'
import { createBatch, cutBatch } from './batch.ts'
import { Delivery } from './delivery.ts'
import type { Surroundings } from './delivery.ts'
import { BatchOptionError, BufferFullError, WriterClosedError } from './errors.ts'
import { callBack } from './events.ts'
import type { Destination, WriterEvent } from './events.ts'
import { gatesOf } from './gates.ts'
import { asyncPiecesOf, isAsyncInput, isObservable, isPiece, piecesOf } from './input.ts'
import type { BatchInput, Piece } from './input.ts'
import { Ledger } from './ledger.ts'
import type { WriteReport, WriterStats } from './ledger.ts'
import { resolveBatchOptions } from './options.ts'
import type { BatchOptions, ResolvedBatchOptions } from './options.ts'
import { OpenReceipt } from './receipt.ts'
import type { Receipt, ReceiptShare } from './receipt.ts'

/** Where the lines of one write go, and how plain objects become points. */
export interface WriteTarget {
  /** @defaultValue the writer's */
  readonly bucket?: string | undefined
  /** @defaultValue the writer's */
  readonly org?: string | undefined
  /** @defaultValue the writer's */
  readonly precision?: Precision | undefined
  /** How plain objects are read. @defaultValue `{ measurement, tags, fields, time }` */
  readonly record?: RecordMapping | undefined
}

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
}

/**
 * Opens a background writer.
 *
 * @throws BatchOptionError where an option cannot be right
 */
export function createBatchWriter(client: Client, options: BatchOptions = {}): BatchWriter {
  return new BatchWriter(client, resolveBatchOptions(options))
}

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
  readonly #client: Client
  readonly #options: ResolvedBatchOptions
  readonly #ledger: Ledger
  readonly #delivery: Delivery
  readonly #events = new Subject<WriterEvent>()
  readonly #open = new Map<string, OpenBatch>()
  readonly #pending = new Set<Promise<void>>()
  /** Iterables and streams that are still being read. */
  readonly #reading = new Set<Promise<void>>()
  readonly #random: () => number
  #default: OpenBatch | undefined
  #room: { promise: Promise<void>; resolve: () => void } | undefined
  #state: 'open' | 'closing' | 'closed' = 'open'
  #closing: Promise<WriteReport> | undefined

  constructor(
    client: Client,
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
   * @returns nothing, or while the buffer is full or the input is still being read, a promise to wait for
   * @throws WriterClosedError after `close`; BufferFullError where `overflow` is `'throw'`; LineProtocolError on what line
   * protocol cannot say, which is not accepted, while what came before it in an iterable is
   */
  write(input: BatchInput, target?: WriteTarget): void | Promise<void> {
    this.#assertOpen()
    return this.#accept(input, target, undefined)
  }

  /** Accepts lines as `write` does, and tells what becomes of exactly these. @throws as `write` */
  submit(input: BatchInput, target?: WriteTarget): Receipt {
    this.#assertOpen()
    const receipt = new OpenReceipt()
    const reading = this.#accept(input, target, receipt)
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
   * @returns the counts since the writer was opened; what the deadline came before is `unsent`, and is still being tried
   */
  async flush(options: FlushOptions = {}): Promise<WriteReport> {
    await this.#settle(options.deadline ?? this.#options.maxCloseWait)
    return this.#ledger.report()
  }

  /**
   * Flushes and ends the writer. What is not written when `maxCloseWait` is over is given up, and counted as `unsent`.
   */
  close(options: FlushOptions = {}): Promise<WriteReport> {
    this.#closing ??= this.#close(options)
    return this.#closing
  }

  /** Ends the writer at once, and hands back the lines whose end is not known. */
  dispose(): UnsentBatch[] {
    for (const open of this.#open.values()) this.#cut(open)
    this.#state = 'closed'
    const unsent = this.#delivery.dispose()
    this.#makeRoom()
    this.#events.complete()
    return unsent.map(({ destination, body, lines }) => ({ destination, body, lines }))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  async #close({ deadline = this.#options.maxCloseWait }: FlushOptions): Promise<WriteReport> {
    if (this.#state === 'open') this.#state = 'closing'
    await this.#settle(deadline)
    if (this.#state !== 'closed') this.dispose()
    return this.#ledger.report()
  }

  async #settle(deadlineMs: number): Promise<void> {
    const settled = (async () => {
      await Promise.allSettled(this.#reading)
      for (const open of this.#open.values()) this.#cut(open)
      await Promise.all(this.#pending)
    })()
    let timer: ReturnType<typeof setTimeout> | undefined
    const deadline = new Promise<void>((resolve) => (timer = setTimeout(resolve, deadlineMs)))
    await Promise.race([settled, deadline])
    clearTimeout(timer)
  }

  #accept(input: BatchInput, target: WriteTarget | undefined, receipt: OpenReceipt | undefined): void | Promise<void> {
    if (isPiece(input)) return this.#acceptOne(input, target, receipt)
    const reading = this.#read(input, target, receipt)
    return reading && this.#track(reading)
  }

  /** A promise that flush and close wait for; whoever wrote gets its error. */
  #track(reading: Promise<void>): Promise<void> {
    const tracked = reading.finally(() => this.#reading.delete(tracked))
    this.#reading.add(tracked)
    tracked.catch(() => {})
    return tracked
  }

  #read(input: BatchInput, target: WriteTarget | undefined, receipt: OpenReceipt | undefined): void | Promise<void> {
    if (isPiece(input)) return this.#acceptOne(input, target, receipt)
    if (isObservable(input)) return this.#readObservable(input, target, receipt)
    if (isAsyncInput(input)) return this.#readAsync(input, target, receipt)
    const pieces = piecesOf(input, target?.record)
    for (let next = pieces.next(); !next.done; next = pieces.next()) {
      const wait = this.#read(next.value, target, receipt)
      if (wait) return this.#readOn(wait, pieces, target, receipt)
    }
  }

  /** Goes on with an iterable that had to wait. */
  async #readOn(
    wait: Promise<void>,
    pieces: Iterator<BatchInput>,
    target: WriteTarget | undefined,
    receipt: OpenReceipt | undefined,
  ): Promise<void> {
    await wait
    for (let next = pieces.next(); !next.done; next = pieces.next()) await this.#read(next.value, target, receipt)
  }

  async #readAsync(
    input: BatchInput,
    target: WriteTarget | undefined,
    receipt: OpenReceipt | undefined,
  ): Promise<void> {
    for await (const piece of asyncPiecesOf(input, this.#lineOptions(target))) await this.#read(piece, target, receipt)
  }

  /** An observable cannot be asked to wait: what it gives is accepted as it comes. */
  #readObservable(
    input: Observable<BatchInput>,
    target: WriteTarget | undefined,
    receipt: OpenReceipt | undefined,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const waits: Promise<void>[] = []
      const subscription = new Subscription()
      const fail = (error: unknown): void => {
        subscription.unsubscribe()
        reject(error)
      }
      const next = (piece: BatchInput): void => {
        try {
          const wait = this.#read(piece, target, receipt)
          if (wait) waits[0] = waits[0] ? Promise.all([waits[0], wait]).then(() => {}) : wait
        } catch (error) {
          fail(error)
        }
      }
      subscription.add(input.subscribe({ next, error: fail, complete: () => resolve(waits[0]) }))
    })
  }

  #acceptOne(piece: Piece, target: WriteTarget | undefined, receipt: OpenReceipt | undefined): void | Promise<void> {
    if (this.#state === 'closed') throw new WriterClosedError('The writer is closed; these lines were not taken.')
    const open = target === undefined ? (this.#default ??= this.#openBatch({})) : this.#openBatch(target)
    const isFull = this.#ledger.pendingBytes >= this.#options.maxBufferBytes && !this.#makeSpace()
    if (isFull && this.#options.overflow === 'drop-newest') return this.#dropNewest(open, piece, receipt)
    this.#append(open, piece, receipt)
    if (isFull || this.#ledger.pendingBytes >= this.#options.maxBufferBytes) return this.#waitForRoom()
  }

  #append(open: OpenBatch, piece: Piece, receipt: OpenReceipt | undefined): void {
    const { encoder, destination } = open
    // Times are told apart by nanoseconds alone: what has none goes out in that unit, whatever the others are in.
    if (destination.precision !== 'ns' && this.#lacksTime(piece))
      return this.#appendUntimed(destination, piece, receipt)
    const before = encoder.lineCount
    const bytes = encoder.byteLength
    const lines = encoder.add(piece)
    if (lines === 0) return
    this.#ledger.accept(lines, encoder.byteLength - bytes)
    if (receipt) {
      receipt.expect(lines)
      open.receipts.push({ receipt, start: before, end: before + lines })
    }
    const { batchSize, maxBatchBytes, flushInterval, jitterInterval } = this.#options
    if (encoder.lineCount >= batchSize || encoder.byteLength >= maxBatchBytes) this.#cut(open)
    else if (open.timer === undefined && flushInterval > 0) {
      open.timer = setTimeout(() => this.#cut(open), flushInterval + this.#random() * jitterInterval)
    }
  }

  #lacksTime(piece: Piece): boolean {
    const isText = typeof piece === 'string' || piece instanceof Uint8Array
    return (!isText || this.#options.stampText) && !hasTime(piece)
  }

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
    const whole = createBatch(open.destination, open.encoder.take(), lines, receipts)
    for (const batch of cutBatch(whole, this.#options.batchSize, this.#options.maxBatchBytes)) {
      this.#ledger.move('open', 'waiting', batch.lines, batch.body.length)
      const delivered = this.#delivery.deliver(batch).then(() => {
        this.#pending.delete(delivered)
        if (this.#ledger.pendingBytes < this.#options.maxBufferBytes) this.#makeRoom()
      })
      this.#pending.add(delivered)
    }
  }

  /** Makes space in a full buffer by the policy; true where there is some. @throws BufferFullError */
  #makeSpace(): boolean {
    const { overflow, maxBufferBytes } = this.#options
    if (overflow === 'throw') {
      throw new BufferFullError(`The buffer holds maxBufferBytes (${maxBufferBytes}); wait for a flush, or raise it.`)
    }
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
    const encoder = new LineProtocolEncoder(this.#encoderOptions(open.destination.precision))
    const lines = encoder.add(piece)
    if (lines === 0) return
    const body = encoder.take()
    this.#ledger.accept(lines, body.length)
    this.#ledger.move('open', 'dropped', lines, body.length)
    receipt?.expect(lines)
    receipt?.add('failed', lines)
    const { destination } = open
    this.#emit({
      type: 'drop',
      destination,
      body,
      text: () => new TextDecoder().decode(body),
      lines,
      attempt: 0,
      durationMs: 0,
    })
  }

  #waitForRoom(): Promise<void> | undefined {
    if (this.#options.overflow !== 'wait') return undefined
    // What fills the buffer must be on its way, or there would never be room again.
    for (const open of this.#open.values()) this.#cut(open)
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
    const key = `${precision}\0${bucket}\0${org ?? ''}`
    const known = this.#open.get(key)
    if (known) return known
    const encoder = new LineProtocolEncoder(this.#encoderOptions(precision))
    const open = { destination: { bucket, org, precision }, encoder, receipts: [], timer: undefined }
    this.#open.set(key, open)
    return open
  }

  #encoderOptions(precision: Precision): ConstructorParameters<typeof LineProtocolEncoder>[0] {
    return {
      ...this.#lineOptions({ precision }),
      clock: processClock,
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
