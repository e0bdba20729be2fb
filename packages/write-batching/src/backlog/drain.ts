import { concat } from '@fluxline/internal/bytes'
import { batchOf, cutBatch } from '../accounting/batch.ts'
import type { Batch } from '../accounting/batch.ts'
import { createRoute, destinationKey } from '../accounting/destination.ts'
import type { BufferShare } from '../accounting/buffer-shares.ts'
import type { Destination, Route } from '../accounting/destination.ts'
import type { Ledger } from '../accounting/ledger.ts'
import type { ReceiptShare } from '../accounting/receipt.ts'
import type { TrackedBatches } from '../accounting/tracked-batches.ts'
import type { Emit } from '../events.ts'
import type { ResolvedBatchOptions } from '../options.ts'
import { Backlog, backlogRange } from './backlog.ts'
import type { BacklogRange, FollowedLines } from './backlog.ts'
import type { SpoolChannel } from '../spool/commit-queue.ts'
import { SpoolError } from '../errors.ts'
import type { MemoryShares } from './memory-shares.ts'
import { entriesOf, overlaps, SpoolEntry } from './spool-entry.ts'
import type { EntryShare } from './spool-entry.ts'
import type { SendOrder } from '../spool/spool.ts'
import type { RecoveredLines, SpoolFrame, SpoolNotice } from '../spool/store.ts'

/** What a drain works with. */
export interface DrainParts {
  readonly options: ResolvedBatchOptions
  readonly order: SendOrder
  readonly memory: MemoryShares
  readonly ledger: Ledger
  readonly tracked: TrackedBatches
  readonly emit: Emit
  readonly notify: (notice: SpoolNotice) => void
  readonly shareOf: (destination: Destination) => BufferShare
  /** Sends a batch; resolves when its outcome is known. */
  readonly deliver: (batch: Batch) => Promise<void>
  readonly dropBatch: (batch: Batch, error: Error) => void
  readonly channel: () => SpoolChannel
}

/** Sends lines that are only in the spool, in batches, as fast as InfluxDB takes them and memory allows. */
export class Drain {
  readonly #parts: DrainParts
  readonly #backlogs = new Map<string, Backlog>()
  /** Entries of the batches in memory. */
  readonly #entries = new Set<SpoolEntry>()
  #isClosed = false
  #isBehind = false
  /** Lines that were read back and are stored or refused now. */
  drained = 0
  recovered = 0
  /** Lines that could not be read back. */
  lost = 0

  constructor(parts: DrainParts) {
    this.#parts = parts
  }

