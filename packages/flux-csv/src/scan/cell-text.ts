import { ESCAPED, PLAIN } from './tokenizer.ts'
import type { Tokenizer } from './tokenizer.ts'

const WINDOW = 4096
const OVERLAP = 512

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })

/**
 * Decodes cells to text.
 *
 * Where the bytes are ASCII they are decoded in windows of a few kilobytes, and cells cut out of those: a decoding for each
 * cell takes ten times as long. A cell that is kept keeps its window in memory, so windows are small.
 */
export class CellText {
  readonly #tokens: Tokenizer
  /** Where the present window begins and ends, and in which bytes. */
  #bytes: Uint8Array | undefined
  #from = 0
  #to = 0
  /** The window's text; `undefined` where not each of its bytes is one character. */
  #text: string | undefined

  constructor(tokens: Tokenizer) {
    this.#tokens = tokens
  }

  /** The text of a cell of the present row. */
  of(cell: number): string {
    const { bytes, starts, ends, kinds } = this.#tokens
    const start = starts[cell]!
    const end = ends[cell]!
    return start === end ? '' : this.decode(kinds[cell]!, bytes, start, end)
  }

  /** The text of some bytes of the present chunk, as a cell of a kind. */
  decode(kind: number, bytes: Uint8Array, start: number, end: number): string {
    const text = this.between(bytes, start, end)
    if (kind === PLAIN) return text
    // InfluxDB writes every line break within quotes as CR LF, whatever was stored: it was LF.
    const broken = text.includes('\r\n') ? text.replaceAll('\r\n', '\n') : text
    return kind === ESCAPED ? undouble(broken) : broken
  }

  /** The text of some bytes of the present chunk, as they are. */
  between(bytes: Uint8Array, start: number, end: number): string {
    if (bytes !== this.#bytes || start < this.#from || end > this.#to) this.#move(bytes, start)
    return this.#text === undefined || end > this.#to
      ? utf8.decode(bytes.subarray(start, end))
      : this.#text.slice(start - this.#from, end - this.#from)
  }

  /** Moves the window to where a cell begins. */
  #move(bytes: Uint8Array, start: number): void {
    const from = start - (start % WINDOW)
    if (bytes === this.#bytes && from === this.#from) return
    const part = bytes.subarray(from, from + WINDOW + OVERLAP)
    const text = utf8.decode(part)
    this.#bytes = bytes
    this.#from = from
    this.#to = from + part.length
    this.#text = text.length === part.length ? text : undefined
  }
}

/** Takes the second of two quotes away; `replaceAll` takes twice as long. */
function undouble(text: string): string {
  let single = ''
  let from = 0
  for (let at = text.indexOf('""'); at !== -1; at = text.indexOf('""', from)) {
    single += text.slice(from, at + 1)
    from = at + 2
  }
  return single + text.slice(from)
}
