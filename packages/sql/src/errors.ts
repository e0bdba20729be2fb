import { assignDefined, FluxlineError } from '@fluxline/internal/errors'

/** The response is not one of SQL, or has a value that the options cannot hold. */
export class SqlResponseError extends FluxlineError {
  override readonly name = 'SqlResponseError'
  /** Stable across releases: branch on this rather than on the message. */
  readonly code = 'FLUXLINE_SQL_RESPONSE'
  /** The number of the row in the response, from 1, if a value is the cause. */
  declare readonly row?: number | undefined
  /** The name of its column. */
  declare readonly column?: string | undefined

  /** @internal */
  constructor(message: string, row?: number, column?: string) {
    super(message)
    assignDefined(this, { row, column })
  }
}
