import type { RejectedLine } from '@fluxline/core'
import { deferred } from '@fluxline/internal/deferred'
import type { Deferred } from '@fluxline/internal/deferred'
import { textOfThrown } from '@fluxline/internal/text-of-thrown'
import type { Batch } from '../accounting/batch.ts'
import type { WriteReport } from '../accounting/ledger.ts'
import type { TellAfter } from '../listeners.ts'
import type { WriteClient } from '../delivery/send-batch.ts'
import { uncommittedBytes } from '../intake/encoder-pool.ts'
import type { FillingBatch } from '../intake/encoder-pool.ts'
import type { SpoolChannel } from './commit-queue.ts'
import { Logs } from './logs.ts'
import type { Log } from './logs.ts'
import type { OpenChannel, SlotLock } from './spool-opening.ts'
import type { Spool } from './spool.ts'
import { Drain } from '../backlog/drain.ts'
import type { DrainParts } from '../backlog/drain.ts'
import { atEndOfTurn } from './end-of-turn.ts'
import { MemoryShares } from '../backlog/memory-shares.ts'
import { entriesOf } from '../backlog/spool-entry.ts'
import type { EntryShare } from '../backlog/spool-entry.ts'
import type { SpoolStats } from './spool-stats.ts'
import type { LineRange, SpoolFrame, SpoolNotice } from './store.ts'

/** What a writer gives its spool. */
export interface SpoolingParts extends Omit<DrainParts, 'order' | 'memory' | 'channel'> {
  readonly client: WriteClient
  /** There may be space in memory again. */
  readonly released: () => void
  readonly tellAfter: TellAfter
}

/** How much of a filling batch is in the spool. */
interface Progress {
  lines: number
  bytes: number
  /** Number of the batch's first line. */
  readonly from: number
  readonly log: Log
  share: EntryShare | undefined
}

/** More than this is appended before the turn of the event loop ends. */
const MAX_TURN_BYTES = 1024 * 1024

/**
 * A writer's part of its spool: appends what was accepted in a turn of the event loop at its end, and decides which batches
 * are sent from memory and which are read back later.
 */
export class Spooling {
  readonly #parts: SpoolingParts
  readonly #data: Spool
  readonly #lock: SlotLock
  readonly #channel: SpoolChannel
  readonly #drain: Drain
  readonly #logs = new Logs()
  readonly #progress = new WeakMap<FillingBatch, Progress>()
  readonly #dirty = new Set<FillingBatch>()
  readonly #memory: MemoryShares
  #turnBytes = 0
  #turn: Deferred<void> | undefined
  #isScheduled = false
  #isStopped = false
  /** Resolves when all that was appended is safe. */
  #appended: Promise<void> | undefined

  constructor(parts: SpoolingParts, data: Spool, openChannel: OpenChannel, lock: SlotLock) {
    this.#parts = parts
    this.#data = data
    this.#lock = lock
    this.#memory = new MemoryShares(parts.options)
    this.#drain = new Drain({ ...parts, order: data.order, memory: this.#memory, channel: () => this.#channel })
    let isOpen = false
    const host = {
      server: parts.client.url,
      recovered: this.#drain.recover.bind(this.#drain),
      dropped: this.#drain.dropped.bind(this.#drain),
      freed: () => {},
      // The writer has no subscribers before it is created.
      notify: (notice: SpoolNotice) => (isOpen ? parts.notify(notice) : queueMicrotask(() => parts.notify(notice))),
    }
    this.#channel = openChannel({ data, lock, host, written: parts.released })
    isOpen = true
  }

