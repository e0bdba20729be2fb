import { ESCAPED, UNQUOTED } from './tokenizer.ts'
import type { Tokenizer } from './tokenizer.ts'

const WINDOW = 4096
const OVERLAP = 512

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })

/**
 * Decodes cells to text.
 *
 * ASCII is decoded in windows of a few kilobytes, and cells are cut out of those: decoding each cell takes ten times as
 * long. A cell that is kept keeps its window in memory, so windows are small.
 */
export class CellText {
  readonly #tokens: Tokenizer
  /** The range of the window, and the bytes that it is of. */
  #bytes: Uint8Array | undefined
  #from = 0
  #to = 0
  /** The text of the window; `undefined` if not each of its bytes is one character. */
  #text: string | undefined

  constructor(tokens: Tokenizer) {
    this.#tokens = tokens
  }

  /** Returns the text of a cell of the present row. */
  textOfCell(cell: number): string {
    const { queue, starts, ends, kinds } = this.#tokens
    const start = starts[cell]!
    const end = ends[cell]!
    if (start === end) return ''
    const text = this.#textBetween(queue.bytes, start, end)
    const kind = kinds[cell]!
    if (kind === UNQUOTED) return text
    // InfluxDB writes every line break inside quotes as CR LF, but only the LF was stored.
    const broken = text.includes('\r\n') ? text.replaceAll('\r\n', '\n') : text
    return kind === ESCAPED ? withoutDoubledQuotes(broken) : broken
  }

  #textBetween(bytes: Uint8Array, start: number, end: number): string {
    const from = start - (start % WINDOW)
    if (bytes !== this.#bytes || start < this.#from || (end > this.#to && from !== this.#from)) {
      const part = bytes.subarray(from, from + WINDOW + OVERLAP)
      const text = utf8.decode(part)
      this.#bytes = bytes
      this.#from = from
      this.#to = from + part.length
      this.#text = text.length === part.length ? text : undefined
    }
    return this.#text === undefined || end > this.#to
      ? utf8.decode(bytes.subarray(start, end))
      : this.#text.slice(start - this.#from, end - this.#from)
  }
}

/** Replaces doubled quotes by single ones; `replaceAll` takes twice as long. */
function withoutDoubledQuotes(text: string): string {
  let single = ''
  let from = 0
  for (let at = text.indexOf('""'); at !== -1; at = text.indexOf('""', from)) {
    single += text.slice(from, at + 1)
    from = at + 2
  }
  return single + text.slice(from)
}
