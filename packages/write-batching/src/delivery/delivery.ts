import { isUnsent, retryDelay } from '@fluxline/core/rate-limits'
import type { RejectedLine } from '@fluxline/core'
import type { RateLimits } from '@fluxline/core/rate-limits'
import { release } from '@fluxline/internal/bytes'
import type { Batch, FinalState } from '../accounting/batch.ts'
import type { BufferShare } from '../accounting/buffer-shares.ts'
import type { TrackedBatches } from '../accounting/tracked-batches.ts'
import { bufferFull } from '../errors.ts'
import type { Emit, EventDetails } from '../events.ts'
import type { ClockAndRandom, ResolvedBatchOptions } from '../options.ts'
import { heldBackMs, longestWait } from './held-back.ts'
import { BadLineSearch, bisect, removeNamedLines, singleLineText } from './isolate-bad-lines.ts'
import type { NamedLines } from './isolate-bad-lines.ts'
import { readPartialWrite } from './partial-write.ts'
import { MAX_REQUESTS, Scheduler } from './scheduler.ts'
import { sendBatch } from './send-batch.ts'
import type { SendOptions, WriteClient } from './send-batch.ts'
import { Sleeps } from './sleep.ts'
import { mayBeStored, verdictOf } from './verdict.ts'
import type { FailureShape } from './verdict.ts'

/** What a delivery works with. */
interface DeliveryParts {
  readonly client: WriteClient
  readonly options: ResolvedBatchOptions
  readonly tracked: TrackedBatches
  readonly rateLimits: RateLimits
  readonly emit: Emit
  /** Reports a retry; returns false if the application calls it off. */
  readonly askForRetry: (batch: Batch, details: EventDetails) => boolean
  readonly clockAndRandom: ClockAndRandom
  /** Whether the lines are in a spool, so that only the server's refusal of a line ends it. */
  readonly isSpooled: boolean
}

/**
 * Sends batches until their outcome is known: stored, rejected or given up, with retries in between.
 *
 * A batch keeps its place in its destination's queue while it waits for a retry.
 */
export class Delivery {
  readonly #parts: DeliveryParts
  readonly #tracked: TrackedBatches
  readonly #scheduler: Scheduler
  readonly #sleeps = new Sleeps<Batch>()
  readonly #ending = new AbortController()
  readonly #sendOptions: SendOptions

