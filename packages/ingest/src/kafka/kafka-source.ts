import { deferred } from '@fluxline/internal/deferred'
import { onAbort } from '@fluxline/internal/signals'
import { sleep, waitAtMost } from '@fluxline/internal/timers'
import { checkConsumer } from '../partitions/check-topics.ts'
import { Commits } from '../partitions/commits.ts'
import type { Partition } from '../partitions/partition.ts'
import { ALL_REPLICAS, poisonHeaders, toBuffer } from '../partitions/dead-letter.ts'
import type { IngestMessage, Source, SourceMessage } from '../source.ts'
import { assignedPartitions } from './assigned-partitions.ts'
import { isFinal, isMissingTopic } from './broker-errors.ts'
import type { KafkaConsumer, KafkaStream } from './client.ts'
import { KafkaMessage } from './kafka-message.ts'
import { Membership } from './membership.ts'
import { resolveKafkaOptions } from './options.ts'
import type { KafkaDeadLetter, KafkaOptions, ResolvedKafkaOptions } from './options.ts'

/** How long to wait after an error, such as a broker that is away. */
const PAUSE_MS = 500
/** How often the end of the log is asked for, in milliseconds. */
const LAG_MS = 1000
/** How long to wait for the broker at the end. */
const CLOSE_MS = 5000
/** How often a topic may be missing before that is an error: it may have been made just now. */
const MAX_MISSING = 5
const LATEST = -1n

/**
 * Returns a source that reads topics of Kafka by a consumer of `@platformatic/kafka`. The source joins the consumer's group,
 * and leaves it at the end; the consumer stays open, and must be used for nothing else.
 *
 * A group that has committed nothing begins at the earliest messages. The source outlives outages of brokers. The ingestion
 * ends if a topic does not exist, or access to it is denied.
 * @param consumer a consumer without deserializers; its own `autocommit` does not matter
 * @throws OptionError if an option is missing, unknown or has a wrong value
 */
export function kafkaSource(consumer: KafkaConsumer, options: KafkaOptions): Source {
  const remedy = 'pass a Consumer of @platformatic/kafka; for kafkajs there is @fluxline/ingest/kafkajs'
  checkConsumer('kafkaSource', consumer, 'consume', remedy)
  return new KafkaSource(consumer, resolveKafkaOptions(options))
}

class KafkaSource implements Source {
  readonly name: string
  readonly deadLetter: Source['deadLetter']
  readonly #consumer: KafkaConsumer
  readonly #options: ResolvedKafkaOptions
  readonly #membership: Membership
  readonly #commits: Commits
  #onFault: (error: unknown) => void = () => {}
  #reading: Promise<void> | undefined
  #isReading = false
  #isAsking = false
  /** The stream that is read, unless partitions were assigned again since. */
  #stream: KafkaStream | undefined
  #stopWatching: (() => void) | undefined

