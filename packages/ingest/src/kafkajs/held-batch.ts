import { deferred } from '@fluxline/internal/deferred'
import { sleep, waitAtMost } from '@fluxline/internal/timers'
import type { Partition } from '../partitions/partition.ts'
import type { SourceMessage } from '../source.ts'
import type { KafkaJsBatchPayload } from './client.ts'
import { KafkaJsMessage } from './kafkajs-message.ts'

/** How often the client may send a heartbeat, in milliseconds; it does so by its own interval. */
const HEARTBEAT_MS = 200

/** A batch that the client waits with, until all its messages are taken. */
export class HeldBatch {
  readonly #payload: KafkaJsBatchPayload
  readonly #partition: Partition
  readonly #taken = deferred()
  #last: string | undefined
  #isTaken = false
  /** Whether the client waits no more: partitions are assigned again. */
  #isOver = false

  constructor(payload: KafkaJsBatchPayload, partition: Partition) {
    this.#payload = payload
    this.#partition = partition
  }

  /** The messages that were not taken before. */
  async *messages(signal: AbortSignal): AsyncGenerator<SourceMessage> {
    const partition = this.#partition
    for (const message of this.#payload.batch.messages) {
      while (partition.isFull && !this.#isOver && !signal.aborted) await sleep(HEARTBEAT_MS, signal)
      if (this.#isOver || signal.aborted) return
      this.#last = message.offset
      if (!partition.hasTaken(BigInt(message.offset))) yield new KafkaJsMessage(message, partition)
    }
    this.#isTaken = true
    this.#taken.resolve()
  }

  /**
   * Waits until all messages are taken, with heartbeats.
   *
   * @throws the client's error, which makes it join the group again, say
   */
  async wait(signal: AbortSignal): Promise<void> {
    const payload = this.#payload
    try {
      while (!this.#isTaken && !signal.aborted && payload.isRunning()) {
        await waitAtMost(HEARTBEAT_MS, this.#taken.promise, signal)
        await payload.heartbeat()
      }
    } finally {
      this.#isOver = true
      // It reads on behind what was taken. That is not what is committed.
      if (this.#last !== undefined) payload.resolveOffset(this.#last)
    }
  }
}
