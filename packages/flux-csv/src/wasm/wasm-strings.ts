import type { WasmRows } from './wasm-rows.ts'

/** Bytes that are decoded at once. A text that is kept keeps all of them in memory. */
const WINDOW = 4096

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })

/** The texts of a WebAssembly module by their numbers, each decoded once. */
export class WasmStrings {
  /** By number, from 1. The text of an empty cell has the number 0. */
  readonly texts: string[] = ['']
  #generation = -1

  /** Decodes the texts that are new since the last time. */
  update({ module, generation }: WasmRows): void {
    const { texts } = this
    if (generation !== this.#generation) {
      this.#generation = generation
      texts.length = 1
    }
    const { words, bytes, rows, layout } = module
    const list = layout.TEXTS >> 2
    const count = rows.countTexts()
    while (texts.length <= count) {
      const first = texts.length
      const start = words[list + first * 2]!
      let last = first
      while (last < count && endOf(words, list + (last + 1) * 2) - start <= WINDOW) last++
      const part = bytes.subarray(start, endOf(words, list + last * 2))
      const text = utf8.decode(part)
      // ASCII is cut out of the text: decoding each text takes ten times as long.
      const isASCII = text.length === part.length
      for (let number = first; number <= last; number++) {
        const from = words[list + number * 2]! - start
        const to = from + words[list + number * 2 + 1]!
        texts.push(isASCII ? text.slice(from, to) : utf8.decode(part.subarray(from, to)))
      }
    }
  }
}

function endOf(words: Int32Array, entry: number): number {
  return words[entry]! + words[entry + 1]!
}
