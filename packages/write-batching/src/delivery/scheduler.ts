import type { Batch } from '../accounting/batch.ts'
import type { Sleeps } from './sleep.ts'

/** Requests at the same time if the client does not limit its connections: each takes a socket. */
export const MAX_REQUESTS = 128

interface Job {
  readonly batch: Batch
  readonly done: () => void
}

/** Batches that wait, and how many are running, of one destination. */
interface Queue {
  readonly jobs: Job[]
  running: number
}

/** What a scheduler works with. */
interface SchedulerParts {
  /** Of each destination. */
  readonly concurrency: number
  /** Of all destinations. */
  readonly maxRequests: number
  /** Milliseconds until the target of a batch accepts requests. */
  readonly waitMs: (batch: Batch) => number
  readonly sleeps: Sleeps<Batch>
  /** Never rejects. */
  readonly run: (batch: Batch) => Promise<void>
}

/**
 * The order of batches: oldest first, at most `concurrency` per destination, so that one that hangs or fails uses up no
 * request of another, and at most `maxRequests` at the same time. It keeps no state of a batch but reads `batch.state`.
 */
export class Scheduler {
  readonly #parts: SchedulerParts
  readonly #queues = new Map<string, Queue>()
  /** Batches that wait for a request to end. */
  readonly #waiting: (() => void)[] = []
  #requests = 0

  constructor(parts: SchedulerParts) {
    this.#parts = parts
  }

  /** Resolves when the batch has run, or was removed. */
  enqueue(batch: Batch): Promise<void> {
    const { key } = batch.route
    let queue = this.#queues.get(key)
    if (queue === undefined) this.#queues.set(key, (queue = { jobs: [], running: 0 }))
    const { jobs } = queue
    return new Promise((done) => {
      jobs.push({ batch, done })
      this.#advance(key, queue)
    })
  }

  /** Removes a batch that does not run yet. */
  removeQueued(batch: Batch): void {
    const { jobs = [] } = this.#queues.get(batch.route.key) ?? {}
    const index = jobs.findIndex((job) => job.batch === batch)
    if (index !== -1) jobs.splice(index, 1)[0]!.done()
  }

  /** Removes all batches that do not run yet. */
  clearQueued(): void {
    for (const { jobs } of this.#queues.values()) for (const { done } of jobs.splice(0)) done()
  }

  /**
   * Waits until the batch may be sent: its target has no rate limit, and a request is free. It also ends if the batch
   * does. The caller releases the request in both cases.
   */
  async acquire(batch: Batch): Promise<void> {
    const { maxRequests, sleeps } = this.#parts
    while (batch.state === 'queued' || batch.state === 'retrying') {
      const waitMs = this.#parts.waitMs(batch)
      if (waitMs > 0) {
        // It may have been woken up for a free request that another batch can use.
        this.#wakeNext()
        await sleeps.sleepFor(batch, waitMs)
      } else if (this.#requests < maxRequests) break
      else await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
    this.#requests++
  }

  /** Ends a request. */
  release(): void {
    this.#requests--
    if (this.#waiting.length > 0) this.#wakeNext()
  }

  #wakeNext(): void {
    if (this.#requests < this.#parts.maxRequests) this.#waiting.shift()?.()
  }

  #advance(key: string, queue: Queue): void {
    while (queue.running < this.#parts.concurrency) {
      const job = queue.jobs.shift()
      if (job === undefined) break
      queue.running++
      void this.#parts.run(job.batch).then(() => {
        queue.running--
        job.done()
        this.#advance(key, queue)
      })
    }
    // A writer may see many destinations in its life.
    if (queue.running === 0) this.#queues.delete(key)
  }
}
