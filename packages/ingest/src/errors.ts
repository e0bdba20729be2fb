import { assignDefined, FluxlineError, hasCode } from '@fluxline/internal/errors'

/** Where a message lies in its log. */
export interface MessagePlace {
  readonly subject: string
  readonly partition: number
  readonly sequence: bigint
}

/** A message that can never be stored as it is: it cannot be decoded, or InfluxDB refuses lines of it. */
export class PoisonError extends FluxlineError {
  override readonly name = 'PoisonError'
  readonly code = 'FLUXLINE_POISON'
  /** The lines that are refused, with the reasons, as far as they are known. If InfluxDB refused them, the others are stored. */
  readonly rejected: readonly { readonly line: string; readonly reason: string }[]

  constructor(message: string, rejected: PoisonError['rejected'] = [], options?: ErrorOptions) {
    super(message, options)
    this.rejected = rejected
  }

  static override [Symbol.hasInstance](value: unknown): value is PoisonError {
    return hasCode(value, 'FLUXLINE_POISON')
  }
}

/** The ingestion ended because its source or its writer did. `cause` has their error. Nothing unstored was acknowledged. */
export class IngestError extends FluxlineError {
  override readonly name = 'IngestError'
  readonly code = 'FLUXLINE_INGEST'
  /** The name of the source. */
  declare readonly source?: string | undefined

  constructor(message: string, source?: string, options?: ErrorOptions) {
    super(message, options)
    assignDefined(this, { source })
  }

  static override [Symbol.hasInstance](value: unknown): value is IngestError {
    return hasCode(value, 'FLUXLINE_INGEST')
  }
}
