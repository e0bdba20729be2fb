import { decodeText } from '@fluxline/internal/decode-text'
import type { Partition, Taken } from '../partitions/partition.ts'
import type { SourceMessage } from '../source.ts'
import type { KafkaRecord } from './client.ts'

const NANOS_PER_MS = 1_000_000n
const EMPTY = new Uint8Array(0)

/** A message of Kafka. It is acknowledged by finishing it: commits follow. */
export class KafkaMessage implements SourceMessage {
  readonly #message: KafkaRecord
  readonly #partition: Partition
  readonly #taken: Taken

  constructor(message: KafkaRecord, partition: Partition) {
    this.#message = message
    this.#partition = partition
    this.#taken = partition.take(message.offset)
  }

  get data(): Uint8Array {
    // A tombstone has none.
    return this.#message.value ?? EMPTY
  }

  get key(): Uint8Array | undefined {
    return this.#message.key
  }

  get subject(): string {
    return this.#message.topic
  }

  get partition(): number {
    return this.#message.partition
  }

  get sequence(): bigint {
    return this.#message.offset
  }

  get timestamp(): bigint | undefined {
    const { timestamp } = this.#message
    return timestamp < 0n ? undefined : timestamp * NANOS_PER_MS
  }

  readonly header = (name: string): string | undefined => {
    const found = this.#message.headerEntries.findLast(([key]) => decodeText(key) === name)
    return found && decodeText(found[1])
  }

  ack(): void {
    this.#partition.finish(this.#taken)
  }
}
