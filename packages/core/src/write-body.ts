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
  return body.take()
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

/** Text is kept as text until bytes come: one encoding for all of it. */
class Body {
  #text = ''
  readonly #parts: Uint8Array[] = []
  #atLineStart = true

  /** Whole lines: they begin on a line of their own. */
  addLines(piece: string | Uint8Array): void {
    if (piece.length === 0) return
    if (!this.#atLineStart) this.#text += '\n'
    this.add(piece)
  }

  add(piece: string | Uint8Array): void {
    if (piece.length === 0) return
    if (typeof piece === 'string') {
      this.#text += piece
      this.#atLineStart = piece.endsWith('\n')
    } else {
      this.#encodeText()
      this.#parts.push(piece)
      this.#atLineStart = piece.at(-1) === 10
    }
  }

  take(): Uint8Array {
    this.#encodeText()
    if (this.#parts.length === 1) return this.#parts[0]!
    const whole = new Uint8Array(this.#parts.reduce((size, part) => size + part.length, 0))
    let at = 0
    for (const part of this.#parts) {
      whole.set(part, at)
      at += part.length
    }
    return whole
  }

  #encodeText(): void {
    if (this.#text !== '') this.#parts.push(new TextEncoder().encode(this.#text))
    this.#text = ''
  }
}
