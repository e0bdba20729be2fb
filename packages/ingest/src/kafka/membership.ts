import type { KafkaAssignment, KafkaConsumer } from './client.ts'

/** What a membership tells. */
export interface MembershipEvents {
  /** Partitions are about to be assigned again: now is the last time to commit. */
  readonly onRebalance: () => void
  /** Partitions are assigned again, or this consumer is no longer a member. */
  readonly onChange: () => void
}

/** How long the client may be without heartbeats before it joins again, in milliseconds. */
const LOST_MS = 5000

/** The membership of a consumer in its group: the client keeps it by heartbeats, and mostly joins again without help. */
export class Membership {
  readonly #consumer: KafkaConsumer
  readonly #topics: readonly string[]
  readonly #events: MembershipEvents
  #isMember = false
  #assignments: KafkaConsumer['assignments'] = null
  #inactiveSince: number | undefined
  /** Changes with the assignment. */
  generation = 0

  constructor(consumer: KafkaConsumer, topics: readonly string[], events: MembershipEvents) {
    this.#consumer = consumer
    this.#topics = topics
    this.#events = events
  }

  /** The partitions of each topic that are assigned to this consumer. */
  get assigned(): KafkaAssignment[] {
    return (this.#consumer.assignments ?? []).filter(({ topic }) => this.#topics.includes(topic))
  }

  start(): void {
    // The client forgets a topic with its last stream, and joins again for the next one.
    this.#consumer.topics.trackAll(...this.#topics)
    for (const [event, listener] of this.#listeners) this.#consumer.on(event, listener)
  }

  /** Joins the group, unless this consumer is a member. */
  async join(): Promise<void> {
    if (this.#isMember) return
    await this.#consumer.joinGroup({})
    if (this.#consumer.memberId !== null) return
    // With `groupProtocol: 'consumer'` a consumer joins with its first stream.
    const stream = await this.#consumer.consume({
      topics: [...this.#topics],
      autocommit: false,
      mode: 'manual',
      fallbackMode: 'earliest',
      offsets: [],
    })
    stream.on('error', () => {})
    stream.destroy()
  }

  /** Leaves the group, so that others get its partitions at once. */
  async leave(): Promise<void> {
    this.#unlisten()
    if (!this.#consumer.closed) await this.#consumer.leaveGroup(true)
    this.#consumer.topics.untrackAll(...this.#topics)
  }

  /** Notices if the client has given up: it says so only in some cases. To be called now and then. */
  check(nowMs: number): void {
    if (!this.#isMember || this.#consumer.isActive()) {
      this.#inactiveSince = undefined
      return
    }
    this.#inactiveSince ??= nowMs
    if (nowMs - this.#inactiveSince > LOST_MS) this.#lose()
  }

  readonly #lose = (): void => {
    this.#isMember = false
    this.#inactiveSince = undefined
    this.#changed()
  }

  readonly #joined = (): void => {
    this.#isMember = true
    this.#changed()
  }

  readonly #look = (): void => {
    if (this.#isMember && this.#consumer.assignments !== this.#assignments) this.#changed()
  }

  #changed(): void {
    this.generation++
    this.#assignments = this.#consumer.assignments
    this.#events.onChange()
  }

  readonly #listeners: readonly (readonly [event: string, listener: () => void])[] = [
    ['consumer:group:rebalance', () => this.#events.onRebalance()],
    ['consumer:group:join', this.#joined],
    // With `groupProtocol: 'consumer'` assignments come with heartbeats.
    ['consumer:heartbeat:start', this.#look],
    ['consumer:heartbeat:stalled', this.#lose],
    // It could not join again. Without a listener this ends the process.
    ['error', this.#lose],
  ]

  #unlisten(): void {
    for (const [event, listener] of this.#listeners) this.#consumer.off(event, listener)
  }
}
