import type { RejectedLine } from '@fluxline/core'
import { retryDelay } from '@fluxline/core/rate-limits'
import type { RateLimits } from '@fluxline/core/rate-limits'
import { attemptWrite } from './send-batch.ts'
import type { WriteClient } from './send-batch.ts'
import { free } from '../accounting/batch.ts'
import type { Batch } from '../accounting/batch.ts'
import { gateOf } from '../accounting/destination.ts'
import { rejectedEvent } from '../events.ts'
import type { BatchEvent, WriterEvent } from '../events.ts'
import { bufferFull } from '../errors.ts'
import { droppedOf, isUncertain, judge } from './verdict.ts'
import type { FailureShape } from './verdict.ts'
import { Holdings } from '../accounting/tracked-batches.ts'
import type { End } from '../accounting/tracked-batches.ts'
import { Lanes } from './scheduler.ts'
import type { Ledger } from '../accounting/ledger.ts'
import type { ResolvedBatchOptions } from '../options.ts'
import { Sleepers } from './sleep.ts'
import { conflictsIn, halve, onlyLine, takeNamed } from './isolate-bad-lines.ts'
import type { Triage } from './isolate-bad-lines.ts'
import { Turns } from './turns.ts'

/** What the world outside gives: tests give their own. */
export interface Surroundings {
  /** Milliseconds that never step back. */
  readonly now: () => number
  /** From 0 to below 1. */
  readonly random: () => number
}

/** What is known while the bad lines of one batch are looked for. */
interface Search {
  /** Parts that were refused since one was stored. */
  fruitless: number
  /** Whether it is the lines that the server refuses, or any request that goes there. */
  fault: 'lines' | 'request' | undefined
}

/** After so many refusals in a row it is worth asking whether it is the lines at all. */
const FRUITLESS_PARTS = 16
const NEWLINE = 10

/**
 * Brings batches to their end: stored, refused or given up, with retries between.
 *
 * Every destination has a lane of its own, so that one which fails holds up no other; at most `concurrency` batches of a
 * lane are on their way, waits for a retry included, and at most as many requests at a time in all.
 */
export class Delivery {
  readonly #client: WriteClient
  readonly #options: ResolvedBatchOptions
  readonly #ledger: Ledger
  readonly #gates: RateLimits
  readonly #emit: (event: WriterEvent) => boolean
  readonly #surroundings: Surroundings
  readonly #lanes: Lanes
  readonly #held: Holdings
  readonly #turns: Turns
  readonly #sleepers = new Sleepers<Batch>()
  readonly #disposal = new AbortController()

  constructor(parts: {
    client: WriteClient
    options: ResolvedBatchOptions
    ledger: Ledger
    gates: RateLimits
    /** Gives whether anybody was told. */
    emit: (event: WriterEvent) => boolean
    surroundings: Surroundings
  }) {
    this.#client = parts.client
    this.#options = parts.options
    this.#ledger = parts.ledger
    this.#gates = parts.gates
    this.#emit = parts.emit
    this.#surroundings = parts.surroundings
    this.#held = new Holdings(parts.ledger)
    this.#lanes = new Lanes(parts.options.concurrency, (batch) => this.#run(batch, { fruitless: 0, fault: undefined }))
    this.#turns = new Turns(parts.options.concurrency, parts.gates, parts.surroundings.now, this.#sleepers)
  }

  /** Takes a batch, whose lines are `waiting` in the ledger; resolves when the end of each is known. */
  deliver(batch: Batch): Promise<void> {
    this.#held.add(batch)
    return this.#lanes.add(batch)
  }

  /** How many batches there are whose end is not known. */
  get size(): number {
    return this.#held.size
  }

  /**
   * Drops the oldest batch that is not under way; false where there is none. One that waits for its retry is the last to
   * go, for another would take its place at once, and a server that is away would be asked without a pause.
   */
  dropOldest(): boolean {
    const batch = this.#held.first('waiting') ?? this.#held.first('retrying')
    if (batch) this.#drop(batch)
    return batch !== undefined
  }

