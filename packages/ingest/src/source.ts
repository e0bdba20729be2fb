/**
 * A log that messages come from. `jetStreamSource` is such an object; for another queue write your own.
 *
 * It does not keep messages: what is not acknowledged, the log gives again, to this process or to another.
 */
export interface Source {
  /** What it reads, for errors and events, such as `stream METRICS`. */
  readonly name: string
  /**
   * Reads messages, as fast as they are taken. The iterable ends after the signal is aborted, or with the log. An error
   * ends the ingestion, so a source outlives outages of its broker, and tells their errors to `onFault`.
   */
  messages(signal: AbortSignal, onFault: (error: unknown) => void): AsyncIterable<SourceMessage>
  /**
   * Keeps a message that InfluxDB can never store, elsewhere. Resolves once it is kept: the message is acknowledged then.
   * Absent if the log has no such place.
   */
  readonly deadLetter?: ((message: SourceMessage, reason: string) => Promise<void>) | undefined
  /** Messages that wait in the log, as far as it is known. */
  readonly lag?: number | undefined
  /** Milliseconds between two calls of `working` for each message that is not acknowledged. @defaultValue never */
  readonly workingInterval?: number | undefined
  /** Ends reading, after every message is acknowledged or released. */
  close?(): Promise<void> | void
}

/** A message, as decoders and handlers of poison see it. */
export interface IngestMessage {
  readonly data: Uint8Array
  /** The subject, topic or queue that it was published to. */
  readonly subject: string
  /** Number of its part of the log; 0 if the log has one. */
  readonly partition: number
  /** Its place in that part of the log, the same at each delivery. */
  readonly sequence: bigint
  /** When the broker got it, in nanoseconds since the epoch, the same at each delivery; absent if that is not known. */
  readonly timestamp?: bigint | undefined
  /** Whether it was delivered before, as far as the log tells. */
  readonly redelivered?: boolean | undefined
  /** Returns a header. */
  readonly header?: ((name: string) => string | undefined) | undefined
}

/** A message that waits for its acknowledgement. */
export interface SourceMessage extends IngestMessage {
  /** Everything in it is stored, or kept as a dead letter: it need not be delivered again. */
  ack(): Promise<void> | void
  /** It was not stored: it is to be delivered again, to this process or to another. */
  release?(): Promise<void> | void
  /** It is still in progress. */
  working?(): void
}
