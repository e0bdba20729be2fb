import { OptionError } from '../errors.ts'
import { chunksOf } from '../transport/chunks.ts'
import { lines } from './write-input.ts'
import type { LineContext, WriteInput } from './write-input.ts'

type Piece = string | Uint8Array

/**
 * Gathers whatever can be written into the bytes of one body.
 *
 * Pieces of an iterable are whole lines; pieces of a stream are cut anywhere, so they are joined as they come.
 * @throws OptionError on what is neither text nor bytes nor a point
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
    const what = typeof input === 'object' ? `an object with the keys ${Object.keys(input ?? {}).join(', ')}` : input
    throw new OptionError(`Cannot write ${what}; give lines as text or bytes, points, or an iterable of these`)
  }

  /** Whole lines: they begin on a line of their own. */
  function addLines(piece: Piece): void {
    if (piece.length > 0 && end !== '\n' && end !== 10) add('\n')
    add(piece)
  }

  /** Text is kept as one text until bytes come: a character may be cut between two pieces. */
  function add(piece: Piece): void {
    if (piece.length === 0) return
    end = piece.at(-1)
    if (typeof piece === 'string' && typeof parts.at(-1) === 'string') parts.push(parts.pop() + piece)
    else parts.push(piece)
  }
}