  get stats(): SpoolStats {
    const { bytes, segments, oldest } = this.#channel.stats
    const { lines: backlog, recovered, drained, lost } = this.#drain
    const age = oldest === undefined ? 0 : Math.max(0, Date.now() - oldest.getTime())
    const { error } = this.#channel
    const counts = { lines: this.#lines, backlog, bytes, segments, oldest, age, recovered, drained, lost }
    return error === undefined ? counts : { ...counts, error }
  }

  /** Adds the lines of the spool to a report. Those that are in it are not unsent. */
  addTo(report: WriteReport): WriteReport {
    const { filling, queued, inFlight, retrying } = this.#parts.ledger.lines
    const unsent = report.unsent - (filling + queued + inFlight + retrying) + this.pendingLines
    return { ...report, unsent, spooled: this.#lines, recovered: this.#drain.recovered }
  }

  /** Throws if lines must not be accepted now. @throws SpoolFullError, SpoolError */
  admit(): void {
    if (this.#data.whenFull === 'throw' && this.#channel.error) throw this.#channel.error
  }

  /** Lines were appended to a filling batch. */
  accepted(filling: FillingBatch, bytes: number): void {
    this.#dirty.add(filling)
    this.#turnBytes += bytes
    if (this.#turnBytes >= MAX_TURN_BYTES) this.commit()
    else if (!this.#isScheduled) {
      this.#isScheduled = true
      atEndOfTurn(() => {
        this.#isScheduled = false
        this.commit()
      })
    }
  }

  /** Resolves when everything that was accepted until now, or until the end of `reading`, is in the spool or stored. */
  committed(reading?: void | Promise<void>): Promise<void> {
    if (reading) {
      const committed = reading.then(() => this.committed())
      committed.catch(() => {})
      return committed
    }
    if (this.#dirty.size === 0) return this.#appended ?? Promise.resolve()
    this.#turn ??= deferred()
    // Callers that do not await are not ended by an error; its lines are reported.
    this.#turn.promise.catch(() => {})
    return this.#turn.promise
  }

  /** Appends what was accepted since the last commit. */
  commit(): void {
    this.#parts.tellAfter(() => this.#commit())
  }

  #commit(): void {
    this.#turnBytes = 0
    const frames: SpoolFrame[] = []
    for (const filling of this.#dirty) {
      const { batch } = filling
      if (batch === undefined) continue
      const progress = this.#progressOf(filling)
      frames.push(this.#frameOf(batch, uncommittedBytes(filling, progress.bytes), progress))
      progress.lines = batch.lines
      progress.bytes = batch.bytes
    }
    this.#dirty.clear()
    this.#append(frames)
    this.#turn?.resolve(this.#appended)
    this.#turn = undefined
  }

  /** Appends what is left of batches, and of a rest that goes on filling; returns the batches to send from memory. */
  complete(filling: FillingBatch, batches: readonly Batch[], rest: Batch | undefined): readonly Batch[] {
    const progress = this.#progressOf(filling)
    this.#progress.delete(filling)
    this.#dirty.delete(filling)
    const frames: SpoolFrame[] = []
    let { lines, bytes } = progress
    const all = rest ? [...batches, rest] : batches
    if (all.length > 1) progress.share = undefined
    for (const batch of all) {
      if (lines < batch.lines) {
        frames.push(this.#frameOf(batch, batch.body.subarray(bytes), { ...progress, lines }))
      }
      lines = Math.max(0, lines - batch.lines)
      bytes = Math.max(0, bytes - batch.bytes)
    }
    this.#append(frames)
    const { from, log } = progress
    const to = log.next - (rest?.lines ?? 0)
    if (rest) this.#progress.set(filling, { lines: rest.lines, bytes: rest.bytes, from: to, log, share: undefined })
    if (this.#staysInMemory(batches, { log: log.id, from, to })) return batches
    let at = from
    for (const batch of batches) {
      this.#drain.leave(batch, log.id, at)
      at += batch.lines
    }
    return []
  }

  /** A batch is in memory until its outcome is known. */
  delivering(batch: Batch): void {
    this.#memory.add(batch)
  }

  /** The outcome of a batch is known. */
  delivered(batch: Batch): void {
    this.#memory.remove(batch)
    this.#drain.fill()
  }

  /** Keeps lines that were refused for people to read. */
  refused({ route, body }: Batch, error: unknown, rejected: RejectedLine | undefined): void {
    if (body.length === 0) return
    const reason = rejected?.reason ?? textOfThrown(error)
    this.#channel.refuse({ destination: route.destination, body, reason })
  }

  /** Whether all lines of a batch are in the spool. */
  holds(batch: Batch): boolean {
    return entriesOf(batch.receipts).every((entry) => entry.dropped === 0 && !this.#channel.isWaiting(entry))
  }

  /** Resolves when all lines that are only in the spool now were read back. */
  async readBack(): Promise<void> {
    await this.#channel.opened
    await this.#drain.read()
  }

  /** Resolves when what was accepted is in the spool or stored, and what earlier writers left is known. */
  async spooled(): Promise<void> {
    await this.committed()
    await this.#channel.opened
  }

  /** From now on, everything stays in the spool. */
  stop(): void {
    this.#isStopped = true
    this.commit()
    this.#channel.catchUp()
  }

  /** Ends the spool, after the writer. What is in it stays for the next. */
  async close(): Promise<void> {
    this.#drain.close()
    try {
      await this.#channel.close()
    } finally {
      this.#lock.release()
    }
  }

  /** Lines that are accepted but not in the spool. */
  get pendingLines(): number {
    let waitingLines = this.#channel.waitingLines + this.#drain.droppedLines
    for (const filling of this.#dirty) {
      waitingLines += (filling.batch?.lines ?? 0) - (this.#progress.get(filling)?.lines ?? 0)
    }
    return waitingLines
  }

  /** Lines in the spool whose outcome is not known. */
  get #lines(): number {
    const { filling, queued, inFlight, retrying, spooled } = this.#parts.ledger.lines
    return filling + queued + inFlight + retrying + spooled - this.pendingLines
  }

  #append(frames: readonly SpoolFrame[]): void {
    if (frames.length === 0) return
    const done = this.#channel.append(frames)
    if (done === undefined) return
    const all: Promise<void> = this.#appended ? Promise.all([this.#appended, done]).then(() => {}) : done
    const clear = (): void => {
      if (this.#appended === all) this.#appended = undefined
    }
    all.then(clear, clear)
    this.#appended = all
  }

  /** Returns the lines of a batch from `progress.lines` on as a frame, and follows them. */
  #frameOf(batch: Batch, body: Uint8Array, progress: Progress): SpoolFrame {
    const { log, lines: start } = progress
    const from = log.next
    const to = from + batch.lines - start
    log.next = to
    const { share } = progress
    if (share) {
      share.receipt.extend(to)
      share.end = batch.lines
    } else {
      const entry = this.#drain.follow(log.id, from, to)
      progress.share = { receipt: entry, start, end: batch.lines }
      batch.receipts.push(progress.share)
    }
    return { log: log.id, from, to, destination: batch.route.destination, body }
  }

  #progressOf(filling: FillingBatch): Progress {
    let progress = this.#progress.get(filling)
    if (progress === undefined) {
      const log = this.#logs.of(filling.route.key)
      progress = { lines: 0, bytes: 0, from: log.next, log, share: undefined }
      this.#progress.set(filling, progress)
    }
    return progress
  }

  /** Whether batches are sent from memory, instead of being read back later. */
  #staysInMemory(batches: readonly Batch[], lines: LineRange): boolean {
    if (this.#channel.mustStay(lines) || this.#drain.hasDropped(batches)) return true
    const { route } = batches[0]!
    return !this.#isStopped && !this.#drain.isBehind(route) && this.#memory.canKeep(route)
  }
}