  /** Lines that are only in the spool. */
  get lines(): number {
    let lines = 0
    for (const backlog of this.#backlogs.values()) lines += backlog.lines
    return lines
  }

  /** Lines in memory that the store dropped. */
  get droppedLines(): number {
    let lines = 0
    for (const { dropped } of this.#entries) lines += dropped
    return lines
  }

  /** Whether some lines of batches are in memory alone. */
  hasDropped(batches: readonly Batch[]): boolean {
    return batches.some(({ receipts }) => entriesOf(receipts).some(({ dropped }) => dropped > 0))
  }

  /** Returns an entry for lines that are in memory and in the spool. */
  follow(log: string, from: number, to: number): SpoolEntry {
    const entry = new SpoolEntry(log, from, to, (ended, stays) => {
      this.#entries.delete(ended)
      if (!stays) this.#parts.channel().end(ended)
    })
    this.#entries.add(entry)
    return entry
  }

  /** Whether newer lines of a destination must not be sent before those that are only in the spool. */
  isBehind(route: Route): boolean {
    return this.#parts.order === 'oldest-first' && this.#backlogs.has(route.key)
  }

  /** Leaves a batch whose lines are in the spool from line `from` of a log on. */
  leave(batch: Batch, log: string, from: number): void {
    const { route, lines, bytes } = batch
    this.#parts.ledger.countMove(batch, 'spooled')
    this.#forget(batch)
    const range = backlogRange({ log, from, to: from + lines }, lines, bytes)
    range.followers = batch.receipts
      .filter(({ receipt }) => !(receipt instanceof SpoolEntry))
      .map(({ receipt, start, end }) => ({ follower: receipt, from: from + start, to: from + end }))
    this.#backlogOf(route.destination, route).add(range)
    if (!this.#isBehind) {
      this.#isBehind = true
      this.#parts.notify({ kind: 'behind', message: 'InfluxDB is slower than the writer: lines wait on disk.' })
    }
    this.fill()
  }

  /** Adds lines of an earlier writer. */
  recover({ destination, lines, bytes, ...range }: RecoveredLines): void {
    this.recovered += lines
    this.#isBehind = true
    this.#parts.ledger.countSpooled(lines, bytes)
    this.#backlogOf(destination).addRecovered(backlogRange(range, lines, bytes))
    // The first lines are announced before the writer is complete.
    queueMicrotask(() => this.fill())
  }

  /** Counts and reports lines that the store dropped. */
  dropped(frames: readonly SpoolFrame[], reason: Error): void {
    for (const frame of frames) {
      const backlog = this.#backlogs.get(destinationKey(frame.destination))
      const range = backlog?.rangeWith(frame)
      if (backlog && range) {
        const batch = this.#batchOf(backlog.route, [frame], range)
        this.#forget(batch)
        batch.receipts = batch.receipts.filter(({ receipt }) => !(receipt instanceof SpoolEntry))
        this.#take(range, frame)
        range.drops++
        this.#parts.tracked.settle(batch, 'dropped', reason)
        this.#parts.emit('drop', batch, { error: reason })
        if (range.lines === 0) this.#finish(backlog, range)
      } else this.#dropFromMemory(frame, reason)
    }
  }

  /** Reads back what there is space for. */
  fill(): void {
    for (const backlog of this.#backlogs.values()) void this.#fillOne(backlog)
  }

  /** Resolves when everything that is only in the spool now was read back. */
  async read(): Promise<void> {
    await Promise.all([...this.#backlogs.values()].map((backlog) => backlog.read()))
  }

  /** Reads nothing more. What is left stays in the spool. */
  close(): void {
    this.#isClosed = true
    for (const backlog of this.#backlogs.values()) {
      for (const { followers, done } of backlog.ranges) {
        for (const { follower, from, to } of followers) follower.settleLines('spooled', to - from)
        done?.resolve()
      }
    }
  }

  #backlogOf(destination: Destination, route?: Route): Backlog {
    const key = destinationKey(destination)
    // The share of the buffer is known when the writer is complete.
    const routeOf = (): Route => route ?? createRoute(destination, this.#parts.shareOf(destination))
    const backlog = this.#backlogs.get(key) ?? new Backlog(destination, routeOf)
    this.#backlogs.set(key, backlog)
    return backlog
  }

  async #fillOne(backlog: Backlog): Promise<void> {
    if (backlog.isReading) return
    backlog.isReading = true
    while (!this.#isClosed && this.#parts.memory.canReadBack(backlog.route)) {
      const range = backlog.next(this.#parts.order)
      if (range === undefined) break
      await this.#readSome(backlog, range)
    }
    backlog.isReading = false
    if (!this.#isClosed && backlog.isEmpty && this.#backlogs.get(destinationKey(backlog.destination)) === backlog)
      this.#leaveNone(backlog)
  }

  #leaveNone(backlog: Backlog): void {
    this.#backlogs.delete(destinationKey(backlog.destination))
    if (this.#backlogs.size > 0 || !this.#isBehind) return
    this.#isBehind = false
    this.#parts.notify({ kind: 'drained', message: 'No lines wait on disk any longer.' })
  }

  async #readSome(backlog: Backlog, range: BacklogRange): Promise<void> {
    const { channel, options } = this.#parts
    const limit = { lines: options.batchSize, bytes: options.maxBatchBytes }
    const { from, to, drops } = range
    const { frames, next } = await channel().read({ log: range.log, from, to }, limit)
    // Lines of it may have been dropped meanwhile.
    if (this.#isClosed || !backlog.has(range) || range.drops > drops) return
    if (frames.length > 0) this.#send(this.#batchOf(backlog.route, frames, range))
    for (const frame of frames) this.#take(range, frame)
    // Whatever the store returns, reading goes on or ends.
    range.from = next > from ? next : range.to
    if (range.from >= range.to) this.#finish(backlog, range)
  }

  #send(batch: Batch): void {
    const { batchSize, maxBatchBytes } = this.#parts.options
    for (const piece of cutBatch(batch, batchSize, maxBatchBytes)) {
      piece.state = 'spooled'
      void this.#parts.deliver(piece).then(() => {
        this.drained += piece.state === 'spooled' ? 0 : piece.lines
      })
    }
  }

  /** Returns frames as one batch, with what follows their lines. */
  #batchOf(route: Route, frames: readonly SpoolFrame[], range: BacklogRange): Batch {
    const body = frames.length === 1 ? frames[0]!.body : concat(frames.map((frame) => frame.body))
    const receipts: ReceiptShare[] = []
    let last: EntryShare | undefined
    let start = 0
    for (const { log, from, to } of frames) {
      const end = start + to - from
      if (last?.receipt.to === from) {
        last.receipt.extend(to)
        last.end = end
      } else {
        const entry = this.follow(log, from, to)
        receipts.push((last = { receipt: entry, start, end }))
      }
      for (const followed of range.followers) {
        if (followed.from >= to || followed.to <= from) continue
        const first = start + Math.max(followed.from, from) - from
        receipts.push({ receipt: followed.follower, start: first, end: start + Math.min(followed.to, to) - from })
      }
      start = end
    }
    const batch = batchOf(route, body, start, receipts)
    batch.state = 'spooled'
    return batch
  }

  /** Takes the lines of a frame out of a range. */
  #take(range: BacklogRange, { from, to, body }: SpoolFrame): void {
    range.lines -= to - from
    range.bytes -= body.length
    if (range.followers.length === 0) return
    range.followers = range.followers.flatMap((followed): FollowedLines[] => {
      if (followed.to <= from || followed.from >= to) return [followed]
      const before = followed.from < from ? [{ ...followed, to: from }] : []
      return followed.to > to ? [...before, { ...followed, from: to }] : before
    })
  }

  /** Ends a range. Lines of it that did not come back are lost. */
  #finish(backlog: Backlog, range: BacklogRange): void {
    const { lines, bytes, followers } = range
    if (lines > 0) {
      const error = new SpoolError(`${lines} lines of bucket ${backlog.destination.bucket} could not be read back.`)
      const receipts = followers.map(({ follower, from, to }) => ({ receipt: follower, start: 0, end: to - from }))
      const batch: Batch = { ...batchOf(backlog.route, new Uint8Array(0), lines, receipts), bytes, state: 'spooled' }
      this.lost += lines
      this.#parts.tracked.settle(batch, 'failed', error)
      this.#parts.emit('error', batch, { error, outcome: 'unknown' })
    }
    backlog.remove(range)
  }

  /** The lines of a batch are no longer in memory. */
  #forget({ receipts }: Batch): void {
    for (const entry of entriesOf(receipts)) this.#entries.delete(entry)
  }

  /** Batches that are on their way or being filled stay, but are not in the spool: they are reported if they are not sent. */
  #dropFromMemory(frame: SpoolFrame, reason: Error): void {
    for (const batch of this.#parts.tracked.snapshot()) {
      const isIdle = batch.state === 'queued' || batch.state === 'retrying'
      if (isIdle && entriesOf(batch.receipts).some((entry) => overlaps(entry, frame))) {
        this.#parts.dropBatch(batch, reason)
      }
    }
    for (const entry of this.#entries) {
      if (overlaps(entry, frame)) entry.dropped += Math.min(entry.to, frame.to) - Math.max(entry.from, frame.from)
    }
  }
}
