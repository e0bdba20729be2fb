import { decodeText } from '@fluxline/internal/decode-text'
import { findUnterminatedLine, LineScanner, withoutBlanks } from '@fluxline/internal/line-boundaries'
import { LineProtocolError, precisionFor } from '@fluxline/point'
import type { Route } from '../accounting/destination.ts'
import type { PendingReceipt } from '../accounting/receipt.ts'
import type { ResolvedBatchOptions } from '../options.ts'
import { untimed } from './encoder-pool.ts'
import type { FillingBatch } from './encoder-pool.ts'
import type { FillingBatches } from './filling-batches.ts'
import type { Piece } from './input-types.ts'

const UNTERMINATED = 'the line ends inside a quoted string or in a backslash'

/**
 * Accepts lines for a batch.
 *
 * @throws untimed if one has no timestamp, and the batch's precision cannot give it one
 * @throws LineProtocolError if line protocol cannot express a point, or the time of text is probably in another unit
 */
export type Accept = (
  filling: FillingBatch,
  piece: Piece,
  receipt: PendingReceipt | undefined,
  checkTimes: boolean,
) => void

/** Reports a line of text that is not accepted. */
export type RejectLine = (route: Route, line: string, error: Error, receipt: PendingReceipt | undefined) => void

/** Finds the batch of each line: that of its destination, unless the precision would cut its time. */
export class LineRouter {
  readonly #filling: FillingBatches
  readonly #options: ResolvedBatchOptions
  readonly #reject: RejectLine

  constructor(filling: FillingBatches, options: ResolvedBatchOptions, reject: RejectLine) {
    this.#filling = filling
    this.#options = options
    this.#reject = reject
  }

  /** Passes a piece to `accept`. Lines of text that are wrong are rejected. @throws LineProtocolError for a wrong point */
  route(
    filling: FillingBatch,
    piece: Piece,
    receipt: PendingReceipt | undefined,
    accept: Accept,
    checkTimes: boolean,
  ): void {
    if (!isText(piece)) this.#routePoint(filling, piece, receipt, accept)
    else if (typeof piece === 'string' && !/["\\]/.test(piece)) {
      this.#routeLines(filling, piece, receipt, accept, checkTimes)
    } else this.#routeStrings(filling, piece, receipt, accept, checkTimes)
  }

  #routePoint(filling: FillingBatch, point: Piece, receipt: PendingReceipt | undefined, accept: Accept): void {
    const { precision } = filling.route.destination
    // Nothing is finer.
    if (precision === 'ns') return accept(filling, point, receipt, false)
    const own = this.#options.finerTimes === 'truncate' ? precision : precisionFor(point, precision)
    try {
      accept(this.#filling.inPrecision(filling, own), point, receipt, false)
    } catch (error) {
      if (error !== untimed) throw error
      accept(this.#filling.inPrecision(filling, 'ns'), point, receipt, false)
    }
  }

  /** Rejects the lines that would swallow the lines after them. */
  #routeStrings(
    filling: FillingBatch,
    text: string | Uint8Array,
    receipt: PendingReceipt | undefined,
    accept: Accept,
    checkTimes: boolean,
  ): void {
    const bytes = toBytes(text)
    let at = 0
    for (let bad = findUnterminatedLine(bytes); bad !== undefined; bad = findUnterminatedLine(bytes, bad)) {
      if (bad.start > at) this.#routeLines(filling, bytes.subarray(at, bad.start), receipt, accept, checkTimes)
      const line = decodeText(withoutBlanks(bytes.subarray(bad.start, bad.end)))
      const error = new LineProtocolError(UNTERMINATED, { value: line.slice(0, 100) })
      this.#reject(filling.route, line, error, receipt)
      at = bad.end
    }
    this.#routeLines(filling, bytes.subarray(at), receipt, accept, checkTimes)
  }

  /** Passes lines on at once, or one by one if one is wrong or needs another precision. */
  #routeLines(
    filling: FillingBatch,
    lines: string | Uint8Array,
    receipt: PendingReceipt | undefined,
    accept: Accept,
    checkTimes: boolean,
  ): void {
    try {
      accept(filling, lines, receipt, checkTimes)
    } catch (error) {
      if (error !== untimed && !isLineProtocolError(error)) throw error
      this.#routeEach(filling, toBytes(lines), receipt, accept, checkTimes)
    }
  }

  #routeEach(
    filling: FillingBatch,
    bytes: Uint8Array,
    receipt: PendingReceipt | undefined,
    accept: Accept,
    checkTimes: boolean,
  ): void {
    for (const scanner = new LineScanner(bytes); scanner.nextLine();) {
      const line = bytes.subarray(scanner.start, scanner.end)
      // Only nanoseconds make timestamps distinct: lines without one go out in that unit, whatever the others are in.
      const isKept = scanner.hasTime || !this.#options.timestampText
      const own = isKept ? filling : this.#filling.inPrecision(filling, 'ns')
      try {
        accept(own, line, receipt, checkTimes)
      } catch (error) {
        if (!isLineProtocolError(error)) throw error
        this.#reject(own.route, decodeText(line), error, receipt)
      }
    }
  }
}

/** Whether a piece is lines already. */
export function isText(piece: Piece): piece is string | Uint8Array {
  return typeof piece === 'string' || piece instanceof Uint8Array
}

function toBytes(text: string | Uint8Array): Uint8Array {
  return typeof text === 'string' ? new TextEncoder().encode(text) : text
}

function isLineProtocolError(error: unknown): error is Error {
  return (error as { code?: unknown }).code === 'FLUXLINE_LINE_PROTOCOL'
}