  constructor(parts: DeliveryParts) {
    this.#parts = parts
    this.#tracked = parts.tracked
    const { gzip, headers, timeout } = parts.options
    this.#sendOptions = { gzip, headers, timeout, signal: this.#ending.signal, idempotent: false }
    this.#scheduler = new Scheduler({
      concurrency: parts.options.concurrency,
      maxRequests: parts.client.connections ?? MAX_REQUESTS,
      waitMs: (batch) => heldBackMs(batch, parts),
      sleeps: this.#sleeps,
      run: (batch) => this.#run(batch),
    })
  }

  /** Takes a filled batch; resolves once the outcome of each line is known. */
  deliver(batch: Batch): Promise<void> {
    this.#tracked.admit(batch)
    return this.#scheduler.enqueue(batch)
  }

  /**
   * Drops the oldest batch of a bucket that is not in flight; returns false if there is none. Batches that wait for a retry
   * are dropped last: otherwise others would take their place and be sent at once, without a pause.
   */
  dropOldest(share: BufferShare): boolean {
    const batch = this.#tracked.oldestIn(share, 'queued') ?? this.#tracked.oldestIn(share, 'retrying')
    if (batch) this.drop(batch)
    return batch !== undefined
  }

  /** Sends at once what waits for a retry; what waits because of a `Retry-After` keeps waiting. */
  retryNow(): void {
    for (const batch of this.#tracked.snapshot()) if (batch.state === 'retrying') this.#sleeps.wakeUp(batch)
  }

  /**
   * Ends everything, and returns the batches whose outcome is not known; also reports them if there is a reason.
   *
   * @param isKept whether a batch stays in the spool
   */
  abort(reason: Error | undefined, isKept: (batch: Batch) => boolean): Batch[] {
    const unsent: Batch[] = []
    for (const batch of this.#tracked.snapshot()) {
      if (isKept(batch)) {
        batch.mayBeStored = false
        this.#settle(batch, 'spooled')
        continue
      }
      batch.mayBeStored ||= batch.state === 'inFlight'
      this.#settle(batch, 'unsent')
      unsent.push(batch)
    }
    this.#ending.abort()
    this.#scheduler.clearQueued()
    if (reason) {
      for (const batch of unsent) {
        this.#parts.emit('error', batch, { error: reason, outcome: batch.mayBeStored ? 'unknown' : 'unsent' })
      }
    }
    return unsent
  }

  /** Sends a batch until its outcome is known. Never rejects. */
  async #run(batch: Batch, search?: BadLineSearch): Promise<void> {
    const { client, clockAndRandom } = this.#parts
    for (;;) {
      await this.#scheduler.acquire(batch)
      // It may have ended while it waited.
      if (batch.state !== 'queued' && batch.state !== 'retrying') {
        this.#scheduler.release()
        return
      }
      batch.startedAt ??= clockAndRandom.now()
      batch.attempt++
      this.#tracked.transition(batch, 'inFlight')
      const failure = await sendBatch(client, batch.route.destination, batch.body, this.#sendOptions)
      this.#scheduler.release()
      if (failure === undefined) {
        search?.partStored()
        this.#succeed(batch)
        return
      }
      if (!this.#tracked.isTracked(batch) || !(await this.#fail(batch, failure, search ?? new BadLineSearch()))) return
    }
  }

  /** Decides about a batch that failed; returns true if it is to be sent again. */
  async #fail(batch: Batch, failure: FailureShape, search: BadLineSearch): Promise<boolean> {
    batch.mayBeStored ||= mayBeStored(failure)
    switch (verdictOf(failure, batch.lines)) {
      case 'retry':
        return this.#waitForRetry(batch, failure)
      case 'split':
        await this.#bisect(batch, search)
        return false
      case 'isolate':
        return this.#isolate(batch, failure, search)
      case 'partial':
        await this.#settlePartial(batch, failure, search)
        return false
      case 'reject':
        this.#rejectSingle(batch, failure)
        return false
      case 'final':
        return this.#giveUpOrWait(batch, failure)
    }
  }

  /** The server refuses the request, whatever its lines: those that are in a spool wait until it does no longer. */
  async #giveUpOrWait(batch: Batch, failure: FailureShape): Promise<boolean> {
    if (this.#parts.isSpooled) return this.#waitForRetry(batch, failure)
    this.#giveUp(batch, failure)
    return false
  }

  async #waitForRetry(batch: Batch, failure: FailureShape): Promise<boolean> {
    const { rateLimits, options, clockAndRandom, isSpooled } = this.#parts
    const { retryAfterMs } = failure
    const nowMs = clockAndRandom.now()
    if (retryAfterMs !== undefined) {
      rateLimits.close(batch.route.rateLimitTarget, nowMs, Math.min(retryAfterMs, longestWait(options)))
    }
    const state = { attempt: batch.attempt, elapsedMs: nowMs - batch.startedAt! }
    const schedule = isSpooled ? { ...options, maxRetries: Infinity, maxRetryTime: 0 } : options
    const delayMs = retryDelay(state, retryAfterMs, schedule, clockAndRandom.random)
    if (delayMs === undefined) {
      this.#giveUp(batch, failure)
      return false
    }
    this.#tracked.transition(batch, 'retrying')
    const isWanted = this.#parts.askForRetry(batch, { error: failure, delayMs })
    // The callback may have ended the writer.
    if (!this.#tracked.isTracked(batch)) return false
    if (isWanted) await this.#sleeps.sleepFor(batch, delayMs)
    else this.#giveUp(batch, failure)
    return this.#tracked.isTracked(batch)
  }

  /** The server refused the batch because of some of its lines, and stored none of it. Returns true to send it again. */
  async #isolate(batch: Batch, failure: FailureShape, search: BadLineSearch): Promise<boolean> {
    const found = removeNamedLines(batch, failure.rejected ?? [])
    if (found !== undefined) {
      this.#rejectNamed(batch, found, failure, 'queued')
      if (found.rest) await this.#run(found.rest, search)
      return false
    }
    if (batch.lines > 1 || this.#parts.isSpooled) {
      const isSure = batch.lines === 1
      const isRequestRefused = await search.isRequestRefused(failure, isSure, (body) =>
        sendBatch(this.#parts.client, batch.route.destination, body, this.#sendOptions),
      )
      if (!this.#tracked.isTracked(batch)) return false
      if (isRequestRefused) {
        if (this.#parts.isSpooled) search.restart()
        return this.#giveUpOrWait(batch, failure)
      }
    }
    if (batch.lines > 1) await this.#bisect(batch, search)
    else this.#rejectSingle(batch, failure)
    return false
  }

  /** Rejects the lines that were named; the rest is queued again, or stored. */
  #rejectNamed(batch: Batch, { named, rest }: NamedLines, failure: FailureShape, restIs: 'queued' | 'written'): void {
    this.#tracked.split(batch, [...(rest ? [rest] : []), ...named.map((line) => line.batch)])
    for (const line of named) {
      line.batch.mayBeStored = false
      this.#tracked.settle(line.batch, 'failed', failure, line.rejected)
    }
    if (rest && restIs === 'queued') this.#tracked.transition(rest, 'queued')
    else if (rest) this.#succeed(rest)
    const { attempt, startedAt } = batch
    for (const line of named) {
      this.#parts.emit('rejected', { ...line.batch, attempt, startedAt }, { ...line.rejected, error: failure })
    }
  }

  /** The server stored the batch except for some lines that it does not name. */
  async #settlePartial(batch: Batch, failure: FailureShape, search: BadLineSearch): Promise<void> {
    const result = readPartialWrite(batch, failure)
    switch (result.kind) {
      case 'unknown':
        batch.mayBeStored = true
        if (!this.#parts.isSpooled) return this.#giveUp(batch, failure)
        return batch.lines > 1 ? this.#bisect(batch, search) : this.#rejectSingle(batch, failure)
      case 'single':
        return this.#rejectSingle(batch, failure)
      case 'found':
        return this.#rejectNamed(batch, result, failure, 'written')
      case 'shared':
        // What is stored already stays as it is.
        batch.mayBeStored = true
        return this.#bisect(batch, search)
      case 'counted': {
        const { failed, written } = result
        const parts = [failed, written].filter((part) => part !== undefined)
        // The server says how many are stored, whatever became of attempts whose response was lost.
        for (const part of parts) part.mayBeStored = false
        this.#tracked.split(batch, parts)
        if (failed) this.#tracked.settle(failed, 'failed', failure)
        if (written) this.#tracked.settle(written, 'written')
        this.#parts.emit('error', batch, { error: failure, outcome: 'partial', dropped: failed?.lines ?? 0 })
      }
    }
  }

  async #bisect(batch: Batch, search: BadLineSearch): Promise<void> {
    const parts = bisect(batch)
    this.#tracked.split(batch, parts)
    for (const part of parts) this.#tracked.transition(part, 'queued')
    for (const part of parts) await this.#run(part, search)
  }

  #succeed(batch: Batch): void {
    // It may have been handed back, as unsent, before the response came.
    if (!this.#tracked.isTracked(batch)) return
    this.#tracked.settle(batch, 'written')
    this.#parts.emit('success', batch)
  }

  #giveUp(batch: Batch, failure: FailureShape): void {
    this.#settle(batch, 'failed', failure)
    const outcome = batch.mayBeStored ? 'unknown' : isUnsent(failure) ? 'unsent' : 'refused'
    this.#parts.emit('error', batch, { error: failure, outcome })
  }

  #rejectSingle(batch: Batch, failure: FailureShape): void {
    const line = { line: singleLineText(batch), reason: failure.message ?? 'refused' }
    // A line that the server rejects is not stored, whatever became of attempts whose response was lost.
    batch.mayBeStored = false
    this.#settle(batch, 'failed', failure, line)
    this.#parts.emit('rejected', batch, { ...line, error: failure })
  }

  /** Drops a batch that is not in flight. */
  drop(batch: Batch, reason?: Error): void {
    const error = reason ?? bufferFull(batch.route.destination.bucket, this.#parts.options.maxBufferBytes)
    this.#settle(batch, 'dropped', error)
    this.#scheduler.removeQueued(batch)
    const isReported = this.#parts.emit('drop', batch, { error })
    // Nobody else has seen the bytes.
    if (!isReported && batch.attempt === 0 && batch.ownsBlock) release(batch.body)
  }

  #settle(batch: Batch, end: FinalState, error?: unknown, rejected?: RejectedLine): void {
    this.#tracked.settle(batch, end, error, rejected)
    // A batch that waits for a retry or a rate limit finds itself ended.
    this.#sleeps.wakeUp(batch)
  }
}
