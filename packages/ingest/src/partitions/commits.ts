import type { Partition } from './partition.ts'

/** What is to be read next of a partition. */
export interface CommittedOffset {
  readonly topic: string
  readonly partition: number
  readonly offset: bigint
  /** Not known. */
  readonly leaderEpoch: -1
}

/** How often is committed, in milliseconds. */
const COMMIT_MS = 100

/**
 * Commits, now and then, up to where all messages of each partition are finished. One commit at a time; what fails is part
 * of the next one.
 */
export class Commits {
  #partitions: readonly Partition[] = []
  #byTopic = new Map<string, Map<number, Partition>>()
  /** Whether to wait: while partitions are assigned again, a commit is refused. */
  isPaused = false
  readonly #commit: (offsets: CommittedOffset[]) => Promise<void>
  readonly #onFault: (error: unknown) => void
  #running: Promise<void> | undefined
  #offsets: CommittedOffset[] = []
  #timer: ReturnType<typeof setInterval> | undefined

  /** @param commit sends offsets; if it tries again, it must read them again */
  constructor(commit: (offsets: CommittedOffset[]) => Promise<void>, onFault: (error: unknown) => void) {
    this.#commit = commit
    this.#onFault = onFault
  }

  /** The partitions that are assigned now. */
  get partitions(): readonly Partition[] {
    return this.#partitions
  }

  find(topic: string, partition: number): Partition | undefined {
    return this.#byTopic.get(topic)?.get(partition)
  }

  start(): void {
    this.#timer = setInterval(() => {
      if (!this.isPaused) void this.now()
    }, COMMIT_MS)
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  /** Commits what is finished, unless a commit is under way. Never rejects. */
  now(): Promise<void> {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  /** Commits what is finished, also what was finished while another commit was under way. */
  async all(): Promise<void> {
    await this.#running
    await this.now()
  }

  /** Sets the partitions that are assigned now. Nothing more is committed of others. */
  assign(partitions: readonly Partition[]): void {
    this.#partitions = partitions
    this.#byTopic = new Map()
    for (const own of partitions) {
      const ofTopic = this.#byTopic.get(own.topic) ?? new Map<number, Partition>()
      this.#byTopic.set(own.topic, ofTopic.set(own.partition, own))
    }
    // A client that joined the group again tries the same commit again.
    const kept = this.#offsets.filter(({ topic, partition }) => this.find(topic, partition))
    this.#offsets.splice(0, this.#offsets.length, ...kept)
  }

  async #run(): Promise<void> {
    const lows = this.#partitions.map((partition) => ({ partition, low: partition.low }))
    const moved = lows.filter(({ partition, low }) => partition.committed !== low)
    if (moved.length === 0) return
    this.#offsets = moved.map(({ partition: { topic, partition }, low }) => {
      return { topic, partition, offset: low, leaderEpoch: -1 }
    })
    try {
      await this.#commit(this.#offsets)
      for (const { partition, low } of moved) partition.committed = low
    } catch (error) {
      this.#onFault(error)
    } finally {
      this.#offsets = []
    }
  }
}
