import type { MessagePlace, PoisonError } from './errors.ts'

/** What all events of a message have. */
export interface SourceMessageEvent extends MessagePlace {
  /** The name of the source. */
  readonly source: string
  /** Bytes of the message. */
  readonly bytes: number
  /** How often its lines were handed to the writer; 0 if it cannot be decoded. */
  readonly attempt: number
}

/** A message is stored and acknowledged. */
export interface StoredEvent extends SourceMessageEvent {
  readonly type: 'stored'
  /** Lines of it. */
  readonly lines: number
}

/** The writer gave a message up, because InfluxDB is away or refuses every write; it is written again. */
export interface RetryEvent extends SourceMessageEvent {
  readonly type: 'retry'
  /** Milliseconds until then. */
  readonly delayMs: number
  readonly error: unknown
}

/** A message can never be stored. It is acknowledged once it is kept elsewhere. */
export interface PoisonEvent extends SourceMessageEvent {
  readonly type: 'poison'
  readonly error: PoisonError
}

/** An acknowledgement, a release, a dead letter or the source itself failed. */
export interface FaultEvent {
  readonly type: 'fault'
  /** The name of the source. */
  readonly source: string
  readonly action: 'ack' | 'release' | 'dead letter' | 'onPoison' | 'source' | 'writer'
  readonly error: unknown
}

/** All events of an ingestion. */
export type IngestEvent = StoredEvent | RetryEvent | PoisonEvent | FaultEvent
