import type { Batch } from '../accounting/batch.ts'
import { destinationKey } from '../accounting/destination.ts'

interface Job {
  readonly batch: Batch
  readonly done: () => void
}

/** Batches that go to one place. */
interface Lane {
  readonly key: string
  readonly waiting: Job[]
  active: number
}

/** Runs batches, so many of each destination at a time and oldest first, so that one which fails holds up no other. */
export class Lanes {
  readonly #width: number
  readonly #run: (batch: Batch) => Promise<void>
  readonly #lanes = new Map<string, Lane>()

  /** `run` never rejects. */
  constructor(width: number, run: (batch: Batch) => Promise<void>) {
    this.#width = width
    this.#run = run
  }

  /** Resolves when the batch has been run, or taken out. */
  add(batch: Batch): Promise<void> {
    return new Promise((done) => {
      const key = destinationKey(batch.destination)
      const lane = this.#lanes.get(key) ?? { key, waiting: [], active: 0 }
      this.#lanes.set(key, lane)
      lane.waiting.push({ batch, done })
      this.#advance(lane)
    })
  }

  /** Takes a batch out that is not run yet. */
  remove(batch: Batch): void {
    const { waiting = [] } = this.#lanes.get(destinationKey(batch.destination)) ?? {}
    const at = waiting.findIndex((job) => job.batch === batch)
    if (at !== -1) waiting.splice(at, 1)[0]!.done()
  }

  /** Takes all out that are not run yet. */
  clear(): void {
    for (const { waiting } of this.#lanes.values()) for (const { done } of waiting.splice(0)) done()
  }

  #advance(lane: Lane): void {
    while (lane.active < this.#width) {
      const job = lane.waiting.shift()
      if (job === undefined) break
      lane.active++
      void this.#run(job.batch).then(() => {
        lane.active--
        job.done()
        this.#advance(lane)
      })
    }
    // A writer may see many destinations in its life.
    if (lane.active === 0) this.#lanes.delete(lane.key)
  }
}
