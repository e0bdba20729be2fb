import type { RejectedLine } from '@fluxline/core'

/** What became of the lines of one `submit`. */
export interface Outcome {
  /** Lines that are stored. */
  readonly written: number
  /** Lines that are not: refused, dropped or given up. */
  readonly failed: number
  /** Lines that were still waiting when the writer was disposed of. */
  readonly unsent: number
  /** The lines that the server refused by name. */
  readonly rejected: readonly RejectedLine[]
  /** Why the first of them failed. */
  readonly error?: unknown
}

/** A promise of what becomes of lines that were submitted. */
export interface Receipt {
  /** How many lines it is about. */
  readonly lines: number
  /** Resolves when the end of every line is known; it never rejects, so it may be left alone. */
  readonly written: Promise<Outcome>
}

/** A receipt's lines within a batch: from `start` to before `end`. */
export interface ReceiptShare {
  readonly receipt: OpenReceipt
  readonly start: number
  readonly end: number
}

/** A receipt that still counts. */
export class OpenReceipt implements Receipt {
  readonly written: Promise<Outcome>
  #lines = 0
  #isComplete = false
  #written = 0
  #failed = 0
  #unsent = 0
  #error: unknown
  readonly #rejected: RejectedLine[] = []
  readonly #resolve: (outcome: Outcome) => void

  constructor() {
    const { promise, resolve } = withResolvers<Outcome>()
    this.written = promise
    this.#resolve = resolve
  }

  get lines(): number {
    return this.#lines
  }

  /** Lines were accepted on this receipt. */
  expect(lines: number): void {
    this.#lines += lines
  }

  /** No more lines will come. */
  complete(error?: unknown): void {
    this.#isComplete = true
    this.#error ??= error
    this.#settle()
  }

  add(kind: 'written' | 'failed' | 'unsent', lines: number, error?: unknown, rejected?: RejectedLine): void {
    if (kind === 'written') this.#written += lines
    else if (kind === 'failed') this.#failed += lines
    else this.#unsent += lines
    this.#error ??= error
    if (rejected) this.#rejected.push(rejected)
    this.#settle()
  }

  #settle(): void {
    if (!this.#isComplete || this.#written + this.#failed + this.#unsent < this.#lines) return
    this.#resolve({
      written: this.#written,
      failed: this.#failed,
      unsent: this.#unsent,
      rejected: this.#rejected,
      ...(this.#error === undefined ? {} : { error: this.#error }),
    })
  }
}

/** A promise and what settles it; Node 22 has it built in, not every browser that is in use does. */
function withResolvers<Value>(): { promise: Promise<Value>; resolve: (value: Value) => void } {
  let resolve!: (value: Value) => void
  const promise = new Promise<Value>((settle) => (resolve = settle))
  return { promise, resolve }
}
