import { isDuration, parseDuration } from '@fluxline/internal/duration-text'
import type { DurationValue } from '@fluxline/internal/duration-text'
import type { DurationUnit } from '@fluxline/internal/duration-text'
import { QueryError } from '@fluxline/internal/query-errors'
import { integerText, timeText } from '@fluxline/internal/query-literals'
import { show } from '@fluxline/internal/show'
import { isSql, nodeOf } from './sql-expression.ts'
import type { SqlExpression, ValueNode } from './sql-expression.ts'

/** A time: a `Date`, a `Timestamp`, or a Temporal `Instant` or `ZonedDateTime`. */
export type SqlTime = Date | { readonly epochNanoseconds: bigint }

/** A value that can be written in SQL. */
export type SqlInput =
  | string
  | number
  | bigint
  | boolean
  | null
  | SqlTime
  | DurationValue
  | SqlExpression
  | readonly SqlInput[]

/** @throws QueryError on a value that SQL cannot write; its message begins with `location` */
export function toValueNode(value: unknown, location: string): ValueNode {
  switch (typeof value) {
    case 'string':
      return { type: 'string', text: value }
    case 'boolean':
      return { type: 'boolean', text: String(value) }
    case 'number':
      if (Number.isFinite(value)) return { type: 'number', text: Object.is(value, -0) ? '-0.0' : String(value) }
      throw new QueryError(`${location} is ${value}, which cannot be written in SQL; omit it, or pass a number.`)
    case 'bigint':
      return { type: 'number', text: integerText(value, location) }
    case 'object':
      return value === null ? { type: 'null', text: 'NULL' } : objectNode(value, location)
  }
  throw new QueryError(`${location} is ${show(value)}, which cannot be written in SQL; omit it, or pass a value.`)
}

const units: Readonly<Record<DurationUnit, string>> = {
  y: 'years',
  mo: 'months',
  w: 'weeks',
  d: 'days',
  h: 'hours',
  m: 'minutes',
  s: 'seconds',
  ms: 'milliseconds',
  us: 'microseconds',
  ns: 'nanoseconds',
}

/** Returns an interval in words. @throws QueryError if it is none; its message begins with `location` */
export function intervalText(text: string, location: string): string {
  const duration = typeof text === 'string' ? parseDuration(text) : undefined
  if (duration === undefined) {
    throw new QueryError(`${location} is ${show(text)}, which is not an interval; write one as 1h30m.`)
  }
  const sign = duration.isNegative ? '-' : ''
  return duration.parts.map(({ digits, unit }) => `${sign}${digits} ${units[unit]}`).join(' ')
}

function objectNode(value: object, location: string): ValueNode {
  if (isSql(value)) return nodeOf(value)
  if (Array.isArray(value)) {
    return { type: 'list', nodes: value.map((item: unknown, index) => toValueNode(item, `${location}[${index}]`)) }
  }
  if (value instanceof Date || 'epochNanoseconds' in value) {
    return { type: 'time', text: timeText(value, location) }
  }
  const text = (value as DurationValue).toString?.()
  if ('parts' in value && isDuration(text)) return { type: 'interval', text: intervalText(text, location) }
  throw new QueryError(`${location} is ${show(value)}, which cannot be written in SQL; pass one of its members.`)
}
