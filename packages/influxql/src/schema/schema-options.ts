import type { Timeout } from '@fluxline/core'
import { OptionError } from '@fluxline/internal/errors'
import { checkOptions, integerOption } from '@fluxline/internal/options'
import type { OptionNames } from '@fluxline/internal/options'
import { show } from '@fluxline/internal/show'
import { isInfluxQL } from '../text/influxql-expression.ts'
import type { InfluxQLExpression } from '../text/influxql-expression.ts'
import { durationText } from '../text/value-node.ts'

/** Options of every call of the schema. */
export interface SchemaCallOptions {
  /** The database. @defaultValue that of the API */
  readonly database?: string | undefined
  /** Headers of this request. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Ends the request. */
  readonly signal?: AbortSignal | undefined
  /** Overrides the client's time-outs. */
  readonly timeout?: Timeout | undefined
}

/** Which part of a list InfluxDB returns. */
export interface SchemaPage {
  /** The most entries. @defaultValue all */
  readonly limit?: number | undefined
  /** How many entries to leave out at the beginning. @defaultValue 0 */
  readonly offset?: number | undefined
}

/** Measurements or keys: a name, what names match, or several names. */
export type MeasurementChoice = string | RegExp | readonly string[]

/** Of which measurements a call returns something. */
export interface MeasurementOptions extends SchemaCallOptions, SchemaPage {
  /** @defaultValue all measurements */
  readonly from?: MeasurementChoice | undefined
}

/** Of which points a call returns something. */
export interface ShowOptions extends MeasurementOptions {
  /** A condition on tags and the time, such as influxql`host = ${host}`. */
  readonly where?: InfluxQLExpression | undefined
}

/** What a retention policy is created with. Durations are text, such as `'30d'`; `'INF'` never ends. */
export interface RetentionPolicySettings {
  /** How long points are kept. @defaultValue 'INF' */
  readonly duration?: string | undefined
  /** How many copies a cluster has; 1 without a cluster. @defaultValue 1 */
  readonly replication?: number | undefined
  /** The span of time of one shard. @defaultValue InfluxDB chooses it by the duration */
  readonly shardDuration?: string | undefined
  /** Whether it is the policy of writes and queries that name none. @defaultValue false */
  readonly default?: boolean | undefined
}

export const callNames: OptionNames<SchemaCallOptions> = {
  database: true,
  headers: 'an object',
  signal: 'an AbortSignal object',
  timeout: 'a number or an object',
}
export const measurementNames: OptionNames<MeasurementOptions> = { ...callNames, from: true, limit: true, offset: true }
export const showNames: OptionNames<ShowOptions> = { ...measurementNames, where: true }
export const policyNames: OptionNames<RetentionPolicySettings> = {
  duration: true,
  replication: true,
  shardDuration: true,
  default: true,
}

/** @throws OptionError if an option is unknown, or has a value that it cannot have */
export function checkSchemaOptions(what: string, options: object, names: Readonly<Record<string, unknown>>): void {
  checkOptions(what, options, names, { db: 'is called "database" here.', measurement: 'is called "from" here.' })
  const { database, from, where, limit, offset, ...rest } = options as Readonly<Record<string, unknown>>
  if (database !== undefined) checkName(what, 'database', database)
  for (const choice of [from].flat())
    if (choice !== undefined && !(choice instanceof RegExp)) checkName(what, 'from', choice)
  if (limit !== undefined) integerOption(what, 'limit', limit, 1)
  if (offset !== undefined) integerOption(what, 'offset', offset, 0)
  if (where !== undefined && !isInfluxQL(where)) {
    const remedy = 'pass a condition of the influxql template'
    throw new OptionError(`${what}: \`where\` is ${show(where)}; ${remedy}.`, { option: 'where', value: where })
  }
  if (rest['replication'] !== undefined) integerOption(what, 'replication', rest['replication'], 1)
  for (const name of ['duration', 'shardDuration']) {
    const text = rest[name]
    if (text !== undefined && text !== 'INF') durationText(text as string, `${what}: \`${name}\``)
  }
  const isDefault = rest['default']
  if (isDefault !== undefined && typeof isDefault !== 'boolean') {
    throw new OptionError(`${what}: \`default\` must be true or false, not ${show(isDefault)}.`, { option: 'default' })
  }
}

/** @throws OptionError if a name is none */
export function checkName(what: string, option: string, name: unknown): asserts name is string {
  if (typeof name === 'string' && name !== '') return
  throw new OptionError(`${what}: \`${option}\` must be a name, not ${show(name)}.`, { option, value: name })
}
