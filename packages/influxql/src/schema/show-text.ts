import type { InfluxQLExpression } from '../text/influxql-expression.ts'
import { OptionError } from '@fluxline/internal/errors'
import { identifier, influxql, influxqlDuration, influxqlRaw } from '../text/influxql-template.ts'
import type { MeasurementChoice, RetentionPolicySettings, SchemaPage } from './schema-options.ts'

/** Joins the parts of a statement that are there. */
export function statement(...parts: readonly (InfluxQLExpression | string | undefined)[]): InfluxQLExpression {
  return influxqlRaw(parts.filter((part) => part !== undefined && String(part) !== '').join(' '))
}

/** Returns `FROM` with measurements. @throws OptionError on an empty list, without which it would be all of them */
export function fromClause(from: MeasurementChoice | undefined): InfluxQLExpression | undefined {
  if (from === undefined) return undefined
  const sources = [from].flat()
  if (sources.length === 0) {
    throw new OptionError('`from` is an empty list; name a measurement, or leave it out for all.', { option: 'from' })
  }
  const texts = sources.map((source) => (typeof source === 'string' ? identifier(source) : influxql`${source}`))
  return influxqlRaw(`FROM ${texts.join(', ')}`)
}

/** Returns `WITH KEY`, or another keyword, with what is equal to one of the choices. */
export function withClause(keyword: string, choice: MeasurementChoice | undefined): InfluxQLExpression | undefined {
  if (choice === undefined) return undefined
  const operator = typeof choice === 'string' ? influxql`= ${identifier(choice)}` : influxql`=~ ${choice}`
  return statement('WITH', keyword, operator)
}

export function whereClause(
  ...conditions: readonly (InfluxQLExpression | undefined)[]
): InfluxQLExpression | undefined {
  const given = conditions.filter((condition) => condition !== undefined)
  if (given.length === 0) return undefined
  return influxqlRaw(
    `WHERE ${given.length === 1 ? String(given[0]) : given.map((one) => `(${String(one)})`).join(' AND ')}`,
  )
}

export function pageClause({ limit, offset }: SchemaPage): InfluxQLExpression | undefined {
  const parts = [limit !== undefined && `LIMIT ${limit}`, offset !== undefined && `OFFSET ${offset}`].filter(Boolean)
  return parts.length > 0 ? influxqlRaw(parts.join(' ')) : undefined
}

/** Returns the settings of a retention policy that are set. */
export function policyClause({
  duration,
  replication,
  shardDuration,
  default: isDefault,
}: RetentionPolicySettings): InfluxQLExpression {
  return statement(
    duration === undefined ? undefined : `DURATION ${String(durationOf(duration))}`,
    replication === undefined ? undefined : `REPLICATION ${replication}`,
    shardDuration === undefined ? undefined : `SHARD DURATION ${String(durationOf(shardDuration))}`,
    isDefault ? 'DEFAULT' : undefined,
  )
}

function durationOf(text: string): InfluxQLExpression {
  return text === 'INF' ? influxqlRaw(text) : influxqlDuration(text)
}
