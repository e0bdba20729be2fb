import { retryDelay } from '@fluxline/core/rate-limits'
import type { RateLimits } from '@fluxline/core/rate-limits'
import type { Caller } from '@fluxline/internal/caller'
import type { Batch } from '../accounting/batch.ts'
import type { BufferShare } from '../accounting/buffer-shares.ts'
import type { TrackedBatches } from '../accounting/tracked-batches.ts'
import type { Emit, EventDetails } from '../events.ts'
import type { ClockAndRandom, ResolvedBatchOptions } from '../options.ts'
import { heldBackMs, longestWait } from './held-back.ts'
import { BadLineSearch, bisect, removeNamedLines, removeNumberedLines } from './isolate-bad-lines.ts'
import { readPartialWrite } from './partial-write.ts'
import { MAX_REQUESTS, Scheduler } from './scheduler.ts'
import { sendBatch, WritePath } from './send-batch.ts'
import type { SendOptions, WriteClient } from './send-batch.ts'
import { Sleeps } from './sleep.ts'
import { Outcomes } from './outcomes.ts'
import { mayBeStored, verdictOf } from './verdict.ts'
import type { FailureShape } from './verdict.ts'

/** What a delivery works with. */
interface DeliveryParts {
  readonly client: WriteClient
  /** Where the writer was created. */
  readonly caller: Caller
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
  readonly #path: WritePath
  readonly #outcomes: Outcomes

