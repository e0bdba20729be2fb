import { lexFlux } from '@fluxline/internal/flux-lexer'
import type { Time } from '@fluxline/internal/nanoseconds'
import { show } from '@fluxline/internal/show'
import { checkTemplate } from '@fluxline/internal/template-parts'
import { QueryError } from '../errors.ts'
import { contentOf, FluxExpression, isFlux, literalExpression, templateExpression } from './flux-expression.ts'
import type { FluxTemplate } from './flux-expression.ts'
import { conversion, printNode } from './flux-node.ts'
import type { FluxNode } from './flux-node.ts'
import { timeText } from './flux-time.ts'
import { placeValues } from './place-values.ts'
import { durationNode, floatNode, integerNode, toFluxNode } from './to-flux-node.ts'
import type { FluxInput } from './to-flux-node.ts'

/**
 * Renders a value as a Flux literal of its type: a number without a fraction is an int, any other a float.
 *
 * Times keep their nanoseconds. A regular expression is translated to the syntax of Flux.
 * @throws QueryError on a value without a literal: null, undefined, a function, an invalid date, bytes that are not UTF-8
 * @see InfluxDB documentation, "Flux literals"
 */
export function toFlux(value: FluxInput): string {
  return isFlux(value) ? String(value) : printNode(toFluxNode(value, 'The value', nestedNode))
}

/**
 * Makes Flux text with values in it, which are never code:
 *
 * - inside a string literal, a value becomes its text, escaped: `"${host}"` and `"host-${number}"`
 * - inside a regular expression, it becomes text that matches literally: `/^${host}:/`
 * - elsewhere, it becomes a literal of its type
 * - inside a comment, in a name or a number, after a backslash, and wherever the value would change what the text around
 *   it means, it is an error
 *
 * ```ts
 * flux`from(bucket: ${bucket}) |> range(start: ${new Date('2026-01-01')}) |> limit(n: ${10})`
 * ```
 *
 * A nested template stands there as if its text and its values were part of this one. Only the text of {@link fluxRaw} is
 * unchecked.
 * @throws QueryError on a value without a literal, or without a text inside quotes: a list, a record, a RegExp; on a place
 * where no value can be put, with its location
 */
export function flux(parts: TemplateStringsArray, ...values: FluxInput[]): FluxExpression {
  checkTemplate(USAGE, parts, values)
  const template = flatTemplate(parts, values)
  return templateExpression(placeValues(template), template)
}

const USAGE = 'flux is the tag of a template: write flux`from(…)`. Pass Flux as text to fluxRaw.'

/** Makes Flux of text, unchecked: a person who can choose the text can run any query. */
export function fluxRaw(text: string): FluxExpression {
  return new FluxExpression(text)
}

/**
 * Makes a float, even of a number without a fraction. Text is a decimal number such as `1.5` or `1e-3`, `NaN` or `-Inf`.
 *
 * @throws QueryError if the value is something else
 */
export function fluxFloat(value: number | string): FluxExpression {
  return literalExpression(floatNode(toFloat(value)))
}

/** Makes an int. Text is its decimal digits. @throws QueryError if the value has a fraction or more than 64 bits */
export function fluxInt(value: number | bigint | string): FluxExpression {
  return literalExpression(integerNode(toInteger(value, 'an int'), 'The int'))
}

/**
 * Makes an unsigned int. Text is its decimal digits.
 *
 * @throws QueryError if the value is negative, has a fraction or more than 64 bits
 */
export function fluxUint(value: number | bigint | string): FluxExpression {
  const integer = toInteger(value, 'a uint')
  if (BigInt.asUintN(64, integer) === integer) return literalExpression(conversion('uint', String(integer)))
  throw new QueryError(`${value} is not a uint; the range is 0 to 2^64 - 1.`)
}

/**
 * Makes a time with all its nanoseconds, of RFC 3339 text with a zone, a `Date`, a `Timestamp`, a Temporal instant, or of
 * an integer of nanoseconds. Text in a template is a string.
 *
 * @throws QueryError if it is not a time, or is outside 1677-09-21 to 2262-04-11
 */
export function fluxTime(time: Time): FluxExpression {
  return literalExpression({ type: 'DateTimeLiteral', value: timeText(time, 'The time') })
}

/** Makes a duration such as `1h30m`. @throws QueryError if the text is not a Flux duration */
export function fluxDuration(text: string): FluxExpression {
  return literalExpression(durationNode(text, 'The duration'))
}

/** Joins the parts of nested templates with those around them. */
function flatTemplate(parts: readonly string[], inputs: readonly FluxInput[]): FluxTemplate {
  const flat = [parts[0]!]
  const values: FluxNode[] = []
  const append = (text: string): void => void flat.push(flat.pop()! + text)
  for (const [index, input] of inputs.entries()) {
    const content = isFlux(input)
      ? contentOf(input)
      : toFluxNode(input, `Value ${index + 1} of the template`, nestedNode)
    if (content.type === 'Template') {
      append(content.parts[0]!)
      for (const part of content.parts.slice(1)) flat.push(part)
      for (const value of content.values) values.push(value)
    } else {
      flat.push('')
      values.push(content)
    }
    append(parts[index + 1]!)
  }
  return { type: 'Template', parts: flat, values }
}

/** Converts Flux in a list or a record: it must not take in what follows. */
function nestedNode(expression: FluxExpression, location: string): FluxNode {
  const content = contentOf(expression)
  if (content.type !== 'Template') return content
  const text = String(expression)
  // A string, a comment or a regular expression that is still open takes in what follows.
  if (lexFlux(`${text} _/_`).some(({ start }) => start === text.length + 1)) return { type: 'FluxText', text }
  throw new QueryError(`${location} is Flux that ends inside a string, a comment or a regular expression; close it.`)
}

function toInteger(value: unknown, type: string): bigint {
  if (typeof value === 'bigint') return value
  if (Number.isSafeInteger(value)) return BigInt(value as number)
  // More digits have more than 64 bits, and are slow to read.
  if (typeof value === 'string' && /^-?\d{1,30}$/.test(value)) return BigInt(value)
  throw new QueryError(`${show(value)} is not ${type}; pass a bigint, or text of digits alone, or round it.`)
}

function toFloat(value: unknown): number {
  if (typeof value === 'number') return value
  if (typeof value === 'string') {
    if (/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i.test(value)) return Number(value)
    const special = /^(?:(NaN)|[+]?Inf(?:inity)?|(-)Inf(?:inity)?)$/i.exec(value)
    if (special) return special[1] ? Number.NaN : special[2] ? -Infinity : Infinity
  }
  throw new QueryError(`${show(value)} is not a float; pass a number, or text such as "1.5".`)
}
