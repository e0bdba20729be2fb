import { FluxlineError } from '@fluxline/internal/errors'
import { assignDefined } from '@fluxline/internal/errors'

/** A statement failed, although the response has status 200. */
export class InfluxQLError extends FluxlineError {
  override readonly name = 'InfluxQLError'
  /** Stable across releases: branch on this rather than on the message. */
  readonly code = 'FLUXLINE_INFLUXQL'
  /** The statement's number in the query, from 0. */
  readonly statement: number
  /** The statement itself, if the query has as many statements. */
  declare readonly query?: string | undefined
  /** InfluxDB's own words. */
  readonly serverMessage: string
  /** The numbers of the statements that were not executed because of this one. */
  readonly notExecuted: readonly number[]

  /** @internal */
  constructor(
    message: string,
    statement: number,
    query: string | undefined,
    serverMessage: string,
    notExecuted: readonly number[],
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause })
    this.statement = statement
    assignDefined(this, { query })
    this.serverMessage = serverMessage
    this.notExecuted = notExecuted
  }
}

/** The response is not one of InfluxQL, or has a value that the options cannot hold. */
export class InfluxQLResponseError extends FluxlineError {
  override readonly name = 'InfluxQLResponseError'
  /** Stable across releases: branch on this rather than on the message. */
  readonly code = 'FLUXLINE_INFLUXQL_RESPONSE'
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
