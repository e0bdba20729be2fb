import type { RejectedLine } from '@fluxline/core'
import { deferred } from '@fluxline/internal/deferred'
import { inspectAs, inspection } from '@fluxline/internal/inspect'

/** Outcome of the lines of one `submit`. */
export interface Outcome {
  /** Lines that are stored. */
  readonly written: number
  /** Lines that are not stored: rejected, dropped or given up. */
  readonly failed: number
  /** Lines that were still waiting when the writer was aborted or closed. */
  readonly unsent: number
  /** The lines that the server rejected by name. */
  readonly rejected: readonly RejectedLine[]
  /** The first error. */
  readonly error?: unknown
}

/** Follows the lines of one `submit`. */
export interface Receipt {
  /** Number of lines accepted so far. */
  readonly lines: number
  /** Resolves once the outcome of every line is known. Never rejects. */
  readonly outcome: Promise<Outcome>
}

/** A receipt's lines within a batch: from `start` to before `end`. */
export interface ReceiptShare {
  readonly receipt: PendingReceipt
  readonly start: number
  readonly end: number
}

/** A receipt that still counts. */
export class PendingReceipt implements Receipt {
  static {
    // Not a member: its key has no name in a declaration.
    Object.defineProperty(this.prototype, inspection, { value: inspectReceipt })
  }

  readonly #outcome = deferred<Outcome>()
  readonly #rejected: RejectedLine[] = []
  #lines = 0
  #areAllAccepted = false
  #written = 0
  #failed = 0
  #unsent = 0
  #error: unknown

  get lines(): number {
    return this.#lines
  }

  get outcome(): Promise<Outcome> {
    return this.#outcome.promise
  }

  /** Counts lines that were accepted. */
  expectLines(lines: number): void {
    this.#lines += lines
  }

  /** Ends acceptance: no more lines follow. */
  allAccepted(error?: unknown): void {
    this.#areAllAccepted = true
    this.#error ??= error
    this.#resolveIfSettled()
  }

  /** Counts lines whose outcome is known. */
  settleLines(kind: 'written' | 'failed' | 'unsent', lines: number, error?: unknown, rejected?: RejectedLine): void {
    if (kind === 'written') this.#written += lines
    else if (kind === 'failed') this.#failed += lines
    else this.#unsent += lines
    this.#error ??= error
    if (rejected) this.#rejected.push(rejected)
    this.#resolveIfSettled()
  }

  toJSON(): object {
    return { lines: this.#lines, written: this.#written, failed: this.#failed, unsent: this.#unsent }
  }

  #resolveIfSettled(): void {
    if (!this.#areAllAccepted || this.#written + this.#failed + this.#unsent < this.#lines) return
    this.#outcome.resolve({
      written: this.#written,
      failed: this.#failed,
      unsent: this.#unsent,
      rejected: this.#rejected,
      ...(this.#error === undefined ? {} : { error: this.#error }),
    })
  }
}

function inspectReceipt(this: PendingReceipt, ...args: readonly never[]): string {
  return inspectAs('Receipt', this.toJSON(), ...args)
}
