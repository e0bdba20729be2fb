import { release } from '@fluxline/internal/bytes'
import { LineScanner } from '@fluxline/internal/line-boundaries'
import type { Destination, Route } from './destination.ts'
import type { ReceiptShare } from './receipt.ts'

/** The states of a batch. */
export type BatchState = 'filling' | 'queued' | 'inFlight' | 'retrying' | FinalState

/** The states in which the outcome of a batch is known, or left to a spool. */
export type FinalState = 'written' | 'failed' | 'dropped' | 'unsent' | 'spooled'

/**
 * Every legal transition.
 *
 * Lines that are dropped or rejected on acceptance skip the queue. A part of a refused batch is queued again. Lines that
 * are in a spool only are read back later, or lost if their file is.
 */
export const nextStates: Readonly<Record<BatchState, readonly BatchState[]>> = {
  filling: ['queued', 'failed', 'dropped', 'spooled'],
  queued: ['inFlight', 'dropped', 'unsent', 'spooled'],
  inFlight: ['queued', 'retrying', 'written', 'failed', 'unsent', 'spooled'],
  retrying: ['inFlight', 'failed', 'dropped', 'unsent', 'spooled'],
  written: [],
  failed: [],
  dropped: [],
  unsent: [],
  spooled: ['queued', 'failed', 'dropped'],
}

/** Lines that travel together, from acceptance to their outcome. */
export interface Batch {
  readonly route: Route
  /** Assigned by `TrackedBatches` alone. */
  state: BatchState
  /** Whole lines, each with its newline; empty while the batch is filling. */
  body: Uint8Array
  lines: number
  bytes: number
  /** Receipts of lines in the batch, with the lines' indexes. */
  receipts: ReceiptShare[]
  /** Whether no other batch uses the body's block of memory. */
  ownsBlock: boolean
  attempt: number
  /** When the first attempt began. */
  startedAt: number | undefined
  /** Whether the response of an attempt was lost, so that its lines may be stored. */
  mayBeStored: boolean
}

/** Lines that were handed back. */
export interface UnsentBatch {
  readonly destination: Destination
  /** Whole lines, each with its newline. They have timestamps, so writing them again makes no second point. */
  readonly body: Uint8Array
  readonly lines: number
}

/** Returns a batch without lines. */
export function createBatch(route: Route): Batch {
  return {
    route,
    state: 'filling',
    body: new Uint8Array(0),
    lines: 0,
    bytes: 0,
    receipts: [],
    ownsBlock: true,
    attempt: 0,
    startedAt: undefined,
    mayBeStored: false,
  }
}

/** Returns a batch of these lines. */
export function batchOf(route: Route, body: Uint8Array, lines: number, receipts: ReceiptShare[] = []): Batch {
  return { ...createBatch(route), body, lines, bytes: body.length, receipts }
}

/** Returns the bytes of each line, its newline included; as many as the batch counts. */
export function linesOf({ body, lines }: Batch): Uint8Array[] {
  const scanner = new LineScanner(body)
  const found: Uint8Array[] = []
  while (scanner.nextLine()) found.push(body.subarray(scanner.start, scanner.end + 1))
  return found.length === lines ? found : cutAtNewlines(body, lines)
}

/**
 * Cuts at every newline; the last line takes the rest if there are more.
 *
 * An object with its own `toLineProtocol` may return a line whose quote never closes, which swallows the lines after it.
 */
function cutAtNewlines(body: Uint8Array, lines: number): Uint8Array[] {
  const found: Uint8Array[] = []
  for (let start = 0; found.length < lines;) {
    const end = found.length === lines - 1 ? body.length : body.indexOf(NEWLINE, start) + 1 || body.length
    found.push(body.subarray(start, end))
    start = end
  }
  return found
}

const NEWLINE = 10

/** Returns some consecutive lines of a batch as a part of it. */
export function sliceBatch(batch: Batch, lines: readonly Uint8Array[], from: number, to: number): Batch {
  const first = lines[from]!
  const last = lines[to - 1]!
  // The lines are consecutive in one block.
  const body = batch.body.subarray(
    first.byteOffset - batch.body.byteOffset,
    last.byteOffset - batch.body.byteOffset + last.length,
  )
  const receipts = batch.receipts.flatMap(({ receipt, start, end }) => {
    const share = { receipt, start: Math.max(start, from) - from, end: Math.min(end, to) - from }
    return share.start < share.end ? [share] : []
  })
  return partOf(batch, body, to - from, receipts)
}

/** Returns lines of a batch as a part of it. The whole batch got a response, so attempts restart at zero. */
export function partOf(whole: Batch, body: Uint8Array, lines: number, receipts: ReceiptShare[]): Batch {
  return { ...batchOf(whole.route, body, lines, receipts), ownsBlock: false, mayBeStored: whole.mayBeStored }
}

/**
 * Cuts a batch that was not sent yet into batches of at most this size, each with a separate block of memory; returns the
 * batch itself if it is not larger.
 */
export function cutBatch(batch: Batch, maxLines: number, maxBytes: number): readonly Batch[] {
  if (batch.lines <= maxLines && batch.bytes <= maxBytes) return [batch]
  const lines = linesOf(batch)
  const pieces: Batch[] = []
  let from = 0
  let bytes = 0
  for (const [index, line] of lines.entries()) {
    if (index > from && (index - from >= maxLines || bytes + line.length > maxBytes)) {
      pieces.push(sliceBatch(batch, lines, from, index))
      from = index
      bytes = 0
    }
    bytes += line.length
  }
  pieces.push(sliceBatch(batch, lines, from, lines.length))
  for (const piece of pieces) {
    // A Buffer's `slice` copies nothing.
    piece.body = new Uint8Array(piece.body)
    piece.ownsBlock = true
  }
  release(batch.body)
  return pieces
}
