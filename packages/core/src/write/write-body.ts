import { chunksOf } from '@fluxline/internal/web-stream'
import { OptionError } from '../errors.ts'
import { lines } from './write-input.ts'
import type { LineContext, Precision, WriteInput } from './write-input.ts'

type Piece = string | Uint8Array

/**
 * Joins an input of any form to the bytes of one body for each precision, in the order of their first lines.
 *
 * Pieces of an iterable are whole lines. Pieces of a stream may be split at any byte, so they are joined as they are.
 * @param precision The unit of the times in text, and of integer times whose unit is not known.
 * @param context How points write their lines.
 * @throws OptionError if something is not text, bytes or a point
 */
export async function toBodies(
  input: WriteInput,
  precision: Precision,
  context: LineContext & { readonly precision: Precision },
): Promise<[Precision, Uint8Array][]> {
  const bodies = new Map<Precision, Body>()
  await gather(input, addLines)
  return Promise.all(Array.from(bodies, async ([unit, body]) => [unit, await body.bytes()] as [Precision, Uint8Array]))

  function bodyIn(unit: Precision): Body {
    const body = bodies.get(unit) ?? new Body()
    bodies.set(unit, body)
    return body
  }

  function addLines(piece: Piece): void {
    bodyIn(precision).addLines(piece)
  }

  async function gather(input: WriteInput, take: (piece: Piece) => void): Promise<void> {
    if (typeof input === 'string' || input instanceof Uint8Array) return take(input)
    if (typeof input === 'object' && input !== null) {
      if ('toLineProtocol' in input) return bodyIn(context.precision).addLines(input.toLineProtocol(context) ?? '')
      if (lines in input) {
        const chunks = input[lines]({ ...context, integerPrecision: precision })
        for await (const chunk of chunks) bodyIn(context.precision).addLines(chunk)
        return
      }
      const pieces = 'getReader' in input ? chunksOf(input) : input
      if (Symbol.iterator in pieces || Symbol.asyncIterator in pieces) {
        // A Web stream, or a stream of Node.
        const isStream = 'getReader' in input || 'pipe' in input
        if (isStream) bodyIn(precision).startLine()
        const takeEach = isStream ? (piece: Piece): void => bodyIn(precision).add(piece) : addLines
        for await (const piece of pieces as AsyncIterable<WriteInput>) await gather(piece, takeEach)
        return
      }
    }
    throw new OptionError(
      `Cannot write ${nameOf(input)}. Pass lines as text or bytes, points, or an iterable of these.`,
    )
  }
}

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

  async bytes(): Promise<Uint8Array> {
    const [only = ''] = this.#parts
    if (this.#parts.length > 1) return new Uint8Array(await new Blob(this.#parts as BlobPart[]).arrayBuffer())
    return typeof only === 'string' ? new TextEncoder().encode(only) : only
  }
}

/** The values of an object may be secret, so only its keys are shown. */
function nameOf(input: unknown): string {
  const keys = Object.keys(Object(input)).join(', ')
  return typeof input === 'object' && input ? `an object with the keys ${keys}` : String(input)
}
