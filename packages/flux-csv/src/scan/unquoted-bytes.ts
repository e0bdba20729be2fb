const QUOTE = 34
const CARRIAGE_RETURN = 13
const NEWLINE = 10

/** Removes from the bytes of a quoted cell what quoting added: the second of doubled quotes, and the CR of each CR LF. */
export class UnquotedBytes {
  /** Begins with the text that was unquoted last. */
  bytes: Uint8Array = new Uint8Array(256)

  /** Unquotes the bytes between the quotes of a cell, and returns how many are left. */
  unquote(source: Uint8Array, start: number, end: number): number {
    if (end - start > this.bytes.length) this.bytes = new Uint8Array((end - start) * 2)
    const { bytes } = this
    let length = 0
    for (let at = start; at < end; at++) {
      const byte = source[at]!
      if (byte === CARRIAGE_RETURN && at + 1 < end && source[at + 1] === NEWLINE) continue
      bytes[length++] = byte
      if (byte === QUOTE) at++
    }
    return length
  }
}
