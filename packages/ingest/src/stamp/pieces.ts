import { copyOptions } from '@fluxline/internal/copy-options'
import type { BatchInput } from '@fluxline/write-batching'

/** What a decoder may return: whatever a writer takes, or a promise of it. `undefined` is nothing to write. */
export type Decoded = BatchInput<object> | undefined

/** One input that becomes lines as it is. */
export type Piece = string | Uint8Array | object

const MAX_DEPTH = 100
const linesKey = Symbol.for('fluxline.lines')

/** Reads a decoded input to its end, into an array. What a writer reads twice, after an outage, must be there twice. */
export async function collectPieces(input: Decoded): Promise<Piece[]> {
  const pieces: Piece[] = []
  await collect(input, pieces, 0)
  return pieces
}

/**
 * Returns the pieces of an input that is in memory already; `undefined` if it must be awaited.
 *
 * @param isOurs whether nobody else has what is in it
 */
export function piecesAtOnce(input: Decoded, isOurs: boolean): Piece[] | undefined {
  if (input === undefined) return []
  const own = (piece: Piece): Piece => (isOurs ? piece : keep(piece))
  if (isPiece(input)) return [own(input)]
  if (!Array.isArray(input)) return undefined
  const pieces = input as readonly unknown[]
  return pieces.every(isPiece) ? pieces.map(own) : undefined
}

/** Returns a piece that stays as it is. A decoder may use its memory again, for the next piece or message. */
function keep(piece: Piece): Piece {
  if (isBytes(piece)) return new Uint8Array(piece)
  return isLines(piece) ? piece : copyOptions(piece)
}

async function collect(input: unknown, pieces: Piece[], depth: number): Promise<void> {
  if (input === undefined) return
  if (depth > MAX_DEPTH || isPiece(input)) {
    // The writer says what is wrong with something that contains itself, or is neither lines nor an object.
    pieces.push(depth > MAX_DEPTH ? (input as Piece) : keep(input as Piece))
  } else if (isObservable(input)) {
    for (const value of await valuesOf(input)) await collect(value, pieces, depth + 1)
  } else {
    for await (const value of input as AsyncIterable<unknown>) await collect(value, pieces, depth + 1)
  }
}

function isPiece(input: unknown): input is Piece {
  if (typeof input !== 'object' || input === null) return true
  if (isBytes(input) || isLines(input)) return true
  return !(Symbol.iterator in input || Symbol.asyncIterator in input || isObservable(input))
}

function isBytes(input: unknown): input is Uint8Array {
  return input instanceof Uint8Array
}

/** Whether an object becomes lines by a method. */
function isLines(input: unknown): boolean {
  return typeof input === 'object' && input !== null && ('toLineProtocol' in input || linesKey in input)
}

interface Subscribable {
  subscribe(observer: { next(value: unknown): void; error(error: unknown): void; complete(): void }): unknown
}

function isObservable(input: unknown): input is Subscribable {
  return typeof (input as Partial<Subscribable>).subscribe === 'function'
}

function valuesOf(input: Subscribable): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    const values: unknown[] = []
    input.subscribe({ next: (value) => void values.push(value), error: reject, complete: () => resolve(values) })
  })
}
