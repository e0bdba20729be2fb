/** What a script is written in. */
export type ScriptLanguage = 'flux' | 'sql' | 'influxql'

/** A query that InfluxDB Cloud keeps, and runs by its ID with parameters. */
export interface Script {
  readonly id: string
  readonly orgID: string
  /** Unique in its organization. */
  readonly name: string
  readonly description?: string | undefined
  /** The query; in Flux, parameters are `params.name`. */
  readonly script: string
  readonly language?: ScriptLanguage | undefined
  /** Where it is invoked. */
  readonly url?: string | undefined
  readonly createdAt?: Date | undefined
  readonly updatedAt?: Date | undefined
}

/** What a new script is. */
export interface ScriptRequest {
  readonly name: string
  readonly script: string
  /** @defaultValue '' */
  readonly description?: string | undefined
  /** @defaultValue 'flux' */
  readonly language?: ScriptLanguage | undefined
}

/** What can be changed of a script: neither its name nor its language. */
export interface ScriptChanges {
  readonly script?: string | undefined
  /** `null` clears it. */
  readonly description?: string | null | undefined
}

/** What a parameter of a script has to be, as far as InfluxDB can tell from the script. */
export type ScriptParameterType = 'any' | 'bool' | 'duration' | 'float' | 'int' | 'string' | 'time' | 'uint'

/** Which scripts to go through. */
export interface ScriptFilter {
  readonly name?: string | undefined
  /** Scripts per request, 1 to 500. @defaultValue 500 */
  readonly limit?: number | undefined
}

/** Which page of scripts to list. */
export interface ScriptPage extends ScriptFilter {
  /** Passes over so many. */
  readonly offset?: number | undefined
}
