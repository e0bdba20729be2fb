import { ESCAPED, PLAIN } from './tokenizer.ts'
import type { Tokenizer } from './tokenizer.ts'

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })
// The engine copies shorter slices; longer ones would keep the whole chunk alive.
const LONGEST_SLICE = 12

/** Decodes cells to text. Chunks of ASCII are decoded once, as a whole, and short cells cut out of them. */
export class CellText {
  readonly #tokens: Tokenizer
  #bytes: Uint8Array | undefined
  #text: string | undefined

  constructor(tokens: Tokenizer) {
    this.#tokens = tokens
  }

  /** The text of a cell of the present row. */
  of(cell: number): string {
    const { bytes, starts, ends, kinds } = this.#tokens
    const start = starts[cell]!
    const end = ends[cell]!
    if (start === end) return ''
    if (end - start <= LONGEST_SLICE && kinds[cell] === PLAIN) {
      const text = this.#ascii(bytes)
      if (text !== undefined) return text.slice(start, end)
    }
    const text = utf8.decode(bytes.subarray(start, end))
    if (kinds[cell] === PLAIN) return text
    // InfluxDB writes every line break within quotes as CR LF, whatever was stored: it was LF.
    const broken = text.includes('\r\n') ? text.replaceAll('\r\n', '\n') : text
    return kinds[cell] === ESCAPED ? broken.replaceAll('""', '"') : broken
  }

  /** The chunk as text, where each of its bytes is one character. */
  #ascii(bytes: Uint8Array): string | undefined {
    if (this.#bytes !== bytes) {
      this.#bytes = bytes
      const text = utf8.decode(bytes)
      this.#text = text.length === bytes.length ? text : undefined
    }
    return this.#text
  }
}
