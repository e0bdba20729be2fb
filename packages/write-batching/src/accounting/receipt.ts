import type { RejectedLine } from '@fluxline/core'
import { deferred } from '@fluxline/internal/deferred'
import { OptionError } from '@fluxline/internal/errors'
import type { Deferred } from '@fluxline/internal/deferred'
import { inspectAs, inspection } from '@fluxline/internal/inspect'
import { RejectedLines } from './rejected-lines.ts'

/** Outcome of the lines of one `submit`. */
export interface Outcome {
  /** Lines that are stored. */
  readonly written: number
  /** Lines that are not stored: rejected, dropped or given up. */
  readonly failed: number
  /**
   * The failed lines that InfluxDB or line protocol refuses as they are, also if `rejected` does not name them: sending them
   * again is of no use.
   */
  readonly refused: number
  /** Lines that were still waiting when the writer was aborted or closed, and are not in a spool. */
  readonly unsent: number
  /** With a spool: lines that the closed writer left there for the next one. */
  readonly spooled?: number
  /** The lines that the server rejected by name, up to `maxRejected` and 4 MiB. */
  readonly rejected: readonly RejectedLine[]
  /** The first error. */
  readonly error?: unknown
}

/** Follows the lines of one `submit`. */
export interface Receipt {
  /** Number of lines accepted so far. */
  readonly lines: number
  /**
   * With a spool: resolves once every line is on disk, or stored; a crash of the process loses none of them then. It rejects
   * if the spool cannot take them, and without a spool.
   */
  readonly spooled: Promise<void>
  /** Resolves once the outcome of every line is known. Never rejects. */
  readonly outcome: Promise<Outcome>
}

/** What becomes of lines: their outcome, or that they stay in a spool when the writer is closed. */
export type SettledAs = 'written' | 'failed' | 'unsent' | 'spooled'

/** What follows lines to their outcome: a receipt, or the record of a spool. */
export interface LineFollower {
  /** Whether it must know which lines were refused, not only how many. */
  readonly wantsLines?: boolean
  settleLines(as: SettledAs, lines: number, error?: unknown, rejected?: RejectedLine): void
}

/** A follower's lines within a batch: from `start` to before `end`. */
export interface ReceiptShare {
  readonly receipt: LineFollower
  readonly start: number
  readonly end: number
}

/** A receipt that still counts. */
export class PendingReceipt implements Receipt, LineFollower {
  static {
    // Not a member: its key has no name in a declaration.
    Object.defineProperty(this.prototype, inspection, { value: inspectReceipt })
  }

  readonly #outcome = deferred<Outcome>()
  readonly #spooled: Deferred<void> | undefined
  readonly #rejected: RejectedLines
  #lines = 0
  #areAllAccepted = false
  #written = 0
  #failed = 0
  #refused = 0
  #unsent = 0
  #inSpool = 0
  #error: unknown

  /** @param hasSpool whether the writer has a spool */
  constructor(maxRejected: number, hasSpool = false) {
    this.#rejected = new RejectedLines(maxRejected)
    this.#spooled = hasSpool ? deferred() : undefined
    // A caller that does not ask need not handle it.
    this.#spooled?.promise.catch(() => {})
  }

  get lines(): number {
    return this.#lines
  }

  get outcome(): Promise<Outcome> {
    return this.#outcome.promise
  }

  get spooled(): Promise<void> {
    const message = 'receipt.spooled: the writer has no spool; create it with `spool: fileSpool({ directory })`.'
    return this.#spooled?.promise ?? Promise.reject(new OptionError(message, { option: 'spool' }))
  }

  /** Counts lines that were accepted. */
  expectLines(lines: number): void {
    this.#lines += lines
  }

  /**
   * Ends acceptance: no more lines follow.
   *
   * @param thrown what the input threw, if it did; also `undefined`
   * @param spooled resolves when all lines are in the spool
   */
  allAccepted(thrown: readonly unknown[] = [], spooled?: Promise<void>): void {
    this.#areAllAccepted = true
    for (const error of thrown) this.#error ??= error ?? new Error('The input failed without a reason.')
    this.#spooled?.resolve(spooled)
    this.#resolveIfSettled()
  }

  /** Counts lines whose outcome is known. */
  settleLines(as: SettledAs, lines: number, error?: unknown, rejected?: RejectedLine): void {
    if (as === 'written') this.#written += lines
    else if (as === 'failed') this.#failed += lines
    else if (as === 'unsent') this.#unsent += lines
    else this.#inSpool += lines
    if (as === 'failed' && (rejected || isPartialWrite(error))) this.#refused += lines
    this.#error ??= error
    if (rejected) this.#rejected.add(rejected)
    this.#resolveIfSettled()
  }

  toJSON(): object {
    return { lines: this.#lines, written: this.#written, failed: this.#failed, unsent: this.#unsent }
  }

  #resolveIfSettled(): void {
    const settled = this.#written + this.#failed + this.#unsent + this.#inSpool
    if (!this.#areAllAccepted || settled < this.#lines) return
    this.#outcome.resolve({
      written: this.#written,
      failed: this.#failed,
      refused: this.#refused,
      unsent: this.#unsent,
      rejected: this.#rejected.toArray(),
      ...(this.#spooled && { spooled: this.#inSpool }),
      ...(this.#error === undefined ? {} : { error: this.#error }),
    })
  }
}

/** Whether the others of the same request are stored, so that these lines are to blame. */
function isPartialWrite(error: unknown): boolean {
  return (Object(error) as { code?: unknown }).code === 'FLUXLINE_PARTIAL_WRITE'
}

function inspectReceipt(this: PendingReceipt, ...args: readonly never[]): string {
  return inspectAs('Receipt', this.toJSON(), ...args)
}
