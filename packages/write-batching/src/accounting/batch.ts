import { LineScanner } from '@fluxline/internal/line-boundaries'
import type { Destination } from './destination.ts'
import type { ReceiptShare } from './receipt.ts'

const NEWLINE = 10

/** Lines that travel together, from acceptance to their end. */
export interface Batch {
  readonly destination: Destination
  /** Whole lines, each with its newline. */
  readonly body: Uint8Array
  readonly lines: number
  /** Receipts of lines in here, with their places among the batch's lines. */
  readonly receipts: readonly ReceiptShare[]
  /** Whether the body's block of memory is this batch's alone. */
  readonly ownsBlock: boolean
  attempt: number
  /** When the first attempt began. */
  startedAt: number | undefined
  /** Whether an attempt got no answer: its lines may be stored all the same. */
  isUncertain: boolean
}

/** A batch of its own. */
export function createBatch(
  destination: Destination,
  body: Uint8Array,
  lines: number,
  receipts: readonly ReceiptShare[],
): Batch {
  return { destination, body, lines, receipts, ownsBlock: true, attempt: 0, startedAt: undefined, isUncertain: false }
}

/** The bytes of each line, its newline included; as many as the batch counts. */
export function linesOf({ body, lines }: Batch): Uint8Array[] {
  const scanner = new LineScanner(body)
  const found: Uint8Array[] = []
  while (scanner.nextLine()) found.push(body.subarray(scanner.start, scanner.end + 1))
  return found.length === lines ? found : cutApart(body, lines)
}

/**
 * A writable of another maker may give a line whose quote never closes, which swallows the lines after it. Then every
 * newline ends a line, and if those are not as many either, the last holds the rest.
 */
function cutApart(body: Uint8Array, lines: number): Uint8Array[] {
  const found: Uint8Array[] = []
  for (let start = 0; found.length < lines;) {
    const end = found.length === lines - 1 ? body.length : body.indexOf(NEWLINE, start) + 1 || body.length
    found.push(body.subarray(start, end))
    start = end
  }
  return found
}

/** The part of a batch from one line to another, as a batch that has all its attempts before it. */
export function sliceBatch(batch: Batch, lines: readonly Uint8Array[], from: number, to: number): Batch {
  const first = lines[from]!
  const last = lines[to - 1]!
  // The lines lie one after the other in one block.
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

/** Lines of a batch as a batch of their own. The server has answered the whole, so the attempts are counted anew. */
export function partOf(whole: Batch, body: Uint8Array, lines: number, receipts: readonly ReceiptShare[]): Batch {
  const { destination, isUncertain } = whole
  return { ...createBatch(destination, body, lines, receipts), ownsBlock: false, isUncertain }
}

/** Cuts a batch that was not sent yet into pieces of at most so many lines and bytes, in blocks of their own. */
export function cutBatch(batch: Batch, maxLines: number, maxBytes: number): Batch[] {
  if (batch.lines <= maxLines && batch.body.length <= maxBytes) return [batch]
  const lines = linesOf(batch)
  const pieces: Batch[] = []
  let from = 0
  let bytes = 0
  for (const [at, line] of lines.entries()) {
    if (at > from && (at - from >= maxLines || bytes + line.length > maxBytes)) {
      pieces.push(sliceBatch(batch, lines, from, at))
      from = at
      bytes = 0
    }
    bytes += line.length
  }
  pieces.push(sliceBatch(batch, lines, from, lines.length))
  const own = pieces.map(({ destination, body, lines: count, receipts }) =>
    createBatch(destination, body.slice(), count, receipts),
  )
  free(batch.body)
  return own
}

/** One block of several. */
export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((size, { length }) => size + length, 0))
  let end = 0
  for (const part of parts) {
    whole.set(part, end)
    end += part.length
  }
  return whole
}

/** Bytes that wait do not keep a much larger block in memory. */
export function ownBytes(bytes: Uint8Array): Uint8Array {
  if (bytes.length >= bytes.buffer.byteLength / 2) return bytes
  const own = bytes.slice()
  free(bytes)
  return own
}

/**
 * Gives a block of memory back now; nobody may use it afterwards. Those that are left to the garbage collector can
 * become more than the buffer holds.
 */
export function free({ buffer }: Uint8Array): void {
  // Not every browser that is in use has it.
  const block: Partial<Pick<ArrayBuffer, 'transfer'>> = buffer as ArrayBuffer
  block.transfer?.(0)
}
