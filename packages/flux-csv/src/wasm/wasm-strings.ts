import type { PlainRows } from './wasm-rows.ts'

/** Bytes that are decoded at once: a text that is kept keeps those that were decoded with it in memory. */
const WINDOW = 4096

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })

/** The texts of plain rows by their numbers, each of them decoded once. */
export class MachineTexts {
  /** By number, from 1; number 0 is none. */
  readonly texts: string[] = ['']
  #generation = -1

  /** Decodes what is new since the last time. */
  update({ machine, generation }: PlainRows): void {
    const { texts } = this
    if (generation !== this.#generation) {
      this.#generation = generation
      texts.length = 1
    }
    const { words, bytes, rows, layout } = machine
    const list = layout.TEXTS >> 2
    const count = rows.countTexts()
    while (texts.length <= count) {
      const first = texts.length
      const start = words[list + first * 2]!
      let last = first
      while (last < count && endOf(words, list + (last + 1) * 2) - start <= WINDOW) last++
      const part = bytes.subarray(start, endOf(words, list + last * 2))
      const text = utf8.decode(part)
      // Cut where each byte is a character: to decode each text on its own takes ten times as long.
      const isCut = text.length === part.length
      for (let number = first; number <= last; number++) {
        const from = words[list + number * 2]! - start
        const to = from + words[list + number * 2 + 1]!
        texts.push(isCut ? text.slice(from, to) : utf8.decode(part.subarray(from, to)))
      }
    }
  }
}

function endOf(words: Int32Array, entry: number): number {
  return words[entry]! + words[entry + 1]!
}
