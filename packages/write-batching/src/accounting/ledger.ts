import type { RejectedLine } from '@fluxline/core'
import type { SpoolStats } from '../spool/spool-stats.ts'
import type { Batch, BatchState } from './batch.ts'
import type { BufferShares } from './buffer-shares.ts'
import type { Route } from './destination.ts'
import { RejectedLines } from './rejected-lines.ts'

const PENDING: readonly BatchState[] = ['filling', 'queued', 'inFlight', 'retrying']

/** Lines and their bytes. */
export interface Amount {
  readonly lines: number
  readonly bytes: number
}

/** Snapshot of the writer's counters. */
export interface WriterStats {
  /** In batches that are filling or queued. */
  readonly buffered: Amount
  readonly inFlight: Amount
  /** Waiting for another attempt. */
  readonly retrying: Amount
  /** Lines that are stored. */
  readonly written: number
  readonly writtenBytes: number
  /** Lines not stored, including dropped ones. */
  readonly failed: number
  readonly failedBytes: number
  /** Lines dropped because the buffer was full. */
  readonly dropped: number
  readonly droppedBytes: number
  /** Failed and unsent lines that may be stored all the same, because a response was lost. */
  readonly unknown: number
  /** With a spool: what is in it. */
  readonly spool?: SpoolStats
}

/** Outcome of all lines that the writer accepted since it was created; the three counts add up to them. */
export interface WriteReport {
  readonly written: number
  /** Rejected, dropped or given up. */
  readonly failed: number
  /** Not known when the time-out passed, or handed back. */
  readonly unsent: number
  /** The lines that InfluxDB rejected, up to `maxRejected` and 4 MiB; `onRejected` gets all of them. */
  readonly rejected: readonly RejectedLine[]
  /** With a spool: lines that are on disk and not stored yet. A closed writer leaves them to the next one. */
  readonly spooled?: number
  /** With a spool: lines that earlier processes left there. The other counts add up to these and the accepted ones. */
  readonly recovered?: number
}

/** Counts every line from acceptance to its outcome. Lines only move, so the sum is always what was accepted. */
export class Ledger {
  readonly #lines: Record<BatchState, number> = zeros()
  readonly #bytes: Record<BatchState, number> = zeros()
  readonly #rejected: RejectedLines
  readonly #shares: BufferShares
  #unknown = 0

  constructor(maxRejected: number, shares: BufferShares) {
    this.#rejected = new RejectedLines(maxRejected)
    this.#shares = shares
  }

  /** Counts lines that were accepted into a filling batch. */
  countAccepted({ share }: Route, lines: number, bytes: number): void {
    this.#lines.filling += lines
    this.#bytes.filling += bytes
    this.#shares.addBytes(share, bytes)
  }

  /** Counts lines that are in a spool already. */
  countSpooled(lines: number, bytes: number): void {
    this.#lines.spooled += lines
    this.#bytes.spooled += bytes
  }

  /** Moves the lines of a batch from its state to another. Those that are in a spool only take no memory. */
  countMove({ route, state: from, lines, bytes }: Batch, to: BatchState): void {
    if (from === 'spooled') this.#shares.addBytes(route.share, bytes)
    if (!PENDING.includes(to)) this.#shares.addBytes(route.share, -bytes)
    this.#lines[from] -= lines
    this.#bytes[from] -= bytes
    this.#lines[to] += lines
    this.#bytes[to] += bytes
  }

  /** Counts lines that were given up although they may be stored. */
  countMaybeStored(lines: number): void {
    this.#unknown += lines
  }

  /** Keeps a rejected line for the report, as long as there is space. */
  keepRejected(line: RejectedLine): void {
    this.#rejected.add(line)
  }

  /** Returns how many lines are in each state. */
  get lines(): Readonly<Record<BatchState, number>> {
    return { ...this.#lines }
  }

  /** Lines whose outcome is not known. */
  get pendingLines(): number {
    return PENDING.reduce((sum, state) => sum + this.#lines[state], 0)
  }

  get stats(): WriterStats {
    const { filling, queued, inFlight, retrying, written, failed, dropped } = this.#lines
    const bytes = this.#bytes
    return {
      buffered: { lines: filling + queued, bytes: bytes.filling + bytes.queued },
      inFlight: { lines: inFlight, bytes: bytes.inFlight },
      retrying: { lines: retrying, bytes: bytes.retrying },
      written,
      writtenBytes: bytes.written,
      failed: failed + dropped,
      failedBytes: bytes.failed + bytes.dropped,
      dropped,
      droppedBytes: bytes.dropped,
      unknown: this.#unknown,
    }
  }

  report(): WriteReport {
    const { written, failed, dropped, unsent } = this.#lines
    return { written, failed: failed + dropped, unsent: unsent + this.pendingLines, rejected: this.#rejected.toArray() }
  }
}

function zeros(): Record<BatchState, number> {
  return { filling: 0, queued: 0, inFlight: 0, retrying: 0, written: 0, failed: 0, dropped: 0, unsent: 0, spooled: 0 }
}
