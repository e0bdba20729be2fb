import type { Client, RejectedLine } from '@fluxline/core'
import type { Batch } from './batch.ts'
import type { BatchEvent, WriterEvent } from './events.ts'
import type { Gates } from './gates.ts'
import { halve, onlyLine, takeNamed } from './triage.ts'
import type { Ledger, Place } from './ledger.ts'
import type { ResolvedBatchOptions } from './options.ts'
import { isUncertain, judge, retryDelay } from './retry-policy.ts'
import type { FailureShape } from './retry-policy.ts'

/** What the world outside gives: tests give their own. */
export interface Surroundings {
  /** Milliseconds that never step back. */
  readonly now: () => number
  /** From 0 to below 1. */
  readonly random: () => number
}

interface Lane {
  readonly waiting: Job[]
  active: number
}

interface Job {
  readonly batch: Batch
  readonly done: () => void
}

/** How often bad lines are looked for by halving before the whole batch is taken for bad. */
const FRUITLESS_HALVINGS = 64

/**
 * Brings batches to their end: stored, refused or given up, with retries between.
 *
 * Every destination has a lane of its own, so that one which fails holds up no other; at most `concurrency` batches of a
 * lane are on their way, waits for a retry included, and at most as many requests at a time in all.
 */
export class Delivery {
  readonly #client: Client
  readonly #options: ResolvedBatchOptions
  readonly #ledger: Ledger
  readonly #gates: Gates
  readonly #emit: (event: WriterEvent) => void
  readonly #surroundings: Surroundings
  readonly #lanes = new Map<string, Lane>()
  /** Every batch whose end is not known, oldest first, and where it is. */
  readonly #held = new Map<Batch, Place>()
  readonly #slotQueue: (() => void)[] = []
  readonly #disposal = new AbortController()
  #requests = 0

  constructor(parts: {
    client: Client
    options: ResolvedBatchOptions
    ledger: Ledger
    gates: Gates
    emit: (event: WriterEvent) => void
    surroundings: Surroundings
  }) {
    this.#client = parts.client
    this.#options = parts.options
    this.#ledger = parts.ledger
    this.#gates = parts.gates
    this.#emit = parts.emit
    this.#surroundings = parts.surroundings
  }

  /** Takes a batch, whose lines are `waiting` in the ledger; resolves when the end of each is known. */
  deliver(batch: Batch): Promise<void> {
    this.#held.set(batch, 'waiting')
    return new Promise((done) => {
      const lane = this.#laneOf(batch)
      lane.waiting.push({ batch, done })
      this.#advance(lane)
    })
  }

  /** Drops the oldest batch that is not under way; false where there is none. */
  dropOldest(): boolean {
    for (const [batch, place] of this.#held) {
      if (place !== 'waiting' && place !== 'retrying') continue
      this.#drop(batch)
      return true
    }
    return false
  }

