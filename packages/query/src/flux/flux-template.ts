import { show } from '@fluxline/internal/show'
import { QueryError } from '../errors.ts'
import { FluxExpression, literalExpression } from './flux-expression.ts'
import { conversion, printNode } from './flux-node.ts'
import type { FluxNode } from './flux-node.ts'
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
  return render(value, 'The value')
}

/**
 * Makes Flux text with values as literals, so that no value can become code.
 *
 * ```ts
 * flux`from(bucket: ${bucket}) |> range(start: ${new Date('2026-01-01')}) |> limit(n: ${10})`
 * ```
 *
 * Nested templates are inserted unchanged. Only {@link fluxRaw} inserts text unchecked.
 * @throws QueryError on a value without a literal
 */
export function flux(parts: TemplateStringsArray, ...values: FluxInput[]): FluxExpression {
  const texts = values.map((value, index) => render(value, `Value ${index + 1} of the template`))
  return new FluxExpression(parts.map((part, index) => part + (texts[index] ?? '')).join(''))
}

/** Makes Flux of text, unchecked: a person who can choose the text can run any query. */
export function fluxRaw(text: string): FluxExpression {
  return new FluxExpression(text)
}

/** Makes a float, even of a number without a fraction. @throws QueryError if the value is not a number */
export function fluxFloat(value: number): FluxExpression {
  if (typeof value !== 'number') throw new QueryError(`${show(value)} is not a float; pass a number.`)
  return literalExpression(floatNode(value))
}

/** Makes an int. @throws QueryError if the value has a fraction or more than 64 bits */
export function fluxInt(value: number | bigint): FluxExpression {
  return literalExpression(integerNode(toInteger(value, 'an int'), 'The int'))
}

/** Makes an unsigned int. @throws QueryError if the value is negative, has a fraction or more than 64 bits */
export function fluxUint(value: number | bigint): FluxExpression {
  const integer = toInteger(value, 'a uint')
  if (BigInt.asUintN(64, integer) === integer) return literalExpression(conversion('uint', String(integer)))
  throw new QueryError(`${value} is not a uint; the range is 0 to 2^64 - 1.`)
}

/** Makes a duration such as `1h30m`. @throws QueryError if the text is not a Flux duration */
export function fluxDuration(text: string): FluxExpression {
  return literalExpression(durationNode(text, 'The duration'))
}

function render(value: FluxInput, location: string): string {
  return printNode(
    toFluxNode(value, location, (expression): FluxNode => ({ type: 'FluxText', text: String(expression) })),
  )
}

function toInteger(value: unknown, type: string): bigint {
  if (typeof value === 'bigint') return value
  if (Number.isSafeInteger(value)) return BigInt(value as number)
  throw new QueryError(`${show(value)} is not ${type}; pass a bigint, or round it.`)
}
