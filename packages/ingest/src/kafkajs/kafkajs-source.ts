import { deferred } from '@fluxline/internal/deferred'
import { onAbort } from '@fluxline/internal/signals'
import { sleep, startTimer, waitAtMost } from '@fluxline/internal/timers'
import { checkConsumer } from '../partitions/check-topics.ts'
import { Commits } from '../partitions/commits.ts'
import type { CommittedOffset } from '../partitions/commits.ts'
import { Partition } from '../partitions/partition.ts'
import { ALL_REPLICAS, poisonHeaders, toBuffer } from '../partitions/dead-letter.ts'
import type { IngestMessage, Source, SourceMessage } from '../source.ts'
import { isFinal, isMissingTopic } from './client-errors.ts'
import type { KafkaJsBatchPayload, KafkaJsConsumer, KafkaJsJoin, KafkaJsOffsets } from './client.ts'
import { HeldBatch } from './held-batch.ts'
import type { KafkaJsMessage } from './kafkajs-message.ts'
import { checkKafkaJsOptions } from './options.ts'
import type { KafkaJsDeadLetter, KafkaJsOptions } from './options.ts'

/** How long to wait after an error, such as a broker that is away. */
const PAUSE_MS = 500
/** How long to wait for the broker at the end: longer than the client lets it wait with a response. */
const CLOSE_MS = 8000
/** How long after it stopped the client may say that it starts again. */
const RESTART_MS = 10_000
/** How often a topic may be missing before that is an error: it may have been made just now. */
const MAX_MISSING = 5

/**
 * Returns a source that reads topics of Kafka by a consumer of kafkajs. The source connects, subscribes and runs the consumer,
 * and stops it at the end; disconnecting is left to you.
 *
 * A group that has committed nothing begins at the earliest messages. The source outlives outages of brokers. The ingestion
 * ends if the client gives up, for which kafkajs itself has only a line in its log, or if access is denied.
 * @throws OptionError if an option is missing, unknown or has a wrong value
 */
export function kafkaJsSource(consumer: KafkaJsConsumer, options: KafkaJsOptions): Source {
  const remedy = 'pass a consumer of kafkajs; for @platformatic/kafka there is @fluxline/ingest/kafka'
  checkConsumer('kafkaJsSource', consumer, 'subscribe', remedy)
  checkKafkaJsOptions(options)
  return new KafkaJsSource(consumer, options)
}

class KafkaJsSource implements Source {
  readonly name: string
  readonly deadLetter: Source['deadLetter']
  readonly #consumer: KafkaJsConsumer
  readonly #topics: readonly string[]
  readonly #commits: Commits
  /** Aborted at the end, when the group may be left. */
  readonly #closing = new AbortController()
  #onFault: (error: unknown) => void = () => {}
  #reading: Promise<void> | undefined
  #batches: HeldBatch[] = []
  #wake = deferred()
  #memberId: string | undefined
  #assignment: KafkaJsJoin['memberAssignment'] = {}
  #commitOffsets: ((offsets: KafkaJsOffsets) => Promise<void>) | undefined
  /** Why the client has given up. */
  #failure: unknown
  #cancelRestart: () => void = () => {}
  #listeners: (() => void)[] = []

