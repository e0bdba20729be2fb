/** The part of a `Consumer` of `@platformatic/kafka` used here, so that this package's types need no other. */
export interface KafkaConsumer {
  readonly groupId: string
  readonly closed: boolean
  readonly memberId: string | null
  readonly assignments: KafkaAssignment[] | null
  readonly topics: { trackAll(...topics: string[]): unknown; untrackAll(...topics: string[]): unknown }
  isActive(): boolean
  joinGroup(options: object): Promise<unknown>
  leaveGroup(force: boolean): Promise<unknown>
  consume(options: KafkaConsumeOptions): Promise<KafkaStream>
  commit(options: { offsets: KafkaOffset[] }): Promise<unknown>
  listOffsets(options: { topics: string[]; timestamp: bigint }): Promise<KafkaOffsets>
  listCommittedOffsets(options: { topics: KafkaAssignment[] }): Promise<KafkaOffsets>
  on(event: string, listener: () => void): unknown
  off(event: string, listener: () => void): unknown
}

/** A `Producer` of `@platformatic/kafka`, as far as it is used here. */
export interface KafkaProducer {
  send(options: { messages: KafkaDeadMessage[]; acks?: number }): Promise<unknown>
}

/** A stream of messages. */
export interface KafkaStream extends AsyncIterable<KafkaRecord> {
  destroy(): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
}

/** A message, as the client has it. */
export interface KafkaRecord {
  readonly key: Uint8Array | undefined
  readonly value: Uint8Array | undefined
  readonly topic: string
  readonly partition: number
  readonly offset: bigint
  /** In milliseconds. */
  readonly timestamp: bigint
  readonly headerEntries: [Uint8Array, Uint8Array][]
}

/** A message, as the client sends it. */
export interface KafkaDeadMessage {
  topic: string
  key?: Uint8Array
  value?: Uint8Array
  headers?: Map<Uint8Array, Uint8Array> | Record<string, Uint8Array>
}

/** Partitions of a topic. */
export interface KafkaAssignment {
  topic: string
  partitions: number[]
}

/** What is to be read next of a partition. */
export interface KafkaOffset {
  topic: string
  partition: number
  offset: bigint
  leaderEpoch: number
}

/** An offset for each partition of each topic. */
export type KafkaOffsets = Map<string, bigint[]>

/** How a stream reads. */
export interface KafkaConsumeOptions {
  topics: string[]
  autocommit: boolean
  mode: 'manual'
  fallbackMode: 'earliest'
  offsets: { topic: string; partition: number; offset: bigint }[]
  maxBytes?: number
  maxBytesPerPartition?: number
  highWaterMark?: number
}
