import { isDuration, parseDuration } from '@fluxline/internal/duration-text'
import type { DurationValue } from '@fluxline/internal/duration-text'
import { QueryError } from '@fluxline/internal/query-errors'
import { integerText, timeText } from '@fluxline/internal/query-literals'
import { toRegexp } from '@fluxline/internal/regexp-text'
import { show } from '@fluxline/internal/show'
import { isInfluxQL, nodeOf } from './influxql-expression.ts'
import type { InfluxQLExpression, ValueNode } from './influxql-expression.ts'

/** A time: a `Date`, a `Timestamp`, or a Temporal `Instant` or `ZonedDateTime`. */
export type InfluxQLTime = Date | { readonly epochNanoseconds: bigint }

/** A value that can be written in InfluxQL. */
export type InfluxQLInput =
  | string
  | number
  | bigint
  | boolean
  | InfluxQLTime
  | DurationValue
  | RegExp
  | InfluxQLExpression
  | readonly InfluxQLInput[]

/** @throws QueryError on a value that InfluxQL cannot write; its message begins with `location` */
export function toValueNode(value: unknown, location: string): ValueNode {
  switch (typeof value) {
    case 'string':
      return { type: 'string', text: value }
    case 'boolean':
      return { type: 'boolean', text: String(value) }
    case 'number':
      return { type: 'number', text: numberText(value, location) }
    case 'bigint':
      return { type: 'number', text: integerText(value, location) }
    case 'object':
      if (value !== null) return objectNode(value, location)
  }
  throw new QueryError(`${location} is ${show(value)}, which cannot be written in InfluxQL; omit it, or pass a value.`)
}

/** Returns a duration as InfluxQL writes it. @throws QueryError if it is none; its message begins with `location` */
export function durationText(text: string, location: string): string {
  const duration = typeof text === 'string' ? parseDuration(text) : undefined
  if (duration?.parts.every(({ unit }) => unit !== 'y' && unit !== 'mo')) {
    const parts = duration.parts.map(({ digits, unit }) => digits + (/^[uµμ]s$/.test(unit) ? 'u' : unit))
    return (duration.isNegative ? '-' : '') + parts.join('')
  }
  const remedy = 'write one as 1h30m, in the units w, d, h, m, s, ms, u and ns'
  throw new QueryError(`${location} is ${show(text)}, which is not a duration of InfluxQL; ${remedy}.`)
}

function objectNode(value: object, location: string): ValueNode {
  if (isInfluxQL(value)) return nodeOf(value)
  if (value instanceof RegExp) return { type: 'regex', text: toRegexp(value, location, 'InfluxQL') }
  if (Array.isArray(value)) {
    return { type: 'list', nodes: value.map((item: unknown, index) => toValueNode(item, `${location}[${index}]`)) }
  }
  if (value instanceof Date || 'epochNanoseconds' in value) {
    return { type: 'time', text: timeText(value, location) }
  }
  const text = (value as DurationValue).toString?.()
  if ('parts' in value && isDuration(text)) return { type: 'duration', text: durationText(text, location) }
  throw new QueryError(`${location} is ${show(value)}, which cannot be written in InfluxQL; pass one of its members.`)
}

/** InfluxQL has no exponents, and a point makes a number a float. */
function numberText(value: number, location: string): string {
  if (!Number.isFinite(value)) {
    throw new QueryError(`${location} is ${value}, which cannot be written in InfluxQL; omit it, or pass a number.`)
  }
  const [mantissa = '', exponent] = String(Math.abs(value)).split('e')
  const sign = value < 0 || Object.is(value, -0) ? '-' : ''
  // An integer of more than 64 bits would be an error of the server.
  if (exponent === undefined) return sign + mantissa + (Math.abs(value) >= 2 ** 63 ? '.0' : '')
  const [whole = '', fraction = ''] = mantissa.split('.')
  const digits = whole + fraction
  const point = whole.length + Number(exponent)
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`
  return `${sign}${digits.padEnd(point, '0')}.0`
}
