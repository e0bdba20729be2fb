/** Counters of an ingestion, in messages unless they say otherwise. */
export interface IngestStats {
  readonly state: 'running' | 'draining' | 'ended'
  /** Messages that wait in the log, as far as it is known. */
  readonly lag?: number | undefined
  /** Messages that are not acknowledged yet, and their bytes. */
  readonly inFlight: { readonly messages: number; readonly bytes: number }
  /** Messages that were taken from the log, each delivery counted. */
  readonly received: number
  /** Of these, the ones that were delivered before, as far as the log tells. */
  readonly redelivered: number
  /** Messages that are stored and acknowledged. */
  readonly stored: number
  /** Lines of the stored messages. */
  readonly storedLines: number
  /** Messages that can never be stored, and were acknowledged after they were kept elsewhere. */
  readonly poisoned: number
  /** How often a message was handed to the writer again. */
  readonly retried: number
  /** Messages that were given back to the log. */
  readonly released: number
}

/** The counters that only grow. */
export type Counts = { -readonly [Name in CountName]: number }

type CountName = 'received' | 'redelivered' | 'stored' | 'storedLines' | 'poisoned' | 'retried' | 'released'

/** Returns counters at zero. */
export function zeroCounts(): Counts {
  return { received: 0, redelivered: 0, stored: 0, storedLines: 0, poisoned: 0, retried: 0, released: 0 }
}
