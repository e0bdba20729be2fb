import { deferred } from '@fluxline/internal/deferred'
import { OptionError } from '@fluxline/internal/errors'
import { checkOptions, integerOption } from '@fluxline/internal/options'
import type { OptionNames } from '@fluxline/internal/options'
import { sleep, waitAtMost } from '@fluxline/internal/timers'
import { jetstream } from '@nats-io/jetstream'
import type { Consumer, JetStreamClient, JsMsg } from '@nats-io/jetstream'
import { headers } from '@nats-io/nats-core'
import type { NatsConnection } from '@nats-io/nats-core'
import { isMissing } from './missing.ts'
import { JetStreamMessage } from './jetstream-message.ts'
import { headerText } from '../source-headers.ts'
import type { Source, SourceMessage } from '../source.ts'

/** What is read, and where poison goes. */
export interface JetStreamOptions {
  /** Name of the stream. */
  readonly stream: string
  /**
   * Name of a durable pull consumer of it, with explicit acknowledgement. All workers use the same. Its `max_ack_pending`
   * bounds the messages that all of them have in flight.
   */
  readonly consumer: string
  /** Subject for messages that can never be stored. A stream must keep it. @defaultValue none */
  readonly deadLetter?: string | undefined
  /** Bytes that the server may send ahead of what is taken; a larger message comes alone. @defaultValue 1048576 */
  readonly prefetchBytes?: number | undefined
}

const knownOptions = {
  stream: 'a string',
  consumer: 'a string',
  deadLetter: 'a string',
  prefetchBytes: true,
} satisfies OptionNames<JetStreamOptions>

const PREFETCH_BYTES = 1024 * 1024
/** How long the server keeps a request for messages, in milliseconds. */
const EXPIRES_MS = 2000
/** How long to wait after an error, such as a broker that is away. */
const PAUSE_MS = 500
/** How long to wait for the server at the end. */
const CLOSE_MS = 5000
const NANOS_PER_MS = 1_000_000

/**
 * Returns a source that reads a consumer of NATS JetStream. The connection stays open; let it reconnect without end
 * (`maxReconnectAttempts: -1`), so that the source outlives outages of the broker.
 *
 * The stream and the consumer must exist: if they do not, or no longer, the ingestion ends with that error.
 * @throws OptionError if an option is missing, unknown or has a wrong value
 */
export function jetStreamSource(connection: NatsConnection, options: JetStreamOptions): Source {
  checkOptions('jetStreamSource', options, knownOptions, {}, "{ stream: 'METRICS', consumer: 'influx' }")
  for (const name of ['stream', 'consumer'] as const) {
    if (options[name]) continue
    throw new OptionError(`jetStreamSource: \`${name}\` is missing; pass its name.`, { option: name })
  }
  const prefetchBytes = integerOption('jetStreamSource', 'prefetchBytes', options.prefetchBytes ?? PREFETCH_BYTES, 1)
  return new JetStreamSource(connection, { ...options, prefetchBytes })
}

class JetStreamSource implements Source {
  readonly name: string
  readonly deadLetter: Source['deadLetter']
  readonly #connection: NatsConnection
  readonly #client: JetStreamClient
  readonly #options: JetStreamOptions & { readonly prefetchBytes: number }
  #reading: Promise<void> | undefined
  #onFault: (error: unknown) => void = () => {}
  lag: number | undefined
  workingInterval: number | undefined

  constructor(connection: NatsConnection, options: JetStreamOptions & { readonly prefetchBytes: number }) {
    const { stream, consumer, deadLetter } = options
    this.name = `consumer ${consumer} of stream ${stream}`
    this.#connection = connection
    this.#client = jetstream(connection)
    this.#options = options
    this.deadLetter =
      deadLetter === undefined ? undefined : (message, reason) => this.#keep(deadLetter, message, reason)
  }

  async *messages(signal: AbortSignal, onFault: (error: unknown) => void): AsyncGenerator<SourceMessage> {
    const reading = deferred()
    this.#reading = reading.promise
    this.#onFault = onFault
    try {
      const consumer = await this.#open(signal)
      let isLarge = false
      while (consumer && !signal.aborted) {
        try {
          // The next message may be larger than all that may come ahead.
          const size = isLarge ? { max_messages: 1 } : { max_bytes: this.#options.prefetchBytes }
          isLarge = false
          let count = 0
          for await (const message of await consumer.fetch({ ...size, expires: EXPIRES_MS })) {
            count++
            if (signal.aborted) message.nak()
            else yield this.#received(message)
          }
          // The last message told what was left then; other workers took it.
          if (count === 0) this.lag = (await consumer.info()).num_pending
        } catch (error) {
          const { message } = error as Error
          isLarge = /message size/i.test(message)
          // So the server says that the bytes are used up, after the last message.
          if (isLarge || /batch completed/i.test(message)) continue
          await this.#pauseAfter(error, signal, consumer)
        }
      }
    } finally {
      reading.resolve()
    }
  }

  /** Waits until the server has all acknowledgements, but not for a server that is away. */
  close(): Promise<void> {
    return waitAtMost(CLOSE_MS, this.#closed())
  }

  async #closed(): Promise<void> {
    await this.#reading
    if (!this.#connection.isClosed()) await this.#connection.flush()
  }

  /** Returns the consumer, as soon as the server can be reached. @throws the server's error if there is none */
  async #open(signal: AbortSignal): Promise<Consumer | undefined> {
    const { stream, consumer } = this.#options
    while (!signal.aborted) {
      try {
        const opened = await this.#client.consumers.get(stream, consumer)
        const { ack_wait: ackWait } = (await opened.info(true)).config
        // Often enough that one may be lost.
        this.workingInterval = Math.max(100, (ackWait ?? 30_000 * NANOS_PER_MS) / NANOS_PER_MS / 3)
        return opened
      } catch (error) {
        await this.#pauseAfter(error, signal)
      }
    }
    return undefined
  }

  /** @throws the error if trying again is of no use */
  async #pauseAfter(error: unknown, signal: AbortSignal, consumer?: Consumer): Promise<void> {
    if (this.#connection.isClosed() || isMissing(error)) throw error
    this.#onFault(error)
    await sleep(PAUSE_MS, signal)
    // A consumer that was deleted shows in this way only if nobody waited for it then.
    const failure = signal.aborted
      ? undefined
      : await consumer?.info().then(
          () => undefined,
          (reason: unknown) => reason,
        )
    if (isMissing(failure)) throw failure
  }

  #received(message: JsMsg): SourceMessage {
    const received = new JetStreamMessage(message)
    this.lag = received.pending
    return received
  }

  async #keep(subject: string, message: SourceMessage, reason: string): Promise<void> {
    const { stream } = this.#options
    const about = headers()
    about.set('Fluxline-Reason', headerText(reason))
    about.set('Fluxline-Subject', message.subject)
    about.set('Fluxline-Stream', stream)
    about.set('Fluxline-Sequence', String(message.sequence))
    // The same message again, after a lost acknowledgement, is not kept twice. A stream that was made again has others.
    const msgID = `${stream}-${message.sequence}-${message.timestamp}`
    await this.#client.publish(subject, message.data, { headers: about, msgID })
  }
}