  constructor(parts: DeliveryParts) {
    this.#parts = parts
    this.#tracked = parts.tracked
    const { gzip, headers, timeout, noSync, writePath } = parts.options
    const { caller } = parts
    this.#sendOptions = { gzip, headers, timeout, noSync, signal: this.#ending.signal, idempotent: false, caller }
    this.#path = new WritePath(parts.client, writePath)
    this.#scheduler = new Scheduler({
      concurrency: parts.options.concurrency,
      maxRequests: parts.client.connections ?? MAX_REQUESTS,
      waitMs: (batch) => heldBackMs(batch, parts),
      sleeps: this.#sleeps,
      run: (batch) => this.#run(batch),
    })
    this.#outcomes = new Outcomes({
      ...parts,
      sleeps: this.#sleeps,
      removeQueued: (batch) => this.#scheduler.removeQueued(batch),
      maxBufferBytes: parts.options.maxBufferBytes,
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
        this.#outcomes.settle(batch, 'spooled')
        continue
      }
      batch.mayBeStored ||= batch.state === 'inFlight'
      this.#outcomes.settle(batch, 'unsent')
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

  /** Drops a batch that is not in flight. */
  drop(batch: Batch, reason?: Error): void {
    this.#outcomes.drop(batch, reason)
  }

  /** Sends a batch until its outcome is known. Never rejects. */
  async #run(batch: Batch, search?: BadLineSearch): Promise<void> {
    const { clockAndRandom } = this.#parts
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
      const { isV3 } = this.#path
      const failure = await this.#send(batch, batch.body, isV3)
      this.#scheduler.release()
      if (failure === undefined) {
        search?.partStored()
        this.#outcomes.succeed(batch)
        return
      }
      if (!this.#tracked.isTracked(batch)) return
      if (!(await this.#fail(batch, failure, search ?? new BadLineSearch(), isV3))) return
    }
  }

  #send(batch: Batch, body: Uint8Array, isV3: boolean): Promise<FailureShape | undefined> {
    return sendBatch(this.#parts.client, batch.route.destination, body, this.#sendOptions, isV3)
  }

  /** Decides about a batch that failed; returns true if it is to be sent again. */
  async #fail(batch: Batch, failure: FailureShape, search: BadLineSearch, isV3: boolean): Promise<boolean> {
    batch.mayBeStored ||= mayBeStored(failure)
    switch (verdictOf(failure, batch.lines, isV3)) {
      case 'retry':
        return this.#waitForRetry(batch, failure)
      case 'split':
        await this.#sendParts(batch, bisect(batch), search)
        return false
      case 'isolate':
        return this.#isolate(batch, failure, search, isV3)
      case 'numbered':
        await this.#settleNumbered(batch, failure, search)
        return false
      case 'partial':
        await this.#settlePartial(batch, failure, search)
        return false
      case 'reject':
        this.#outcomes.rejectSingle(batch, failure)
        return false
      case 'final':
        return this.#giveUpOrWait(batch, failure)
    }
  }

  /** The server refuses the request, whatever its lines: those that are in a spool wait until it does no longer. */
  async #giveUpOrWait(batch: Batch, failure: FailureShape): Promise<boolean> {
    if (this.#parts.isSpooled) return this.#waitForRetry(batch, failure)
    this.#outcomes.giveUp(batch, failure)
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
      this.#outcomes.giveUp(batch, failure)
      return false
    }
    this.#tracked.transition(batch, 'retrying')
    const isWanted = this.#parts.askForRetry(batch, { error: failure, delayMs })
    // The callback may have ended the writer.
    if (!this.#tracked.isTracked(batch)) return false
    if (isWanted) await this.#sleeps.sleepFor(batch, delayMs)
    else this.#outcomes.giveUp(batch, failure)
    return this.#tracked.isTracked(batch)
  }

  /** The server refused the batch because of some of its lines, and stored none of it. Returns true to send it again. */
  async #isolate(batch: Batch, failure: FailureShape, search: BadLineSearch, isV3: boolean): Promise<boolean> {
    // The path of InfluxDB 3 names the lines.
    if (await this.#path.hasChanged(isV3)) {
      const isTracked = this.#tracked.isTracked(batch)
      if (isTracked) this.#tracked.transition(batch, 'queued')
      return isTracked
    }
    if (!this.#tracked.isTracked(batch)) return false
    const found = removeNamedLines(batch, failure.rejected ?? [])
    if (found !== undefined) {
      this.#outcomes.rejectNamed(batch, found, failure, 'queued')
      if (found.rest) await this.#run(found.rest, search)
      return false
    }
    if (batch.lines > 1 || this.#parts.isSpooled) {
      const isSure = batch.lines === 1
      const isRequestRefused = await search.isRequestRefused(failure, isSure, (body) => this.#send(batch, body, isV3))
      if (!this.#tracked.isTracked(batch)) return false
      if (isRequestRefused) {
        if (this.#parts.isSpooled) search.restart()
        return this.#giveUpOrWait(batch, failure)
      }
    }
    if (batch.lines > 1) await this.#sendParts(batch, bisect(batch), search)
    else this.#outcomes.rejectSingle(batch, failure)
    return false
  }

  /** InfluxDB 3 names lines by their numbers. It stored the others, unless it reached a limit: then they are sent again. */
  async #settleNumbered(batch: Batch, failure: FailureShape, search: BadLineSearch): Promise<void> {
    const found = removeNumberedLines(batch, failure.serverDetails?.['data'])
    if (found !== undefined) {
      const isLimit = failure.status !== 400
      this.#outcomes.rejectNamed(batch, found, failure, isLimit ? 'queued' : 'written')
      if (found.rest && isLimit) await this.#run(found.rest, search)
    } else if (batch.lines > 1) {
      // What is stored already stays as it is.
      batch.mayBeStored = true
      await this.#sendParts(batch, bisect(batch), search)
    } else this.#outcomes.rejectSingle(batch, failure)
  }

  /** The server dropped some lines of the batch, and does not name them. */
  async #settlePartial(batch: Batch, failure: FailureShape, search: BadLineSearch): Promise<void> {
    // Parts that are sent again may be stored already.
    batch.mayBeStored = true
    const result = readPartialWrite(batch, failure)
    switch (result.kind) {
      case 'unknown':
        if (!this.#parts.isSpooled) return this.#outcomes.giveUp(batch, failure)
        return batch.lines > 1
          ? this.#sendParts(batch, bisect(batch), search)
          : this.#outcomes.rejectSingle(batch, failure)
      case 'single':
        return this.#outcomes.rejectSingle(batch, failure)
      case 'found':
        return this.#outcomes.rejectNamed(batch, result, failure, 'written')
      case 'divided':
        return this.#sendParts(batch, result.parts, search)
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

  async #sendParts(batch: Batch, parts: readonly Batch[], search: BadLineSearch): Promise<void> {
    this.#tracked.split(batch, parts)
    for (const part of parts) this.#tracked.transition(part, 'queued')
    for (const part of parts) await this.#run(part, search)
  }
}
