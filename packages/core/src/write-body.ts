import { OptionError } from './errors.ts'
import { lines } from './writable.ts'
import type { LineOptions, WriteInput } from './writable.ts'

/**
 * Gathers whatever can be written into the bytes of one body.
 *
 * Pieces of an iterable are whole lines; pieces of a stream are cut anywhere, so they are joined as they come.
 * @throws OptionError on what is neither text nor bytes nor a point
 */
export async function toBody(input: WriteInput, options: LineOptions): Promise<Uint8Array> {
  const body = new Body()
  await gather(input, options, body)
  return body.bytes()
}

async function gather(input: WriteInput, options: LineOptions, body: Body): Promise<void> {
  if (typeof input === 'string' || input instanceof Uint8Array) return body.addLines(input)
  if (isObject(input)) {
    if ('toLineProtocol' in input) return body.addLines(input.toLineProtocol(options) ?? '')
    if (lines in input) {
      for await (const chunk of input[lines](options)) body.addLines(chunk)
      return
    }
    if (isStream(input)) return gatherStream(input, options, body)
    if (Symbol.iterator in input || Symbol.asyncIterator in input) {
      for await (const piece of input as AsyncIterable<WriteInput>) await gather(piece, options, body)
      return
    }
  }
  throw new OptionError(`Cannot write ${describe(input)}; give lines as text or bytes, points, or an iterable of these`)
}

async function gatherStream(stream: Stream, options: LineOptions, body: Body): Promise<void> {
  for await (const piece of 'getReader' in stream ? readerOf(stream) : stream) {
    if (typeof piece === 'string' || piece instanceof Uint8Array) body.add(piece)
    else await gather(piece, options, body)
  }
}

/** Some browsers cannot iterate a stream. */
async function* readerOf(stream: ReadableStream<WriteInput>): AsyncGenerator<WriteInput> {
  const reader = stream.getReader()
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value
  } finally {
    await reader.cancel().catch(() => {})
  }
}

type Stream = ReadableStream<WriteInput> | (AsyncIterable<WriteInput> & { pipe: unknown })

/** A Web stream, or a stream of Node. */
function isStream(input: object): input is Stream {
  return 'getReader' in input || 'pipe' in input
}

function isObject(input: unknown): input is object {
  return typeof input === 'object' && input !== null
}

function describe(input: unknown): string {
  return isObject(input) ? `an object with the keys ${Object.keys(input).join(', ') || '(none)'}` : String(input)
}

/** Text is kept as one text until bytes come: a character may be cut between two pieces. */
class Body {
  readonly #parts: (string | Uint8Array)[] = []
  #atLineStart = true

  /** Whole lines: they begin on a line of their own. */
  addLines(piece: string | Uint8Array): void {
    if (piece.length > 0 && !this.#atLineStart) this.add('\n')
    this.add(piece)
  }

  add(piece: string | Uint8Array): void {
    if (piece.length === 0) return
    const last = this.#parts.length - 1
    if (typeof piece === 'string' && typeof this.#parts[last] === 'string') this.#parts[last] += piece
    else this.#parts.push(piece)
    this.#atLineStart = piece.at(-1) === (typeof piece === 'string' ? '\n' : 10)
  }

  async bytes(): Promise<Uint8Array> {
    const [only = '', ...more] = this.#parts
    if (more.length > 0) return new Uint8Array(await new Blob(this.#parts as BlobPart[]).arrayBuffer())
    return typeof only === 'string' ? new TextEncoder().encode(only) : only
  }
}
