/** A growing block of bytes. Whoever writes reserves first, writes into `bytes`, and moves `end` when it is done. */
export class ByteSink {
  bytes: Uint8Array
  end = 0
  readonly #first: number

  constructor(first: number) {
    this.#first = first
    this.bytes = new Uint8Array(first)
  }

  /** Makes room for so many bytes from `at` on; what was written before stays. */
  reserve(at: number, count: number): Uint8Array {
    if (at + count > this.bytes.length) {
      const larger = new Uint8Array(Math.max(this.bytes.length * 2, at + count))
      larger.set(this.bytes.subarray(0, at))
      this.bytes = larger
    }
    return this.bytes
  }

  /** Hands over what was written, and starts again with as much room. */
  take(): Uint8Array {
    const taken = this.bytes.subarray(0, this.end)
    this.bytes = new Uint8Array(Math.max(this.#first, this.end + (this.end >> 3)))
    this.end = 0
    return taken
  }
}
