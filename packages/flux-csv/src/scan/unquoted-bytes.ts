const QUOTE = 34
const CARRIAGE_RETURN = 13
const NEWLINE = 10

/** Takes off bytes what quotes add to a text: doubled quotes are one, and InfluxDB writes each line break as CR LF. */
export class UnquotedBytes {
  /** The text that was unquoted last, and what is left of those before. */
  bytes: Uint8Array = new Uint8Array(256)

  /** Unquotes what stands between quotes, and returns how many bytes are left. */
  take(source: Uint8Array, start: number, end: number): number {
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
