import { LineScanner } from '@fluxline/internal/line-boundaries'
import { LineProtocolEncoder, LineProtocolError, processClock } from '@fluxline/point'
import type { Precision } from '@fluxline/point'
import { createBatch, cutBatch, ownBytes } from '../accounting/batch.ts'
import type { Delivery } from '../delivery/delivery.ts'
import type { Destination } from '../accounting/destination.ts'
import { bufferFull, WriterClosedError } from '../errors.ts'
import { rejectedEvent } from '../events.ts'
import type { WriterEvent } from '../events.ts'
import { textOf } from './input-types.ts'
import type { BatchInput, Piece } from './input-types.ts'
import type { Ledger } from '../accounting/ledger.ts'
import type { OpenBatch, OpenBatches } from './encoder-pool.ts'
import { findOpenLine } from './open-line.ts'
import type { ResolvedBatchOptions } from '../options.ts'
import type { WriteTarget } from './input-reader.ts'
import type { OpenReceipt } from '../accounting/receipt.ts'
import { Room } from './backpressure.ts'
import { addTimed } from './timed.ts'
import { longestTimerMs } from '../delivery/sleep.ts'

/** Each batch takes memory besides its bytes: so many, however small they are, fill the buffer too. */
const MAX_BATCHES = 16_384
/** What those who do not wait may write into a full buffer. */
const MAX_EXCESS_BYTES = 32 * 1024 * 1024

const OPEN_LINE = 'the line ends within quotes or in a backslash'

/** What a buffer is made of. */
interface Parts {
  readonly options: ResolvedBatchOptions
  readonly ledger: Ledger
  readonly delivery: Delivery
  readonly open: OpenBatches
  readonly emit: (event: WriterEvent) => void
  readonly random: () => number
}

/** Takes lines in, within its bound, and hands them on batch by batch. */
export class LineBuffer {
  readonly #options: ResolvedBatchOptions
  readonly #ledger: Ledger
  readonly #delivery: Delivery
  readonly #open: OpenBatches
  readonly #emit: (event: WriterEvent) => void
  readonly #random: () => number
  readonly #room = new Room()
  readonly #pending = new Set<Promise<void>>()
  readonly #dropEncoders = new Map<Precision, LineProtocolEncoder>()
  #isEnded = false

  constructor({ options, ledger, delivery, open, emit, random }: Parts) {
    this.#options = options
    this.#ledger = ledger
    this.#delivery = delivery
    this.#open = open
    this.#emit = emit
    this.#random = random
  }

  /** Accepts what one piece says, or what `overflow` makes of it. @throws BufferFullError, LineProtocolError */
  take(
    piece: Piece,
    target: WriteTarget | undefined,
    receipt: OpenReceipt | undefined,
    canWait: boolean,
  ): void | Promise<void> {
    if (this.#isFull && !this.#makeSpace(canWait)) {
      this.#drop(this.#open.of(target).destination, piece, receipt)
    } else if (typeof piece === 'string' || piece instanceof Uint8Array) {
      this.#appendText(this.#open.of(target), piece, receipt)
    } else this.#append(this.#open.of(target), piece, receipt)
    if (canWait) return this.room()
  }

  /** Accepts something only to report that it cannot be written. */
  refuse(piece: BatchInput, error: Error, target: WriteTarget | undefined, receipt: OpenReceipt | undefined): void {
    this.#refuse(this.#open.of(target).destination, textOf(piece), error, receipt)
  }