  constructor(consumer: KafkaJsConsumer, { topics, deadLetter }: KafkaJsOptions) {
    this.name = `topic ${topics.join(', ')}`
    this.#consumer = consumer
    this.#topics = topics
    this.#commits = new Commits(
      (offsets) => this.#commit(offsets),
      (error) => this.#onFault(error),
    )
    this.deadLetter = deadLetter && ((message, reason) => keep(deadLetter, message, reason))
  }

  get lag(): number | undefined {
    const { partitions } = this.#commits
    return partitions.length === 0 ? undefined : Number(partitions.reduce((sum, { lag }) => sum + lag, 0n))
  }

  async *messages(signal: AbortSignal, onFault: (error: unknown) => void): AsyncGenerator<SourceMessage> {
    const reading = deferred()
    this.#reading = reading.promise
    this.#onFault = onFault
    this.#listen()
    this.#commits.start()
    const letGo = onAbort(signal, () => this.#wake.resolve())
    try {
      await this.#start(signal)
      while (!signal.aborted) {
        if (this.#failure) throw this.#failure
        const batch = this.#batches.shift()
        if (batch) yield* batch.messages(signal)
        else await this.#woken()
      }
    } finally {
      letGo()
      reading.resolve()
    }
  }

  /** Commits what is finished, and stops the consumer, but does not wait for brokers that are away. */
  close(): Promise<void> {
    return waitAtMost(CLOSE_MS, this.#closed())
  }

  async #closed(): Promise<void> {
    await this.#reading
    this.#commits.stop()
    await this.#commits.all()
    this.#closing.abort()
    for (const remove of this.#listeners) remove()
    this.#cancelRestart()
    // What is not committed comes again.
    await this.#consumer.stop().catch((error: unknown) => this.#onFault(error))
  }

  /** Starts the consumer, as soon as a broker can be reached. @throws its error if trying again is of no use */
  async #start(signal: AbortSignal): Promise<void> {
    for (let missing = 0; !signal.aborted;) {
      try {
        await this.#consumer.connect()
        await this.#consumer.subscribe({ topics: [...this.#topics], fromBeginning: true })
        await this.#consumer.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch: this.#hold })
        return
      } catch (error) {
        missing = isMissingTopic(error) ? missing + 1 : 0
        if (isFinal(error) || missing > MAX_MISSING) throw error
        this.#onFault(error)
        await sleep(PAUSE_MS, signal)
      }
    }
  }

  /** What the client does with each batch. */
  readonly #hold = async (payload: KafkaJsBatchPayload): Promise<void> => {
    const partition = this.#partitionOf(payload)
    if (!partition) return
    partition.end = BigInt(payload.batch.highWatermark)
    this.#commitOffsets = (offsets) => payload.commitOffsetsIfNecessary(offsets)
    const batch = new HeldBatch(payload, partition)
    this.#batches.push(batch)
    this.#wake.resolve()
    await batch.wait(this.#closing.signal)
  }

  #partitionOf({ batch: { topic, partition, messages } }: KafkaJsBatchPayload): Partition | undefined {
    const known = this.#commits.find(topic, partition)
    const [first] = messages
    if (known || !first || !this.#assignment[topic]?.includes(partition)) return known
    const added = new Partition(topic, partition, BigInt(first.offset))
    this.#commits.assign([...this.#commits.partitions, added])
    return added
  }

  async #woken(): Promise<void> {
    await this.#wake.promise
    this.#wake = deferred()
  }

  #listen(): void {
    const consumer = this.#consumer
    this.#listeners = [
      consumer.on('consumer.rebalancing', () => {
        // It is sent before the client joins again. Later it would be refused.
        if (!this.#commits.isPaused) void this.#commits.now()
        this.#commits.isPaused = true
      }),
      consumer.on('consumer.group_join', ({ payload }) => this.#joined(payload)),
      consumer.on('consumer.crash', ({ payload: { error, restart } }) => {
        this.#cancelRestart()
        if (restart) this.#onFault(error)
        else this.#fail(error)
      }),
      consumer.on('consumer.stop', () => {
        this.#cancelRestart = startTimer(RESTART_MS, () => this.#fail(new Error('The consumer was stopped.')))
      }),
    ]
  }

  #joined({ memberId, memberAssignment }: KafkaJsJoin): void {
    this.#cancelRestart()
    // A member with another name may have missed assignments: others may have read on.
    const isSame = memberId === this.#memberId
    const kept = this.#commits.partitions.filter(
      ({ topic, partition }) => isSame && memberAssignment[topic]?.includes(partition),
    )
    this.#memberId = memberId
    this.#assignment = memberAssignment
    if (!isSame) this.#commitOffsets = undefined
    this.#commits.assign(kept)
    this.#commits.isPaused = false
  }

  #fail(error: unknown): void {
    this.#failure = error
    this.#wake.resolve()
  }

  // By the function of a batch, since the client repeats a consumer's commits after errors, also of partitions that it lost.
  async #commit(offsets: readonly CommittedOffset[]): Promise<void> {
    if (!this.#commitOffsets) throw new Error('The consumer has no batch by which it can commit yet.')
    const topics = Map.groupBy(offsets, ({ topic }) => topic)
    await this.#commitOffsets({
      topics: [...topics].map(([topic, own]) => ({
        topic,
        partitions: own.map(({ partition, offset }) => ({ partition, offset: String(offset) })),
      })),
    })
  }
}

/** Sends a message to the topic for dead letters, with its key. */
async function keep({ producer, topic }: KafkaJsDeadLetter, message: IngestMessage, reason: string): Promise<void> {
  const { key } = message as Partial<KafkaJsMessage>
  const headers = poisonHeaders(message, reason)
  // It does nothing if the producer is connected.
  await producer.connect()
  await producer.send({
    topic,
    acks: ALL_REPLICAS,
    messages: [{ key: key ? toBuffer(key) : null, value: toBuffer(message.data), headers }],
  })
}
