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

/** Returns the pieces of an input that is in memory already; `undefined` if it must be awaited. */
export function piecesAtOnce(input: Decoded): Piece[] | undefined {
  if (input === undefined) return []
  if (isPiece(input)) return [input]
  if (!Array.isArray(input)) return undefined
  const pieces = input as readonly unknown[]
  return pieces.every(isPiece) ? [...pieces] : undefined
}

async function collect(input: unknown, pieces: Piece[], depth: number): Promise<void> {
  if (input === undefined) return
  if (depth > MAX_DEPTH || isPiece(input)) {
    // The writer says what is wrong with something that contains itself, or is neither lines nor an object.
    // A generator may use the memory of its bytes again for the next ones.
    pieces.push(input instanceof Uint8Array ? new Uint8Array(input) : (input as Piece))
  } else if (isObservable(input)) {
    for (const value of await valuesOf(input)) await collect(value, pieces, depth + 1)
  } else {
    for await (const value of input as AsyncIterable<unknown>) await collect(value, pieces, depth + 1)
  }
}

function isPiece(input: unknown): input is Piece {
  if (typeof input !== 'object' || input === null) return true
  if (input instanceof Uint8Array || 'toLineProtocol' in input || linesKey in input) return true
  return !(Symbol.iterator in input || Symbol.asyncIterator in input || isObservable(input))
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