  /** What to wait for where the buffer is full and `overflow` is `'wait'`. */
  room(): Promise<void> | undefined {
    if (this.#options.overflow !== 'wait' || !this.#isFull) return undefined
    // Something must be on its way, or there would never be room again.
    if (this.#pending.size === 0) this.cutAll()
    return this.#room.wait()
  }

  /** Sends what is open on its way. */
  cutAll(): void {
    for (const open of this.#open) this.#cut(open)
  }

  /** Waits for the end of every batch that is cut by now. */
  async delivered(): Promise<void> {
    await Promise.all(this.#pending)
  }

  /** Takes nothing from here on. */
  end(): void {
    this.cutAll()
    this.#isEnded = true
  }

  /** Lets all that wait go on. */
  release(): void {
    this.#room.make()
  }

  get #isFull(): boolean {
    return this.#ledger.pendingBytes >= this.#options.maxBufferBytes || this.#delivery.size >= MAX_BATCHES
  }

  #refuse(destination: Destination, line: string, error: Error, receipt: OpenReceipt | undefined): void {
    const rejected = { line, reason: error.message }
    this.#ledger.accept(1, 0)
    this.#ledger.move('open', 'failed', 1, 0)
    this.#ledger.reject(rejected)
    receipt?.expect(1)
    receipt?.add('failed', 1, error, rejected)
    this.#emit(rejectedEvent(rejected, { destination, attempt: 0, durationMs: 0, error }))
  }

  /** Appends lines of text without those that would swallow the lines after them. */
  #appendText(open: OpenBatch, piece: string | Uint8Array, receipt: OpenReceipt | undefined): void {
    if (typeof piece === 'string' && !/["\\]/.test(piece)) return this.#append(open, piece, receipt)
    let rest = typeof piece === 'string' ? new TextEncoder().encode(piece) : piece
    for (let bad = findOpenLine(rest); bad !== undefined; bad = findOpenLine(rest)) {
      this.#append(open, rest.subarray(0, bad.start), receipt)
      const line = new TextDecoder().decode(rest.subarray(bad.start, bad.end)).trim()
      this.#refuse(open.destination, line, new LineProtocolError(OPEN_LINE, { value: line.slice(0, 100) }), receipt)
      rest = rest.subarray(bad.end)
    }
    this.#append(open, rest, receipt)
  }

  #append(open: OpenBatch, piece: Piece, receipt: OpenReceipt | undefined): void {
    // A callback may have ended the writer since the input came.
    if (this.#isEnded) throw new WriterClosedError('The writer is closed; these lines were not taken.')
    const encoder = this.#open.encoderOf(open)
    const before = encoder.byteLength
    const lines = addTimed(encoder, piece)
    if (lines === undefined) return this.#appendUntimed(open.destination, piece, receipt)
    if (lines === 0) return
    const bytes = encoder.byteLength - before
    this.#ledger.accept(lines, bytes)
    if (receipt) {
      receipt.expect(lines)
      open.receipts.push({ receipt, start: open.lines, end: open.lines + lines })
    }
    open.lines += lines
    open.bytes += bytes
    const { batchSize, maxBatchBytes, flushInterval, jitterInterval } = this.#options
    if (open.lines >= batchSize || open.bytes >= maxBatchBytes) this.#cut(open)
    else if (open.timer === undefined && flushInterval > 0) {
      const delayMs = Math.min(flushInterval + this.#random() * jitterInterval, longestTimerMs)
      open.timer = setTimeout(() => this.#cut(open), delayMs)
    }
  }

  /** Times are told apart by nanoseconds alone: what has none goes out in that unit, whatever the others are in. */
  #appendUntimed(destination: Destination, piece: Piece, receipt: OpenReceipt | undefined): void {
    const inNanoseconds = this.#open.of({ ...destination, precision: 'ns' })
    if (typeof piece !== 'string' && !(piece instanceof Uint8Array)) return this.#append(inNanoseconds, piece, receipt)
    const bytes = typeof piece === 'string' ? new TextEncoder().encode(piece) : piece
    const timed = this.#open.of(destination)
    for (const scanner = new LineScanner(bytes); scanner.nextLine();) {
      this.#append(scanner.hasTime ? timed : inNanoseconds, bytes.subarray(scanner.start, scanner.end), receipt)
    }
  }

  /** Ends an open batch and sends it on its way. */
  #cut(open: OpenBatch): void {
    clearTimeout(open.timer)
    open.timer = undefined
    const { destination, lines, receipts } = open
    if (lines === 0) return
    const whole = createBatch(destination, this.#open.take(open), lines, receipts)
    for (const batch of cutBatch(whole, this.#options.batchSize, this.#options.maxBatchBytes)) {
      this.#ledger.move('open', 'waiting', batch.lines, batch.body.length)
      const delivered = this.#delivery.deliver(batch).then(() => {
        this.#pending.delete(delivered)
        if (!this.#isFull) this.#room.make()
        else if (this.#pending.size === 0) this.cutAll()
      })
      this.#pending.add(delivered)
    }
    // Later: whoever is writing may be about to append more.
    queueMicrotask(() => this.#open.forgetIdle(open))
  }

  /** Makes space in a full buffer by the policy; false where what comes must be dropped. @throws BufferFullError */
  #makeSpace(canWait: boolean): boolean {
    const { overflow, maxBufferBytes } = this.#options
    switch (overflow) {
      case 'throw':
        throw bufferFull(maxBufferBytes)
      case 'wait':
        return canWait && this.#ledger.pendingBytes < maxBufferBytes + MAX_EXCESS_BYTES
      case 'drop-newest':
        return false
      case 'drop-oldest':
        while (this.#isFull && this.#dropOldest());
        return true
    }
  }

  /** False where all that there is is under way. */
  #dropOldest(): boolean {
    if (this.#delivery.dropOldest()) return true
    for (const open of this.#open) {
      if (open.lines === 0) continue
      this.#cut(open)
      return true
    }
    return false
  }

  /** Accepts lines only to report them as dropped. */
  #drop(destination: Destination, piece: Piece, receipt: OpenReceipt | undefined): void {
    const encoder = this.#dropEncoder(destination.precision)
    const lines = encoder.encode(piece)
    if (lines === 0) return
    const body = ownBytes(encoder.takeBytes())
    this.#ledger.accept(lines, body.length)
    this.#ledger.move('open', 'dropped', lines, body.length)
    const error = bufferFull(this.#options.maxBufferBytes)
    receipt?.expect(lines)
    receipt?.add('failed', lines, error)
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

  #dropEncoder(precision: Precision): LineProtocolEncoder {
    const options = { ...this.#open.encoderOptions(precision), clock: processClock }
    const encoder = this.#dropEncoders.get(precision) ?? new LineProtocolEncoder(options)
    this.#dropEncoders.set(precision, encoder)
    return encoder
  }
}
