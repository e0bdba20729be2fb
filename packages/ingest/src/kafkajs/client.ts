/** The part of a consumer of kafkajs used here, so that this package's types need no other. */
export interface KafkaJsConsumer {
  connect(): Promise<void>
  subscribe(subscription: { topics: string[]; fromBeginning: boolean }): Promise<void>
  run(config: KafkaJsRun): Promise<void>
  stop(): Promise<void>
  on(event: 'consumer.group_join', listener: (event: { payload: KafkaJsJoin }) => void): () => void
  on(event: 'consumer.crash', listener: (event: { payload: { error: Error; restart: boolean } }) => void): () => void
  on(event: 'consumer.rebalancing' | 'consumer.stop', listener: () => void): () => void
}

/** A producer of kafkajs, as far as it is used here. */
export interface KafkaJsProducer {
  connect(): Promise<void>
  send(record: { topic: string; acks?: number; messages: KafkaJsDeadMessage[] }): Promise<unknown>
}

/** How a consumer runs. */
export interface KafkaJsRun {
  autoCommit: false
  eachBatchAutoResolve: false
  eachBatch: (payload: KafkaJsBatchPayload) => Promise<void>
}

/** A batch, and what is done with it. */
export interface KafkaJsBatchPayload {
  batch: {
    readonly topic: string
    readonly partition: number
    readonly highWatermark: string
    readonly messages: KafkaJsRecord[]
  }
  resolveOffset(offset: string): void
  heartbeat(): Promise<void>
  commitOffsetsIfNecessary(offsets?: KafkaJsOffsets): Promise<void>
  isRunning(): boolean
  isStale(): boolean
}

/** A message, as the client has it. */
export interface KafkaJsRecord {
  readonly key: Uint8Array | null
  readonly value: Uint8Array | null
  readonly offset: string
  /** In milliseconds. */
  readonly timestamp: string
  readonly headers?: KafkaJsHeaders
}

/** Headers of a message. */
export interface KafkaJsHeaders {
  [name: string]: KafkaJsHeader | KafkaJsHeader[] | undefined
}

/** One value of a header. */
export type KafkaJsHeader = Uint8Array | string

/** A message, as the client sends it. */
export interface KafkaJsDeadMessage {
  key?: Uint8Array | string | null
  value: Uint8Array | string | null
  headers?: KafkaJsHeaders
}

/** What is to be read next of each partition. */
export interface KafkaJsOffsets {
  topics: { topic: string; partitions: { partition: number; offset: string }[] }[]
}

/** What a consumer is assigned. */
export interface KafkaJsJoin {
  memberId: string
  memberAssignment: { [topic: string]: number[] }
}
