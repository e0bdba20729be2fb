import { decodeText } from './decode-text.ts'

const SLOTS = 1024
/** Longer texts seldom repeat. */
const CACHED_BYTES = 24

/** Reads UTF-8. Texts that repeat, such as the values of tags, are made once. */
export class TextReader {
  readonly #texts: (string | undefined)[] = []

  read(bytes: Uint8Array, start: number, end: number): string {
    const length = end - start
    if (length > CACHED_BYTES) return decodeText(bytes.subarray(start, end))
    let hash = length
    for (let index = start; index < end; index++) {
      const byte = bytes[index]!
      if (byte > 127) return decodeText(bytes.subarray(start, end))
      hash = (hash * 31 + byte) | 0
    }
    const slot = hash & (SLOTS - 1)
    const known = this.#texts[slot]
    if (known !== undefined && isSame(known, bytes, start, length)) return known
    return (this.#texts[slot] = decodeText(bytes.subarray(start, end)))
  }
}

function isSame(text: string, bytes: Uint8Array, start: number, length: number): boolean {
  if (text.length !== length) return false
  for (let index = 0; index < length; index++) if (text.charCodeAt(index) !== bytes[start + index]) return false
  return true
}
