import { QueryError, show } from '../errors.ts'
import { conversion } from './flux-node.ts'
import type { FluxNode } from './flux-node.ts'
import { isFlux } from './flux-expression.ts'
import type { FluxExpression } from './flux-expression.ts'
import { isTime, timeText } from './flux-time.ts'
import type { FluxTime } from './flux-time.ts'
import { toRegexp } from './flux-regexp.ts'

/** A duration that came out of a query, as `@fluxline/flux-csv` reads it. */
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

const DURATION = /^-?(?:\d+(?:y|mo|w|d|h|ms|m|us|µs|ns|s))+$/

/** What becomes of a {@link FluxExpression} among the values. */
type ExpressionRule = (expression: FluxExpression, place: string) => FluxNode

/**
 * A value as a node: a number without a fraction is an int, any other a float.
 *
 * @throws QueryError on what has no literal; `place` says in its message where the value stands
 */
export function toNode(value: unknown, place: string, expression: ExpressionRule): FluxNode {
  switch (typeof value) {
    case 'string':
      return stringNode(value, place)
    case 'number':
      return Number.isSafeInteger(value) && !Object.is(value, -0) ? integerNode(BigInt(value), place) : floatNode(value)
    case 'bigint':
      return integerNode(value, place)
    case 'boolean':
      return { type: 'BooleanLiteral', value }
    case 'object':
      if (value !== null) return objectNode(value, place, expression)
  }
  throw new QueryError(`${place} is ${show(value)}, and Flux has no literal for that; leave it out, or give a value.`)
}

export function integerNode(value: bigint, place: string): FluxNode {
  if (BigInt.asIntN(64, value) === value) return { type: 'IntegerLiteral', value: String(value) }
  throw new QueryError(`${place} is ${value}, which has more than 64 bits; give a float, or text.`)
}

export function floatNode(value: number): FluxNode {
  // JSON has no negative zero.
  if (Object.is(value, -0)) {
    return { type: 'UnaryExpression', operator: '-', argument: { type: 'FloatLiteral', value: 0 } }
  }
  // InfluxDB reads a number in JSON that is longer with an error in its last digit, and text without one.
  if (/^-?(?=[\d.]{1,16}$)\d+(?:\.\d+)?$/.test(String(value))) return { type: 'FloatLiteral', value }
  return conversion('float', String(value).replace('Infinity', 'Inf').replace(/^Inf/, '+Inf'))
}

export function durationNode(text: string, place: string): FluxNode {
  if (!DURATION.test(text)) throw new QueryError(`${place} is ${show(text)}; write a duration as 1h30m or -7d.`)
  const values = Array.from(text.matchAll(/(\d+)(\D+)/g), ([, digits, unit]) => {
    const magnitude = Number(digits)
    if (Number.isSafeInteger(magnitude)) return { magnitude, unit: unit === 'µs' ? 'us' : unit! }
    throw new QueryError(`${place} is ${show(text)}; ${digits}${unit} is too long, so write it in a larger unit.`)
  })
  const argument = { type: 'DurationLiteral', values } as const
  return text.startsWith('-') ? { type: 'UnaryExpression', operator: '-', argument } : argument
}

function objectNode(value: object, place: string, expression: ExpressionRule): FluxNode {
  if (isFlux(value)) return expression(value, place)
  if (isTime(value)) return { type: 'DateTimeLiteral', value: timeText(value, place) }
  if (value instanceof RegExp) return { type: 'RegexpLiteral', value: toRegexp(value, place) }
  if (value instanceof Uint8Array) return bytesNode(value, place)
  if (Array.isArray(value)) {
    const elements = value.map((item: unknown, at) => toNode(item, `${place}[${at}]`, expression))
    return { type: 'ArrayExpression', elements }
  }
  if (isDuration(value)) return durationNode(value.toString(), place)
  return recordNode(value, place, expression)
}

function recordNode(value: object, place: string, expression: ExpressionRule): FluxNode {
  const tag = Object.prototype.toString.call(value)
  if (tag !== '[object Object]') {
    throw new QueryError(`${place} is ${tag}, and Flux has no literal for that; give an array or a plain object.`)
  }
  const properties = Object.entries(value).map(([key, member]) => ({
    type: 'Property' as const,
    key: stringNode(key, `${place}, in a key,`),
    value: toNode(member, `${place}${/^\w+$/.test(key) ? `.${key}` : `[${show(key)}]`}`, expression),
  }))
  return { type: 'ObjectExpression', properties }
}

function stringNode(value: string, place: string): { readonly type: 'StringLiteral'; readonly value: string } {
  if (value.isWellFormed()) return { type: 'StringLiteral', value }
  throw new QueryError(`${place} is ${show(value)}, with half of a character; it was cut in the middle of one.`)
}

function bytesNode(value: Uint8Array, place: string): FluxNode {
  try {
    return conversion('bytes', new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(value))
  } catch (cause) {
    const remedy = 'give them as text in hex, and read it with hex.bytes of "contrib/bonitoo-io/hex"'
    throw new QueryError(`${place} is bytes that are not UTF-8, for which Flux has no literal; ${remedy}.`, { cause })
  }
}

function isDuration(value: object): value is DurationValue {
  if (!('parts' in value) || typeof value.toString !== 'function') return false
  return DURATION.test((value as DurationValue).toString())
}
