/** A message of a partition that was taken, until every one before it is finished. */
export interface Taken {
  readonly offset: bigint
  isFinished: boolean
}

/** How many messages may lie behind one that cannot be finished, before the partition is read no further. */
const MAX_TAKEN = 100_000

/**
 * One partition, for as long as it is assigned: which of its messages were taken, and up to where all are finished.
 *
 * Messages that were taken from it when it is no longer assigned are of no effect: the next owner begins at what is committed.
 */
export class Partition {
  readonly topic: string
  readonly partition: number
  /** The offset that is committed, as far as it is known. */
  committed: bigint | undefined
  /** The offset behind the last message of the log, as far as it is known. */
  end: bigint | undefined
  readonly #start: bigint
  /** The offset of the next message to take. Offsets may have gaps. */
  #position: bigint
  #taken: Taken[] = []
  /** How many of these are finished, and only wait to be removed. */
  #finished = 0

  constructor(topic: string, partition: number, start: bigint, committed?: bigint) {
    this.topic = topic
    this.partition = partition
    this.#start = start
    this.#position = start
    this.committed = committed
  }

  get position(): bigint {
    return this.#position
  }

  /** The lowest offset that is not finished: what a commit says is to be read next. */
  get low(): bigint {
    return this.#taken[this.#finished]?.offset ?? this.#position
  }

  /** Messages that wait, as far as it is known. */
  get lag(): bigint {
    return this.end === undefined || this.end <= this.#position ? 0n : this.end - this.#position
  }

  /** Whether no more are to be taken before the lowest is finished. */
  get isFull(): boolean {
    return this.#taken.length - this.#finished >= MAX_TAKEN
  }

  /** Whether a message was taken before: after partitions were assigned again, reading may begin again at what is committed. */
  hasTaken(offset: bigint): boolean {
    return offset < this.#position && offset >= (this.committed ?? this.#start)
  }

  /** Takes the next message. */
  take(offset: bigint): Taken {
    if (offset < this.#position) this.#startAgain()
    const taken: Taken = { offset, isFinished: false }
    this.#taken.push(taken)
    this.#position = offset + 1n
    return taken
  }

  finish(taken: Taken): void {
    taken.isFinished = true
    while (this.#taken[this.#finished]?.isFinished) this.#finished++
    // Each message is moved once, on average.
    if (this.#finished < 1024 || this.#finished * 2 < this.#taken.length) return
    this.#taken = this.#taken.slice(this.#finished)
    this.#finished = 0
  }

  /** The log itself begins again at a lower offset: its topic was deleted and made again. */
  #startAgain(): void {
    this.#taken = []
    this.#finished = 0
    this.committed = undefined
  }
}
