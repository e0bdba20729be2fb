import { concat } from '@fluxline/internal/bytes'
import { findWrongTime } from '@fluxline/internal/line-times'
import { explainMistaken, isCollection, maxNesting, nestedTooDeep, notALineText } from '@fluxline/internal/unwritable'
import { chunksOf } from '@fluxline/internal/web-stream'
import { AbortError, OptionError } from '../errors.ts'
import { lines } from './write-input.ts'
import type { LineContext, LineWritable, Precision, WriteInput } from './write-input.ts'

type Piece = string | Uint8Array

/** The bytes of one body for each precision. */
type Bodies = [Precision, Uint8Array][]

/**
 * Joins an input of any form to the bytes of one body for each precision: first text, then points. Text, bytes and a point need
 * no wait.
 *
 * What is in memory is read before the first `await`, so that the caller may change or reuse it. Pieces of an iterable are whole
 * lines. Pieces of a stream may be split at any byte, so they are joined as they are.
 *
 * @param precision The unit of the times in text, and of integer times whose unit is not known.
 * @param context How points write their lines.
 * @param signal Ends the reading of an iterable or a stream with the next piece.
 * @throws AbortError if the signal is aborted; OptionError if something is not text, bytes or a point, or the time of text is
 * probably in another unit
 */
export function toBodies(
  input: WriteInput,
  precision: Precision,
  context: LineContext & { readonly precision: Precision },
  checkTimes: boolean,
  signal?: AbortSignal,
): Bodies | Promise<Bodies> {
  const text = new Body()
  const points = new Body()
  const addText = (piece: Piece): void => text.addLines(piece)
  return gather(snapshot(input, 0), addText, 0)?.then(join) ?? join()

  function join(): Bodies {
    const ofText = text.bytes()
    const problem = checkTimes ? findWrongTime(ofText, precision) : undefined
    if (problem !== undefined) throw new OptionError(`${problem}.`, { option: 'precision', value: precision })
    const ofPoints = points.bytes()
    if (precision !== context.precision || ofText.length === 0 || ofPoints.length === 0) {
      return [
        [precision, ofText],
        [context.precision, ofPoints],
      ]
    }
    text.addLines(ofPoints)
    return [[precision, text.bytes()]]
  }

  /** Returns `undefined` if no wait is needed. */
  function gather(input: WriteInput, take: (piece: Piece) => void, depth: number): Promise<void> | undefined {
    if (typeof input === 'string' || input instanceof Uint8Array) take(input)
    else if (depth > maxNesting) throw new OptionError(nestedTooDeep)
    else if (typeof input !== 'object' || input === null) throw unwritable(input)
    else if ('toLineProtocol' in input) points.addLines(lineOf(input))
    else return gatherPieces(input, depth)
    return undefined
  }

  async function gatherPieces(input: Exclude<WriteInput, Piece | LineWritable>, depth: number): Promise<void> {
    if (lines in input) {
      const chunks = input[lines]({ ...context, integerPrecision: precision })
      for await (const chunk of chunks) points.addLines(new Uint8Array(chunk))
      return
    }
    const pieces = ('getReader' in input ? chunksOf(input) : input) as object
    // A Web stream, or a stream of Node.
    const isStream = 'getReader' in input || 'pipe' in input
    if (isStream) text.startLine()
    const take = isStream ? (part: Piece): void => text.add(part) : addText
    // A source may put its next piece into the same bytes.
    const each = (piece: WriteInput): Promise<void> | undefined => {
      // An array ends soon, and the error of its request says more.
      if (signal?.aborted && !Array.isArray(input))
        throw new AbortError("The write was aborted by the caller's signal", { cause: signal.reason })
      return gather(piece instanceof Uint8Array ? new Uint8Array(piece) : piece, take, depth + 1)
    }
    if (Symbol.asyncIterator in pieces) {
      for await (const piece of pieces as AsyncIterable<WriteInput>) await each(piece)
    } else if (Symbol.iterator in pieces && explainMistaken(pieces) === undefined) {
      for (const piece of pieces as Iterable<WriteInput>) await each(piece)
    } else throw unwritable(input)
  }

  /** Copies what the caller may change before it is read: bytes, points, and arrays and sets of them. */
  function snapshot(input: WriteInput, depth: number): WriteInput {
    // `slice` of a Buffer would be a view of the same bytes.
    if (input instanceof Uint8Array) return new Uint8Array(input)
    if (typeof input !== 'object' || input === null) return input
    if ('toLineProtocol' in input) {
      const line = lineOf(input)
      return { toLineProtocol: () => line }
    }
    if (!isCollection(input)) return input
    if (depth > maxNesting) throw new OptionError(nestedTooDeep)
    return Array.from(input as Iterable<WriteInput>, (piece) => snapshot(piece, depth + 1))
  }

  function lineOf(point: LineWritable): string {
    const line = typeof point.toLineProtocol === 'function' ? point.toLineProtocol(context) : null
    if (typeof line === 'string' || line === undefined) return line ?? ''
    throw new OptionError(notALineText(typeof line))
  }
}

const encoder = /* @__PURE__ */ new TextEncoder()

/** The lines of one request. */
class Body {
  readonly #parts: Piece[] = []
  #end: string | number | undefined = '\n'

  /** Adds whole lines, which begin after a line break. */
  addLines(piece: Piece): void {
    if (piece.length > 0) this.startLine()
    this.add(piece)
  }

  /** Ends the last line. */
  startLine(): void {
    if (this.#end !== '\n' && this.#end !== 10) this.add('\n')
  }

  /** Joins text to one text until bytes follow: a character may be split between two pieces. */
  add(piece: Piece): void {
    if (piece.length === 0) return
    this.#end = piece.at(-1)
    const parts = this.#parts
    if (typeof piece === 'string' && typeof parts.at(-1) === 'string') parts.push(parts.pop() + piece)
    else parts.push(piece)
  }

  bytes(): Uint8Array {
    const parts = this.#parts.map((part) => (typeof part === 'string' ? encoder.encode(part) : part))
    return parts.length === 1 ? parts[0]! : concat(parts)
  }
}

/** The values of an object may be secret, so only its keys are shown. */
function unwritable(input: unknown): OptionError {
  const object = Object(input) as object
  const what = object === input ? `an object with the keys ${Object.keys(object).join(', ')}` : String(input)
  return new OptionError(
    explainMistaken(object) ?? `Cannot write ${what}. Pass lines as text or bytes, points, or an iterable of these.`,
  )
}
