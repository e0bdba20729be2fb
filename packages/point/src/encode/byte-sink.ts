/**
 * A growing block of bytes. A writer reserves first, writes into `bytes` or `view`, which are the same memory, and moves
 * `end` when it is done.
 */
export class ByteSink {
  bytes: Uint8Array
  view: DataView
  end = 0
  readonly #first: number

  constructor(first: number) {
    this.#first = first
    this.bytes = new Uint8Array(first)
    this.view = new DataView(this.bytes.buffer)
  }

  /** Reserves bytes from an offset on; what was written before it stays. */
  reserve(offset: number, count: number): void {
    if (offset + count > this.bytes.length) this.#grow(offset, Math.max(this.bytes.length * 2, offset + count))
  }

  /** Hands over what was written, and starts a new block of about the same size. */
  takeBytes(): Uint8Array {
    const taken = this.bytes.subarray(0, this.end)
    const size = Math.max(this.#first, this.end + (this.end >> 3))
    this.end = 0
    this.#grow(0, size)
    return taken
  }

  #grow(keep: number, size: number): void {
    const larger = new Uint8Array(size)
    larger.set(this.bytes.subarray(0, keep))
    this.bytes = larger
    this.view = new DataView(larger.buffer)
  }
}
