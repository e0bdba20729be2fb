import { chunksOf } from '@fluxline/internal/web-stream'
import { OptionError } from '../errors.ts'
import { lines } from './write-input.ts'
import type { LineContext, WriteInput } from './write-input.ts'

type Piece = string | Uint8Array

/**
 * Joins an input of any form to the bytes of one body.
 *
 * Pieces of an iterable are whole lines. Pieces of a stream may be split at any byte, so they are joined as they are.
 * @throws OptionError if something is not text, bytes or a point
 */
export async function toBody(input: WriteInput, options: LineContext): Promise<Uint8Array> {
  const parts: Piece[] = []
  let end: string | number | undefined = '\n'
  await gather(input, addLines)
  const [only = ''] = parts
  if (parts.length > 1) return new Uint8Array(await new Blob(parts as BlobPart[]).arrayBuffer())
  return typeof only === 'string' ? new TextEncoder().encode(only) : only

  async function gather(input: WriteInput, take: (piece: Piece) => void): Promise<void> {
    if (typeof input === 'string' || input instanceof Uint8Array) return take(input)
    if (typeof input === 'object' && input !== null) {
      if ('toLineProtocol' in input) return addLines(input.toLineProtocol(options) ?? '')
      const pieces = lines in input ? input[lines](options) : 'getReader' in input ? chunksOf(input) : input
      if (Symbol.iterator in pieces || Symbol.asyncIterator in pieces) {
        // A Web stream, or a stream of Node.
        const isStream = 'getReader' in input || 'pipe' in input
        for await (const piece of pieces as AsyncIterable<WriteInput>) await gather(piece, isStream ? add : addLines)
        return
      }
    }
    throw new OptionError(
      `Cannot write ${nameOf(input)}. Pass lines as text or bytes, points, or an iterable of these.`,
    )
  }

  /** Adds whole lines, which begin after a line break. */
  function addLines(piece: Piece): void {
    if (piece.length > 0 && end !== '\n' && end !== 10) add('\n')
    add(piece)
  }

  /** Joins text to one text until bytes follow: a character may be split between two pieces. */
  function add(piece: Piece): void {
    if (piece.length === 0) return
    end = piece.at(-1)
    if (typeof piece === 'string' && typeof parts.at(-1) === 'string') parts.push(parts.pop() + piece)
    else parts.push(piece)
  }
}

/** The values of an object may be secret, so only its keys are shown. */
function nameOf(input: unknown): string {
  const keys = Object.keys(Object(input)).join(', ')
  return typeof input === 'object' && input ? `an object with the keys ${keys}` : String(input)
}
