import type { RejectedLine } from '@fluxline/core'
import { decodeText } from '@fluxline/internal/decode-text'

/** About 4 MiB: a character has up to two bytes in memory. */
const MAX_CHARACTERS = 2 * 1024 * 1024

/** Keeps the first lines that InfluxDB rejected, up to a number of lines and of characters. */
export class RejectedLines {
  readonly #maxLines: number
  readonly #kept: RejectedLine[] = []
  #charactersLeft = MAX_CHARACTERS

  constructor(maxLines: number) {
    this.#maxLines = maxLines
  }

  /** Keeps a line, unless there are too many, or it is too long for what is left. */
  add({ line, reason }: RejectedLine): void {
    const characters = line.length + reason.length
    if (this.#kept.length >= this.#maxLines || characters > this.#charactersLeft) return
    this.#charactersLeft -= characters
    this.#kept.push({ line: copyText(line), reason: copyText(reason) })
  }

  toArray(): RejectedLine[] {
    return [...this.#kept]
  }
}

/** Engines keep the whole text that a part was cut from, such as a response of many megabytes. */
function copyText(text: string): string {
  return decodeText(new TextEncoder().encode(text))
}
