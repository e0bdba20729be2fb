import { isUnsent } from '@fluxline/core/rate-limits'
import type { RejectedLine } from '@fluxline/core'
import { release } from '@fluxline/internal/bytes'
import type { Batch, FinalState } from '../accounting/batch.ts'
import type { TrackedBatches } from '../accounting/tracked-batches.ts'
import { bufferFull } from '../errors.ts'
import type { Emit } from '../events.ts'
import { singleLineText } from './isolate-bad-lines.ts'
import type { NamedLines } from './isolate-bad-lines.ts'
import type { Sleeps } from './sleep.ts'
import { shortReason } from './verdict.ts'
import type { FailureShape } from './verdict.ts'

/** What outcomes work with. */
interface OutcomeParts {
  readonly tracked: TrackedBatches
  readonly emit: Emit
  readonly sleeps: Sleeps<Batch>
  readonly removeQueued: (batch: Batch) => void
  readonly maxBufferBytes: number
}

/** Ends batches, whole or line by line: in the account and for those who listen. */
export class Outcomes {
  readonly #parts: OutcomeParts

  constructor(parts: OutcomeParts) {
    this.#parts = parts
  }

  /** Ends a batch that the server stored. */
  succeed(batch: Batch): void {
    // It may have been handed back, as unsent, before the response came.
    if (!this.#parts.tracked.isTracked(batch)) return
    this.#parts.tracked.settle(batch, 'written')
    this.#parts.emit('success', batch)
  }

  /** Ends a batch that is not sent again. */
  giveUp(batch: Batch, failure: FailureShape): void {
    this.settle(batch, 'failed', failure)
    const outcome = batch.mayBeStored ? 'unknown' : isUnsent(failure) ? 'unsent' : 'refused'
    this.#parts.emit('error', batch, { error: failure, outcome })
  }

  /** Ends a batch whose only line was rejected. */
  rejectSingle(batch: Batch, failure: FailureShape): void {
    const line = { line: singleLineText(batch), reason: shortReason(failure) }
    // A line that the server rejects is not stored, whatever became of attempts whose response was lost.
    batch.mayBeStored = false
    this.settle(batch, 'failed', failure, line)
    this.#parts.emit('rejected', batch, { ...line, error: failure })
  }

  /** Rejects the lines that were named; the rest is queued again, or stored. */
  rejectNamed(batch: Batch, { named, rest }: NamedLines, failure: FailureShape, restIs: 'queued' | 'written'): void {
    this.#parts.tracked.split(batch, [...(rest ? [rest] : []), ...named.map((line) => line.batch)])
    for (const line of named) {
      line.batch.mayBeStored = false
      this.#parts.tracked.settle(line.batch, 'failed', failure, line.rejected)
    }
    if (rest && restIs === 'queued') this.#parts.tracked.transition(rest, 'queued')
    else if (rest) this.succeed(rest)
    const { attempt, startedAt } = batch
    for (const line of named) {
      this.#parts.emit('rejected', { ...line.batch, attempt, startedAt }, { ...line.rejected, error: failure })
    }
  }

  /** Drops a batch that is not in flight. */
  drop(batch: Batch, reason?: Error): void {
    const error = reason ?? bufferFull(batch.route.destination.bucket, this.#parts.maxBufferBytes)
    this.settle(batch, 'dropped', error)
    this.#parts.removeQueued(batch)
    const isReported = this.#parts.emit('drop', batch, { error })
    // Nobody else has seen the bytes.
    if (!isReported && batch.attempt === 0 && batch.ownsBlock) release(batch.body)
  }

  /** Ends a batch, and wakes what waits for its next attempt. */
  settle(batch: Batch, end: FinalState, error?: unknown, rejected?: RejectedLine): void {
    this.#parts.tracked.settle(batch, end, error, rejected)
    // A batch that waits for a retry or a rate limit finds itself ended.
    this.#parts.sleeps.wakeUp(batch)
  }
}
