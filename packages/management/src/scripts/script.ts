import type { CallOptions } from '../shared/request.ts'

/** Language of a script. */
export type ScriptLanguage = 'flux' | 'sql' | 'influxql'

/** A query that InfluxDB Cloud stores, and runs by its ID with parameters. */
export interface Script {
  readonly id: string
  readonly orgID: string
  /** Unique in its organization. */
  readonly name: string
  readonly description?: string | undefined
  /** The query. In Flux, parameters are `params.name`. */
  readonly script: string
  readonly language?: ScriptLanguage | undefined
  /** Address that runs it. */
  readonly url?: string | undefined
  readonly createdAt?: Date | undefined
  readonly updatedAt?: Date | undefined
}

/** A new script. */
export interface ScriptRequest {
  readonly name: string
  readonly script: string
  /** @defaultValue '' */
  readonly description?: string | undefined
  /** @defaultValue 'flux' */
  readonly language?: ScriptLanguage | undefined
}

/** Changes to a script. Its name and language cannot change. */
export interface ScriptChanges {
  readonly script?: string | undefined
  /** `null` clears it. */
  readonly description?: string | null | undefined
}

/** Type of a script's parameter, as far as InfluxDB can tell from the script. */
export type ScriptParameterType = 'any' | 'bool' | 'duration' | 'float' | 'int' | 'string' | 'time' | 'uint'

/** Which scripts to iterate over. */
export interface ScriptFilter extends CallOptions {
  readonly name?: string | undefined
  /** Scripts per request, 1 to 500. @defaultValue 500 */
  readonly limit?: number | undefined
}

/** Which page of scripts to list. */
export interface ScriptPage extends ScriptFilter {
  /** How many scripts to skip. */
  readonly offset?: number | undefined
}
