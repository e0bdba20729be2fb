import { decodeText } from '@fluxline/internal/decode-text'
import type { Partition, Taken } from '../partitions/partition.ts'
import type { SourceMessage } from '../source.ts'
import type { KafkaJsRecord } from './client.ts'

const NANOS_PER_MS = 1_000_000n
const EMPTY = new Uint8Array(0)

/** A message of Kafka, as kafkajs has it. It is acknowledged by finishing it: commits follow. */
export class KafkaJsMessage implements SourceMessage {
  readonly #message: KafkaJsRecord
  readonly #partition: Partition
  readonly #taken: Taken

  constructor(message: KafkaJsRecord, partition: Partition) {
    this.#message = message
    this.#partition = partition
    this.#taken = partition.take(BigInt(message.offset))
  }

  get data(): Uint8Array {
    // A tombstone has none.
    return this.#message.value ?? EMPTY
  }

  get key(): Uint8Array | null {
    return this.#message.key
  }

  get subject(): string {
    return this.#partition.topic
  }

  get partition(): number {
    return this.#partition.partition
  }

  get sequence(): bigint {
    return this.#taken.offset
  }

  get timestamp(): bigint | undefined {
    const timestamp = BigInt(this.#message.timestamp)
    return timestamp < 0n ? undefined : timestamp * NANOS_PER_MS
  }

  readonly header = (name: string): string | undefined => {
    const { headers = {} } = this.#message
    if (!Object.hasOwn(headers, name)) return undefined
    const value = [headers[name]].flat().at(-1)
    return typeof value === 'object' ? decodeText(value) : value
  }

  ack(): void {
    this.#partition.finish(this.#taken)
  }
}