  /** Ends everything, and hands over the batches whose end is not known; reports them too where there is a reason. */
  dispose(reason?: Error): Batch[] {
    const held = this.#held.all()
    for (const [batch, place] of held) {
      batch.isUncertain ||= place === 'inFlight'
      this.#end(batch, 'unsent')
    }
    this.#disposal.abort()
    this.#lanes.clear()
    const unsent = held.map(([batch]) => batch)
    if (reason) {
      for (const batch of unsent) {
        const outcome = batch.isUncertain ? 'unknown' : 'unsent'
        this.#emit(this.#event('error', batch, { error: reason, outcome }))
      }
    }
    return unsent
  }

  /** Tries a batch until its end is known. Never rejects. */
  async #run(batch: Batch, search: Search): Promise<void> {
    while (this.#held.has(batch)) {
      await this.#turns.take(batch, () => this.#held.has(batch))
      if (!this.#held.has(batch)) {
        this.#turns.giveBack()
        return
      }
      const failure = await this.#attempt(batch)
      this.#turns.giveBack()
      if (failure === undefined) {
        search.fruitless = 0
        this.#succeed(batch)
        return
      }
      if (!this.#held.has(batch)) return
      if (!(await this.#fail(batch, failure, search))) return
    }
  }

  #attempt(batch: Batch): Promise<FailureShape | undefined> {
    batch.startedAt ??= this.#surroundings.now()
    batch.attempt++
    this.#held.move(batch, 'inFlight')
    return this.#send(batch, batch.body)
  }

  #send({ destination }: Batch, body: Uint8Array): Promise<FailureShape | undefined> {
    const { gzip, timeout } = this.#options
    return attemptWrite(this.#client, destination, body, { gzip, timeout, signal: this.#disposal.signal })
  }

  /** Decides what becomes of a batch that failed; true where it is to be tried again. */
  async #fail(batch: Batch, failure: FailureShape, search: Search): Promise<boolean> {
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
      case 'reject':
        this.#rejectOnly(batch, failure)
        return false
      case 'final':
        this.#giveUp(batch, failure)
        return false
    }
  }

  async #waitForRetry(batch: Batch, failure: FailureShape): Promise<boolean> {
    const { now, random } = this.#surroundings
    const { retryAfterMs } = failure
    if (retryAfterMs !== undefined) this.#gates.close(gateOf(batch.destination), now(), retryAfterMs)
    const state = { attempt: batch.attempt, elapsedMs: now() - batch.startedAt! }
    const delayMs = retryDelay(state, retryAfterMs, this.#options, random)
    if (delayMs === undefined) {
      this.#giveUp(batch, failure)
      return false
    }
    this.#held.move(batch, 'retrying')
    this.#emit(this.#event('retry', batch, { error: failure, delayMs }))
    if (this.#held.has(batch)) await this.#sleepers.sleep(batch, delayMs)
    return this.#held.has(batch)
  }

  /** The server refused the batch for some of its lines, and stored none of it. */
  async #triage(batch: Batch, failure: FailureShape, search: Search): Promise<void> {
    const named = takeNamed(batch, failure.rejected ?? [])
    if (named !== undefined) {
      this.#rejectNamed(batch, named, failure, false)
      if (named.rest) await this.#run(named.rest, search)
      return
    }
    if (batch.lines === 1) return this.#rejectOnly(batch, failure)
    const isInVain = await this.#isRequestRefused(batch, failure, search)
    if (!this.#held.has(batch)) return
    if (isInVain) this.#giveUp(batch, failure)
    else await this.#runAll(batch, halve(batch), search)
  }

  #rejectNamed(batch: Batch, { rejected, rest }: Triage, failure: FailureShape, isRestStored: boolean): void {
    this.#held.replace(batch, rest ? [rest] : [])
    // First: a callback may end the writer.
    if (rest && isRestStored) this.#succeed(rest)
    for (const { line, bytes, receipts } of rejected) {
      this.#ledger.move('inFlight', 'failed', 1, bytes)
      for (const { receipt } of receipts) receipt.add('failed', 1, failure, line)
      this.#reject(batch, line, failure)
    }
  }

  /** Whether the server refuses whatever is sent there, so that looking for bad lines is in vain. */
  async #isRequestRefused(batch: Batch, failure: FailureShape, search: Search): Promise<boolean> {
    if (search.fault === undefined && ++search.fruitless > FRUITLESS_PARTS) {
      const answer = await this.#send(batch, new Uint8Array([NEWLINE]))
      const isSame = answer?.status === failure.status && answer?.serverMessage === failure.serverMessage
      search.fault = isSame ? 'request' : 'lines'
    }
    return search.fault === 'request'
  }

  /** The server stored the batch but for so many lines that it does not name. */
  async #takePartial(batch: Batch, failure: FailureShape, search: Search): Promise<void> {
    const dropped = droppedOf(failure, batch.lines)
    if (dropped === undefined) {
      batch.isUncertain = true
      return this.#giveUp(batch, failure)
    }
    if (batch.lines === 1 && dropped === 1) return this.#rejectOnly(batch, failure)
    const named = takeNamed(batch, conflictsIn(batch, failure.serverMessage, dropped))
    if (named !== undefined) {
      this.#rejectNamed(batch, named, failure, true)
      return
    }
    // Whose lines they were, only sending them apart can tell; what is stored already stays as it is.
    const isOneAffair = batch.receipts.every(({ start, end }) => end - start === batch.lines)
    if (!isOneAffair && dropped > 0 && dropped < batch.lines) {
      batch.isUncertain = true
      return this.#runAll(batch, halve(batch), search)
    }
    this.#held.replace(batch, [])
    const share = Math.round((batch.body.length / batch.lines) * dropped)
    this.#ledger.move('inFlight', 'failed', dropped, share)
    this.#ledger.move('inFlight', 'written', batch.lines - dropped, batch.body.length - share)
    for (const { receipt, start, end } of batch.receipts) {
      receipt.add('failed', Math.min(dropped, end - start), failure)
      receipt.add('written', end - start - Math.min(dropped, end - start))
    }
    this.#emit(this.#event('error', batch, { error: failure, outcome: 'partial', dropped }))
  }

  async #runAll(whole: Batch, parts: readonly Batch[], search: Search): Promise<void> {
    this.#held.replace(whole, parts)
    for (const part of parts) await this.#run(part, search)
  }

  #succeed(batch: Batch): void {
    if (!this.#held.has(batch)) return
    this.#end(batch, 'written')
    this.#emit(this.#event('success', batch))
  }

  #giveUp(batch: Batch, failure: FailureShape): void {
    if (!this.#held.has(batch)) return
    this.#end(batch, 'failed', failure)
    this.#emit(this.#event('error', batch, { error: failure, outcome: batch.isUncertain ? 'unknown' : 'refused' }))
  }

  #rejectOnly(batch: Batch, failure: FailureShape): void {
    if (!this.#held.has(batch)) return
    const line = { line: onlyLine(batch), reason: failure.message ?? 'refused' }
    // A line that the server does not take is not stored, whatever became of attempts whose answer was lost.
    batch.isUncertain = false
    this.#end(batch, 'failed', failure, line)
    this.#reject(batch, line, failure)
  }

  #reject(batch: Batch, line: RejectedLine, error: FailureShape): void {
    const { destination, attempt } = batch
    this.#ledger.reject(line)
    this.#emit(rejectedEvent(line, { destination, attempt, durationMs: this.#durationMs(batch), error }))
  }

  #drop(batch: Batch): void {
    const error = bufferFull(this.#options.maxBufferBytes)
    this.#end(batch, 'dropped', error)
    this.#lanes.remove(batch)
    const isTold = this.#emit(this.#event('drop', batch, { error }))
    // Nobody else has seen it.
    if (!isTold && batch.attempt === 0 && batch.ownsBlock) free(batch.body)
  }

  #end(batch: Batch, end: End, error?: unknown, rejected?: RejectedLine): void {
    this.#held.end(batch, end, error, rejected)
    // One that waits for its turn or its retry finds itself ended.
    this.#sleepers.wake(batch)
  }

  #event(type: BatchEvent['type'], batch: Batch, more: Partial<BatchEvent> = {}): BatchEvent {
    const { destination, body, lines, attempt } = batch
    return {
      type,
      destination,
      body,
      text: () => new TextDecoder().decode(body),
      lines,
      attempt,
      durationMs: this.#durationMs(batch),
      ...more,
    }
  }

  #durationMs({ startedAt }: Batch): number {
    return startedAt === undefined ? 0 : this.#surroundings.now() - startedAt
  }
}
