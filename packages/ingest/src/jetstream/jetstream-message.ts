import type { JsMsg } from '@nats-io/jetstream'
import type { SourceMessage } from '../source.ts'

/** A message of JetStream. Its place and time are read once, from the subject that acknowledgements go to. */
export class JetStreamMessage implements SourceMessage {
  readonly #message: JsMsg
  readonly sequence: bigint
  readonly timestamp: bigint
  readonly redelivered: boolean
  /** Messages that the consumer has not delivered yet. */
  readonly pending: number
  /** A stream is one part. */
  readonly partition = 0

  constructor(message: JsMsg) {
    const { streamSequence, pending, deliveryCount } = message.info
    this.#message = message
    this.sequence = BigInt(streamSequence)
    // Exact, unlike that of `info`.
    this.timestamp = message.timestampNanos
    this.redelivered = deliveryCount > 1
    this.pending = pending
  }

  get data(): Uint8Array {
    return this.#message.data
  }

  get subject(): string {
    return this.#message.subject
  }

  readonly header = (name: string): string | undefined => this.#message.headers?.get(name) || undefined

  ack(): void {
    this.#message.ack()
  }

  release(): void {
    this.#message.nak()
  }

  working(): void {
    this.#message.working()
  }
}