  constructor(consumer: KafkaConsumer, options: ResolvedKafkaOptions) {
    const { topics, deadLetter } = options
    this.name = `topic ${topics.join(', ')} of group ${consumer.groupId}`
    this.#consumer = consumer
    this.#options = options
    this.#membership = new Membership(consumer, topics, {
      onRebalance: () => this.#beforeRebalance(),
      onChange: () => this.#afterRebalance(),
    })
    this.#commits = new Commits(
      async (offsets) => void (await consumer.commit({ offsets })),
      (error) => this.#onFault(error),
    )
    this.deadLetter = deadLetter && ((message, reason) => keep(deadLetter, message, reason))
  }

  get lag(): number | undefined {
    const { partitions } = this.#commits
    if (partitions.every(({ end }) => end === undefined)) return undefined
    return Number(partitions.reduce((sum, { lag }) => sum + lag, 0n))
  }

  async *messages(signal: AbortSignal, onFault: (error: unknown) => void): AsyncGenerator<SourceMessage> {
    const reading = deferred()
    this.#reading = reading.promise
    this.#isReading = true
    this.#onFault = onFault
    this.#membership.start()
    this.#commits.start()
    this.#stopWatching = this.#watch()
    let missing = 0
    try {
      while (!signal.aborted) {
        try {
          yield* this.#read(signal)
          missing = 0
        } catch (error) {
          missing = isMissingTopic(error) ? missing + 1 : 0
          if (this.#consumer.closed || isFinal(error) || missing > MAX_MISSING) throw error
          onFault(error)
          await sleep(PAUSE_MS, signal)
        }
      }
    } finally {
      this.#isReading = false
      this.#stream = undefined
      reading.resolve()
    }
  }

  /** Commits what is finished, and leaves the group, but does not wait for brokers that are away. */
  close(): Promise<void> {
    return waitAtMost(CLOSE_MS, this.#closed())
  }

  async #closed(): Promise<void> {
    await this.#reading
    this.#stopWatching?.()
    this.#commits.stop()
    if (!this.#consumer.closed) await this.#commits.all()
    // What is not committed comes again.
    await this.#membership.leave().catch((error: unknown) => this.#onFault(error))
  }

  /** Reads until partitions are assigned again. */
  async *#read(signal: AbortSignal): AsyncGenerator<SourceMessage> {
    const stream = await this.#open(signal)
    if (!stream) return
    const isLeft = (): boolean => signal.aborted || this.#stream !== stream
    const letGo = onAbort(signal, () => stream.destroy())
    try {
      for await (const message of stream) {
        checkBytes(message.value)
        const partition = this.#commits.find(message.topic, message.partition)
        if (isLeft() || !partition || partition.hasTaken(message.offset)) continue
        while (partition.isFull && !isLeft()) await sleep(PAUSE_MS, signal)
        if (isLeft()) return
        yield new KafkaMessage(message, partition)
      }
    } catch (error) {
      if (!isLeft()) throw error
    } finally {
      letGo()
      stream.destroy()
    }
    if (!isLeft()) throw new Error(this.#consumer.closed ? 'The consumer is closed.' : 'The stream has ended.')
  }

  /**
   * Opens a stream, once this consumer is a member of its group. It begins behind what was taken of a partition that was kept.
   *
   * Each assignment has its own stream, since the client may still receive what the last one asked for.
   */
  async #open(signal: AbortSignal): Promise<KafkaStream | undefined> {
    const membership = this.#membership
    await membership.join()
    const { generation } = membership
    const isLeft = (): boolean => signal.aborted || generation !== membership.generation
    const partitions = await assignedPartitions(this.#consumer, membership.assigned, this.#commits.partitions)
    if (isLeft()) return undefined
    this.#commits.assign(partitions)
    this.#commits.isPaused = false
    void this.#askForEnds()
    const stream = await this.#consumer.consume({
      topics: [...this.#options.topics],
      autocommit: false,
      mode: 'manual',
      fallbackMode: 'earliest',
      offsets: partitions.map(({ topic, partition, position }) => ({ topic, partition, offset: position })),
      maxBytes: this.#options.prefetchBytes,
      maxBytesPerPartition: this.#options.prefetchBytes,
      // One response ahead, since messages are counted here, not bytes.
      highWaterMark: 1,
    })
    // Reading it throws the error.
    stream.on('error', () => {})
    if (isLeft()) {
      stream.destroy()
      return undefined
    }
    this.#stream = stream
    return stream
  }

  #beforeRebalance(): void {
    // The client sends it before it joins again. Later it would be refused.
    if (!this.#commits.isPaused) void this.#commits.now()
    this.#commits.isPaused = true
  }

  #afterRebalance(): void {
    const isOurs = (partition: Partition): boolean =>
      this.#membership.assigned.some(
        (own) => own.topic === partition.topic && own.partitions.includes(partition.partition),
      )
    this.#commits.assign(this.#commits.partitions.filter(isOurs))
    this.#commits.isPaused = this.#isReading
    const stream = this.#stream
    this.#stream = undefined
    stream?.destroy()
  }

  /** Looks now and then whether this consumer is a member, and for the end of the log. */
  #watch(): () => void {
    const timer = setInterval(() => {
      this.#membership.check(performance.now())
      void this.#askForEnds()
    }, LAG_MS)
    return () => clearInterval(timer)
  }

  /** Asks for the end of each partition, unless it is asking. Never rejects: the lag is only for people. */
  async #askForEnds(): Promise<void> {
    const { partitions } = this.#commits
    if (this.#isAsking || partitions.length === 0) return
    this.#isAsking = true
    try {
      const topics = [...new Set(partitions.map(({ topic }) => topic))]
      const ends = await this.#consumer.listOffsets({ topics, timestamp: LATEST })
      for (const own of partitions) own.end = ends.get(own.topic)?.[own.partition] ?? own.end
    } catch {
    } finally {
      this.#isAsking = false
    }
  }
}

/** @throws Error if a deserializer made something else of a message */
function checkBytes(value: unknown): void {
  if (value === undefined || value === null || value instanceof Uint8Array) return
  throw new TypeError('The consumer has deserializers; make it without, since messages are bytes.')
}

/** Sends a message to the topic for dead letters, with its key. */
async function keep({ producer, topic }: KafkaDeadLetter, message: IngestMessage, reason: string): Promise<void> {
  const about = Object.entries(poisonHeaders(message, reason))
  const headers = new Map(about.map(([name, value]) => [toBuffer(name), toBuffer(value)]))
  const { key } = message as Partial<KafkaMessage>
  await producer.send({
    messages: [{ topic, ...(key && { key }), value: toBuffer(message.data), headers }],
    acks: ALL_REPLICAS,
  })
}