  /** Ends everything, and hands over the batches whose end is not known. */
  dispose(): Batch[] {
    const unsent = [...this.#held.keys()]
    for (const batch of unsent) this.#end(batch, 'unsent')
    this.#disposal.abort()
    for (const lane of this.#lanes.values()) for (const job of lane.waiting.splice(0)) job.done()
    return unsent
  }

  #laneOf({ destination: { bucket, org, precision } }: Batch): Lane {
    const key = JSON.stringify([bucket, org, precision])
    const lane = this.#lanes.get(key) ?? { waiting: [], active: 0 }
    this.#lanes.set(key, lane)
    return lane
  }

  #advance(lane: Lane): void {
    while (lane.active < this.#options.concurrency) {
      const job = lane.waiting.shift()
      if (job === undefined) return
      lane.active++
      void this.#run(job.batch, { fruitless: 0 }).then(() => {
        lane.active--
        job.done()
        this.#advance(lane)
      })
    }
  }

  /** Tries a batch until its end is known. Never rejects. */
  async #run(batch: Batch, search: { fruitless: number }): Promise<void> {
    while (this.#held.has(batch)) {
      await this.#turn(batch)
      if (!this.#held.has(batch)) {
        this.#release()
        return
      }
      const failure = await this.#attempt(batch)
      this.#release()
      if (failure === undefined) {
        search.fruitless = 0
        this.#succeed(batch)
        return
      }
      if (!this.#held.has(batch)) return
      if (!(await this.#fail(batch, failure, search))) return
    }
  }

  /** Waits for the target's gate and for a free request. The caller releases. */
  async #turn(batch: Batch): Promise<void> {
    for (;;) {
      const waitMs = this.#gates.waitMs(batch.destination, this.#surroundings.now())
      if (waitMs > 0) await this.#sleep(waitMs)
      else if (this.#requests < this.#options.concurrency) break
      else await new Promise<void>((resolve) => this.#slotQueue.push(resolve))
      if (!this.#held.has(batch)) break
    }
    this.#requests++
  }

  #release(): void {
    this.#requests--
    this.#slotQueue.shift()?.()
  }

  async #attempt(batch: Batch): Promise<FailureShape | undefined> {
    const { bucket, org, precision } = batch.destination
    batch.startedAt ??= this.#surroundings.now()
    batch.attempt++
    this.#move(batch, 'inFlight')
    try {
      const response = await this.#client.request({
        method: 'POST',
        path: '/api/v2/write',
        query: { org, bucket, precision },
        headers: { 'content-type': 'text/plain; charset=utf-8' },
        body: batch.body,
        gzip: this.#options.gzip,
        timeout: this.#options.timeout,
        signal: this.#disposal.signal,
      })
      await response.text()
      return undefined
    } catch (error) {
      return error ?? new Error('The request failed without a reason.')
    }
  }

  /** Decides what becomes of a batch that failed; true where it is to be tried again. */
  async #fail(batch: Batch, failure: FailureShape, search: { fruitless: number }): Promise<boolean> {
    batch.isUncertain ||= isUncertain(failure)
    switch (judge(failure, batch.lines)) {
      case 'retry':
        return this.#waitForRetry(batch, failure)
      case 'split':
        await this.#runAll(batch, halve(batch), search)
        return false
      case 'triage':
        await this.#triage(batch, failure, search)
        return false
      case 'partial':
        await this.#takePartial(batch, failure, search)
        return false
      case 'final':
        this.#giveUp(batch, failure)
        return false
    }
  }

  async #waitForRetry(batch: Batch, failure: FailureShape): Promise<boolean> {
    const { now, random } = this.#surroundings
    const { retryAfterMs } = failure
    if (retryAfterMs !== undefined) this.#gates.close(batch.destination, now(), retryAfterMs)
    const state = { attempt: batch.attempt, elapsedMs: now() - batch.startedAt! }
    const delayMs = retryDelay(state, retryAfterMs, this.#options, random)
    if (delayMs === undefined) {
      this.#giveUp(batch, failure)
      return false
    }
    this.#move(batch, 'retrying')
    this.#emit(this.#event('retry', batch, { error: failure, delayMs }))
    await this.#sleep(delayMs)
    return this.#held.has(batch)
  }

  /** The server refused the batch for some of its lines, and stored none of it. */
  async #triage(batch: Batch, failure: FailureShape, search: { fruitless: number }): Promise<void> {
    const named = takeNamed(batch, failure.rejected ?? [])
    if (named) {
      this.#replace(batch, named.rest ? [named.rest] : [])
      for (const { line, receipts } of named.rejected) {
        this.#ledger.move('inFlight', 'failed', 1, new TextEncoder().encode(line.line).length + 1)
        this.#reject(batch, line)
        for (const { receipt } of receipts) receipt.add('failed', 1, failure, line)
      }
      if (named.rest) await this.#run(named.rest, search)
      return
    }
    if (batch.lines === 1) this.#rejectOnly(batch, failure)
    else if (++search.fruitless > FRUITLESS_HALVINGS) this.#giveUp(batch, failure)
    else await this.#runAll(batch, halve(batch), search)
  }

  /** The server stored the batch but for so many lines that it does not name. */
  async #takePartial(batch: Batch, failure: FailureShape, search: { fruitless: number }): Promise<void> {
    const dropped = Math.min(failure.dropped ?? 0, batch.lines)
    if (batch.lines === 1) return this.#rejectOnly(batch, failure)
    // Whose lines they were, only sending them apart can tell; what is stored already stays as it is.
    const isOneAffair = batch.receipts.every(({ start, end }) => end - start === batch.lines)
    if (!isOneAffair && dropped < batch.lines) return this.#runAll(batch, halve(batch), search)
    this.#emit(this.#event('error', batch, { error: failure, outcome: 'refused' }))
    this.#held.delete(batch)
    const share = (batch.body.length / batch.lines) * dropped
    this.#ledger.move('inFlight', 'failed', dropped, share)
    this.#ledger.move('inFlight', 'written', batch.lines - dropped, batch.body.length - share)
    for (const { receipt, start, end } of batch.receipts) {
      receipt.add('failed', Math.min(dropped, end - start), failure)
      receipt.add('written', end - start - Math.min(dropped, end - start))
    }
  }

  async #runAll(whole: Batch, parts: readonly Batch[], search: { fruitless: number }): Promise<void> {
    this.#replace(whole, parts)
    for (const part of parts) await this.#run(part, search)
  }

  /** Holds parts in place of the whole; what is in none of them is the caller's to count. */
  #replace(whole: Batch, parts: readonly Batch[]): void {
    this.#held.delete(whole)
    for (const part of parts) this.#held.set(part, 'inFlight')
  }

  #succeed(batch: Batch): void {
    if (!this.#held.has(batch)) return
    this.#end(batch, 'written')
    this.#emit(this.#event('success', batch))
  }

  #giveUp(batch: Batch, failure: FailureShape): void {
    this.#emit(this.#event('error', batch, { error: failure, outcome: batch.isUncertain ? 'unknown' : 'refused' }))
    this.#end(batch, 'failed', failure)
  }

  #rejectOnly(batch: Batch, failure: FailureShape): void {
    const line = { line: onlyLine(batch), reason: failure.message ?? 'refused' }
    this.#reject(batch, line)
    this.#end(batch, 'failed', failure, line)
  }

  #reject({ destination }: Batch, line: RejectedLine): void {
    this.#ledger.reject(line)
    this.#emit({ type: 'rejected', destination, ...line })
  }

  #drop(batch: Batch): void {
    this.#emit(this.#event('drop', batch))
    const { waiting } = this.#laneOf(batch)
    const at = waiting.findIndex((job) => job.batch === batch)
    this.#end(batch, 'dropped')
    // One that waits for its retry finds itself ended when it wakes.
    if (at !== -1) waiting.splice(at, 1)[0]!.done()
  }

  #end(
    batch: Batch,
    place: 'written' | 'failed' | 'dropped' | 'unsent',
    error?: unknown,
    rejected?: RejectedLine,
  ): void {
    this.#move(batch, place)
    this.#held.delete(batch)
    const kind = place === 'dropped' ? 'failed' : place
    for (const { receipt, start, end } of batch.receipts) receipt.add(kind, end - start, error, rejected)
  }

  #move(batch: Batch, to: Place): void {
    this.#ledger.move(this.#held.get(batch)!, to, batch.lines, batch.body.length)
    this.#held.set(batch, to)
  }

  #event(type: BatchEvent['type'], batch: Batch, more: Partial<BatchEvent> = {}): BatchEvent {
    const { destination, body, lines, attempt, startedAt } = batch
    return {
      type,
      destination,
      body,
      text: () => new TextDecoder().decode(body),
      lines,
      attempt,
      durationMs: startedAt === undefined ? 0 : this.#surroundings.now() - startedAt,
      ...more,
    }
  }

  #sleep(ms: number): Promise<void> {
    const { signal } = this.#disposal
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer)
        signal.removeEventListener('abort', wake)
        resolve()
      }
      const timer = setTimeout(wake, ms)
      signal.addEventListener('abort', wake)
    })
  }
}
