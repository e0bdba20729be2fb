/** A writer may see many destinations in its life; a new log costs a file. */
const MAX_LOGS = 4096

/** The lines of one destination that this writer accepted. */
export interface Log {
  readonly id: string
  /** Number of the next line. */
  next: number
}

/** The logs of a writer, by destination. */
export class Logs {
  readonly #logs = new Map<string, Log>()

  /** Returns the log of a destination, and forgets the oldest if there are too many. */
  of(key: string): Log {
    const log = this.#logs.get(key) ?? { id: crypto.randomUUID(), next: 0 }
    this.#logs.set(key, log)
    const [oldest] = this.#logs.keys()
    if (this.#logs.size > MAX_LOGS && oldest !== undefined) this.#logs.delete(oldest)
    return log
  }
}
