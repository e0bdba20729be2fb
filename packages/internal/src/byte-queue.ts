/** A value with more bytes than this is read again only after its bytes have doubled, so that reading stays linear. */
const PATIENT_BYTES = 16_384

/** The errors of a package that reads bytes. */
export interface ReadingErrors {
  /** The error of bytes that do not fit. */
  unexpected(problem: string, byte: number): Error
  /** The error of a value that is longer than it may be. */
  tooLong(maxCellBytes: number): Error
}

/** The bytes that have arrived and are not read yet, in one block. */
export class ByteQueue {
  bytes: Uint8Array = new Uint8Array(0)
  view: DataView = new DataView(this.bytes.buffer)
  /** Where the next byte is read. */
  position = 0
  /** Where the bytes end that have arrived. */
  end = 0
  /** Whether no more bytes will come. */
  isEnded = false
  /** All bytes that have arrived. */
  totalBytes = 0
  /** Whether the block was made here, so that it can be written to. */
  #isOwn = false
  /** How many bytes must wait before it is worth reading on. */
  #wanted = 0

  /** The longest text that a cell may have. */
  readonly maxCellBytes: number
  readonly #errors: ReadingErrors

  constructor(maxCellBytes: number, errors: ReadingErrors) {
    this.maxCellBytes = maxCellBytes
    this.#errors = errors
  }

  /** Adds bytes, which must not change until they are read. */
  push(chunk: Uint8Array): void {
    const rest = this.end - this.position
    this.totalBytes += chunk.length
    if (rest === 0) this.#use(chunk, 0, chunk.length, false)
    else if (this.#isOwn && this.bytes.length - this.end >= chunk.length) {
      this.bytes.set(chunk, this.end)
      this.end += chunk.length
    } else if (this.#isOwn && rest < PATIENT_BYTES && this.bytes.length - rest >= chunk.length) {
      // Of what has been read nothing is needed, and a new block would cost more than to move the rest.
      this.bytes.copyWithin(0, this.position, this.end)
      this.bytes.set(chunk, rest)
      this.position = 0
      this.end = rest + chunk.length
    } else {
      const block = new Uint8Array(2 * (rest + chunk.length))
      block.set(this.bytes.subarray(this.position, this.end))
      block.set(chunk, rest)
      this.#use(block, 0, rest + chunk.length, true)
    }
  }

  endInput(): void {
    this.isEnded = true
  }

  /** Says that the bytes that wait are not enough for one value. */
  wait(): void {
    const rest = this.end - this.position
    this.#wanted = rest < PATIENT_BYTES ? rest + 1 : 2 * rest
  }

  /** Forgets what the last {@link wait} said: reading goes on. */
  resume(): void {
    this.#wanted = 0
  }

  /** Whether it is worth reading on. */
  get isWorthReading(): boolean {
    return this.isEnded || this.end - this.position >= this.#wanted
  }

  /** Returns the error of the byte at the position. */
  unexpected(problem: string): Error {
    return this.#errors.unexpected(problem, this.totalBytes - (this.end - this.position))
  }

  /** Returns the error of a text that is too long. */
  tooLong(): Error {
    return this.#errors.tooLong(this.maxCellBytes)
  }

  #use(block: Uint8Array, position: number, end: number, isOwn: boolean): void {
    this.bytes = block
    this.view = new DataView(block.buffer, block.byteOffset, block.length)
    this.position = position
    this.end = end
    this.#isOwn = isOwn
  }
}
