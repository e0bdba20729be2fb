import { isDuration, parseDuration } from '@fluxline/internal/duration-text'
import { show } from '@fluxline/internal/show'
import { QueryError } from '../errors.ts'
import { isFlux } from './flux-expression.ts'
import type { FluxExpression } from './flux-expression.ts'
import { conversion } from './flux-node.ts'
import type { FluxNode } from './flux-node.ts'
import { toRegexp } from '@fluxline/internal/regexp-text'
import { isFluxTime, timeText } from './flux-time.ts'
import type { FluxTime } from './flux-time.ts'

/** A duration from the results of a query, as `@fluxline/flux-csv` reads it. */
export interface DurationValue {
  readonly parts: object
  toString(): string
}

/** A value that has a Flux literal. */
export type FluxInput =
  | string
  | number
  | bigint
  | boolean
  | FluxTime
  | DurationValue
  | RegExp
  | Uint8Array
  | FluxExpression
  | readonly FluxInput[]
  | { readonly [key: string]: FluxInput }

/** How deep lists and records can be nested. InfluxDB reads a little more: the JSON of parameters can have 128 levels. */
const MOST_LEVELS = 32

/** Converts a {@link FluxExpression} among the values. */
type ExpressionRule = (expression: FluxExpression, location: string) => FluxNode

/**
 * Converts a value to a node: a number without a fraction is an int, any other a float.
 *
 * @throws QueryError on a value without a literal; its message begins with `location`
 */
export function toFluxNode(value: unknown, location: string, expression: ExpressionRule, level = 0): FluxNode {
  switch (typeof value) {
    case 'string':
      return stringNode(value, location)
    case 'number':
      return Number.isSafeInteger(value) && !Object.is(value, -0)
        ? integerNode(BigInt(value), location)
        : floatNode(value)
    case 'bigint':
      return integerNode(value, location)
    case 'boolean':
      return { type: 'BooleanLiteral', value }
    case 'object':
      if (value !== null) return objectNode(value, location, expression, level)
  }
  throw new QueryError(`${location} is ${show(value)}, which cannot be written in Flux; omit it, or pass a value.`)
}

export function integerNode(value: bigint, location: string): FluxNode {
  if (BigInt.asIntN(64, value) === value) return { type: 'IntegerLiteral', value: String(value) }
  throw new QueryError(`${location} is ${value}, which does not fit in 64 bits; pass a float or a string.`)
}

export function floatNode(value: number): FluxNode {
  // JSON has no negative zero.
  if (Object.is(value, -0)) {
    return { type: 'UnaryExpression', operator: '-', argument: { type: 'FloatLiteral', value: 0 } }
  }
  // InfluxDB reads a longer number in JSON with an error in its last digit, but reads text exactly.
  if (/^-?(?=[\d.]{1,16}$)\d+(?:\.\d+)?$/.test(String(value))) return { type: 'FloatLiteral', value }
  return conversion('float', String(value).replace('Infinity', 'Inf').replace(/^Inf/, '+Inf'))
}

export function durationNode(text: string, location: string): FluxNode {
  const duration = parseDuration(text)
  if (!duration) throw new QueryError(`${location} is ${show(text)}, not a duration; write one as 1h30m or -7d.`)
  const values = duration.parts.map(({ digits, unit }) => {
    const magnitude = Number(digits)
    if (Number.isSafeInteger(magnitude)) return { magnitude, unit }
    throw new QueryError(`${location} is ${show(text)}; ${digits}${unit} is too large, so write it in a larger unit.`)
  })
  const argument = { type: 'DurationLiteral', values } as const
  return duration.isNegative ? { type: 'UnaryExpression', operator: '-', argument } : argument
}

function objectNode(value: object, location: string, expression: ExpressionRule, level: number): FluxNode {
  if (isFlux(value)) return expression(value, location)
  if (isFluxTime(value)) return { type: 'DateTimeLiteral', value: timeText(value, location) }
  if (value instanceof RegExp) return { type: 'RegexpLiteral', value: toRegexp(value, location, 'Flux') }
  if (value instanceof Uint8Array) return bytesNode(value, location)
  if (isDurationValue(value)) return durationNode(value.toString(), location)
  if (level === MOST_LEVELS) {
    throw new QueryError(
      `${shortened(location)} is nested deeper than ${MOST_LEVELS} levels, which InfluxDB refuses; ` +
        'pass flatter values, and none that contains itself.',
    )
  }
  if (Array.isArray(value)) {
    // A hole is an element too.
    const elements = Array.from(value, (item: unknown, index) =>
      toFluxNode(item, `${location}[${index}]`, expression, level + 1),
    )
    return { type: 'ArrayExpression', elements }
  }
  return recordNode(value, location, expression, level)
}

function recordNode(value: object, location: string, expression: ExpressionRule, level: number): FluxNode {
  const tag = Object.prototype.toString.call(value)
  if (tag !== '[object Object]') {
    throw new QueryError(`${location} is ${tag}, which cannot be written in Flux; pass an array or a plain object.`)
  }
  const properties = Object.entries(value).map(([key, member]) => ({
    type: 'Property' as const,
    key: stringNode(key, `${location}, in a key,`),
    value: toFluxNode(member, `${location}${/^\w+$/.test(key) ? `.${key}` : `[${show(key)}]`}`, expression, level + 1),
  }))
  return { type: 'ObjectExpression', properties }
}

function shortened(location: string): string {
  return location.length > 80 ? `${location.slice(0, 79)}…` : location
}

function stringNode(value: string, location: string): { readonly type: 'StringLiteral'; readonly value: string } {
  checkText(value, location)
  return { type: 'StringLiteral', value }
}

/** @throws QueryError on half of a surrogate pair, which InfluxDB would read as another character */
export function checkText(value: string, location: string): void {
  if (value.isWellFormed()) return
  throw new QueryError(
    `${location} is ${show(value)}, which contains an unpaired surrogate; cut text between characters.`,
  )
}

function bytesNode(value: Uint8Array, location: string): FluxNode {
  try {
    return conversion('bytes', new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(value))
  } catch (cause) {
    const remedy = 'pass them as text in hex, and read it with hex.bytes of "contrib/bonitoo-io/hex"'
    throw new QueryError(`${location} is not valid UTF-8, which Flux text must be; ${remedy}.`, { cause })
  }
}

function isDurationValue(value: object): value is DurationValue {
  return 'parts' in value && typeof value.toString === 'function' && isDuration((value as DurationValue).toString())
}
