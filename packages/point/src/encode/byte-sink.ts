/**
 * A growing block of bytes. Whoever writes reserves first, writes into `bytes` or `view`, which are the same memory, and
 * moves `end` when it is done.
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

  /** Makes room for so many bytes from `at` on; what was written before stays. */
  reserve(at: number, count: number): void {
    if (at + count > this.bytes.length) this.#grow(at, Math.max(this.bytes.length * 2, at + count))
  }

  /** Hands over what was written, and starts again with as much room. */
  takeBytes(): Uint8Array {
    const taken = this.bytes.subarray(0, this.end)
    const room = Math.max(this.#first, this.end + (this.end >> 3))
    this.end = 0
    this.#grow(0, room)
    return taken
  }

  #grow(keep: number, size: number): void {
    const larger = new Uint8Array(size)
    larger.set(this.bytes.subarray(0, keep))
    this.bytes = larger
    this.view = new DataView(larger.buffer)
  }
}
