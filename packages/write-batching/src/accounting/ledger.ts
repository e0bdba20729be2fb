import type { RejectedLine } from '@fluxline/core'

/** Where accepted lines can be; each is in exactly one of these. */
export type Place = 'open' | 'waiting' | 'inFlight' | 'retrying' | 'written' | 'failed' | 'dropped' | 'unsent'

const PENDING: readonly Place[] = ['open', 'waiting', 'inFlight', 'retrying']

/** Lines and their bytes. */
export interface Amount {
  readonly lines: number
  readonly bytes: number
}

/** How much is where, at one moment. */
export interface WriterStats {
  /** In open batches and in those that wait for their turn. */
  readonly buffered: Amount
  readonly inFlight: Amount
  /** Waiting for another attempt. */
  readonly retrying: Amount
  /** Lines that are stored. */
  readonly written: number
  readonly writtenBytes: number
  /** Lines that are not, dropped ones among them. */
  readonly failed: number
  readonly failedBytes: number
  /** Lines that were dropped because the buffer was full. */
  readonly dropped: number
  readonly droppedBytes: number
  /** Lines among the failed and the handed back that may be stored all the same, because an answer was lost. */
  readonly unknown: number
}

/** What became of all lines that a writer was given since it was opened; the three counts add up to them. */
export interface WriteReport {
  readonly written: number
  /** Refused, dropped or given up. */
  readonly failed: number
  /** Not known yet when the deadline came, or handed back. */
  readonly unsent: number
  /** The lines that InfluxDB refused, up to `maxRejected`; each also went to `onRejected`. */
  readonly rejected: readonly RejectedLine[]
}

/** Keeps count of every line from acceptance to its end. Lines only move: the sum is always what was accepted. */
export class Ledger {
  readonly #lines: Record<Place, number> = zeros()
  readonly #bytes: Record<Place, number> = zeros()
  readonly #rejected: RejectedLine[] = []
  readonly #maxRejected: number
  #pendingBytes = 0
  #unknown = 0

  constructor(maxRejected: number) {
    this.#maxRejected = maxRejected
  }

  /** Lines were accepted into an open batch. */
  accept(lines: number, bytes: number): void {
    this.#lines.open += lines
    this.#bytes.open += bytes
    this.#pendingBytes += bytes
  }

  /** Lines go from where they are pending to another place. */
  move(from: Place, to: Place, lines: number, bytes: number): void {
    if (!PENDING.includes(to)) this.#pendingBytes -= bytes
    this.#lines[from] -= lines
    this.#bytes[from] -= bytes
    this.#lines[to] += lines
    this.#bytes[to] += bytes
  }

  /** So many lines came to their end without anybody knowing whether they are stored. */
  doubt(lines: number): void {
    this.#unknown += lines
  }

  reject(line: RejectedLine): void {
    if (this.#rejected.length < this.#maxRejected) this.#rejected.push(line)
  }

  /** Bytes in memory whose end is not known yet. */
  get pendingBytes(): number {
    return this.#pendingBytes
  }

  get stats(): WriterStats {
    const { inFlight, retrying, written, failed, dropped } = this.#lines
    return {
      buffered: { lines: this.#lines.open + this.#lines.waiting, bytes: this.#bytes.open + this.#bytes.waiting },
      inFlight: { lines: inFlight, bytes: this.#bytes.inFlight },
      retrying: { lines: retrying, bytes: this.#bytes.retrying },
      written,
      writtenBytes: this.#bytes.written,
      failed: failed + dropped,
      failedBytes: this.#bytes.failed + this.#bytes.dropped,
      dropped,
      droppedBytes: this.#bytes.dropped,
      unknown: this.#unknown,
    }
  }

  report(): WriteReport {
    const { written, failed, dropped, unsent } = this.#lines
    const pending = PENDING.reduce((sum, place) => sum + this.#lines[place], 0)
    return { written, failed: failed + dropped, unsent: unsent + pending, rejected: [...this.#rejected] }
  }
}

function zeros(): Record<Place, number> {
  return { open: 0, waiting: 0, inFlight: 0, retrying: 0, written: 0, failed: 0, dropped: 0, unsent: 0 }
}
