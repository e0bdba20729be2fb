import { QueryError, show } from '../errors.ts'
import { FluxExpression, literalExpression } from './flux-expression.ts'
import { conversion, printNode } from './flux-node.ts'
import type { FluxNode } from './flux-node.ts'
import { durationNode, floatNode, integerNode, toNode } from './to-flux-node.ts'
import type { FluxInput } from './to-flux-node.ts'

/**
 * Renders a value as a Flux literal of its type: a number without a fraction is an int, any other a float.
 *
 * Times go to the nanosecond. A regular expression is translated to what Flux has.
 * @throws QueryError on what has no literal: null, undefined, functions, invalid dates, bytes that are not UTF-8
 * @see InfluxDB documentation, "Flux literals"
 */
export function toFlux(value: FluxInput): string {
  return render(value, 'The value')
}

/**
 * Flux text with values as literals, so that no value can become code.
 *
 * ```ts
 * flux`from(bucket: ${bucket}) |> range(start: ${new Date('2026-01-01')}) |> limit(n: ${10})`
 * ```
 *
 * Nested templates are taken as they are. The one way to put text in unchecked is {@link fluxRaw}.
 * @throws QueryError on a value that has no literal
 */
export function flux(parts: TemplateStringsArray, ...values: FluxInput[]): FluxExpression {
  const texts = values.map((value, at) => render(value, `Value ${at + 1} of the template`))
  return new FluxExpression(parts.map((part, at) => part + (texts[at] ?? '')).join(''))
}

/** Text as Flux, unchecked: whoever can choose it can run any query. */
export function fluxRaw(text: string): FluxExpression {
  return new FluxExpression(text)
}

/** A float, also where the number has no fraction. @throws QueryError where the value is not a number */
export function fluxFloat(value: number): FluxExpression {
  if (typeof value !== 'number') throw new QueryError(`${show(value)} is not a float; give a number.`)
  return literalExpression(floatNode(value))
}

/** An int. @throws QueryError where the value has a fraction or more than 64 bits */
export function fluxInt(value: number | bigint): FluxExpression {
  return literalExpression(integerNode(wholeNumber(value, 'an int'), 'The int'))
}

/** An unsigned int. @throws QueryError where the value is negative, has a fraction or more than 64 bits */
export function fluxUint(value: number | bigint): FluxExpression {
  const whole = wholeNumber(value, 'a uint')
  if (BigInt.asUintN(64, whole) === whole) return literalExpression(conversion('uint', String(whole)))
  throw new QueryError(`${value} is not a uint; it goes from 0 to 2^64 - 1.`)
}

/** A duration such as `1h30m`. @throws QueryError where the text is not a Flux duration */
export function fluxDuration(text: string): FluxExpression {
  return literalExpression(durationNode(text, 'The duration'))
}

function render(value: FluxInput, place: string): string {
  return printNode(toNode(value, place, (expression): FluxNode => ({ type: 'FluxText', text: String(expression) })))
}

function wholeNumber(value: unknown, type: string): bigint {
  if (typeof value === 'bigint') return value
  if (Number.isSafeInteger(value)) return BigInt(value as number)
  throw new QueryError(`${show(value)} is not ${type}; give a bigint, or round it.`)
}
