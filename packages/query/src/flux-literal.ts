import { QueryError } from './errors.ts'

const brand = Symbol.for('fluxline.flux')

/** A piece of Flux: a whole query, or a part that a template takes as it is. */
export class FluxExpression {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
    // Recognised by copies and versions of this package that do not know this class.
    Object.defineProperty(this, brand, { value: true })
  }

  /** The Flux text. */
  toString(): string {
    return this.#text
  }
}

/** Whether a value is a piece of Flux. */
export function isFlux(value: unknown): value is FluxExpression {
  return typeof value === 'object' && value !== null && brand in value
}

/** What the {@link flux} template renders as a literal. */
export type FluxInput =
  | string
  | number
  | bigint
  | boolean
  | Date
  | { readonly epochNanoseconds: bigint }
  | RegExp
  | Uint8Array
  | FluxExpression
  | readonly FluxInput[]
  | { readonly [key: string]: FluxInput }

/**
 * Renders a value as a Flux literal of its type: a number without a fraction is an int, any other a float.
 *
 * @throws QueryError on what has no literal: null, undefined, functions, invalid dates
 * @see InfluxDB documentation, "Flux literals"
 */
export function toFlux(value: FluxInput): string {
  switch (typeof value) {
    case 'string':
      return stringLiteral(value)
    case 'number':
      return Number.isSafeInteger(value) ? integerLiteral(BigInt(value)) : floatLiteral(value)
    case 'bigint':
      return integerLiteral(value)
    case 'boolean':
      return String(value)
    case 'object':
      if (value !== null) return objectLiteral(value)
  }
  throw new QueryError(`Flux has no literal for ${String(value)}; leave the value out, or build the query without it.`)
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
  return new FluxExpression(parts.map((part, at) => part + (at < values.length ? toFlux(values[at]!) : '')).join(''))
}

/** Text as Flux, unchecked: whoever can choose it can run any query. */
export function fluxRaw(text: string): FluxExpression {
  return new FluxExpression(text)
}

/** A float, also where the number has no fraction. */
export function fluxFloat(value: number): FluxExpression {
  return new FluxExpression(floatLiteral(value))
}

/** An int. @throws QueryError where the value has a fraction or more than 64 bits */
export function fluxInt(value: number | bigint): FluxExpression {
  if (typeof value === 'number' && !Number.isSafeInteger(value))
    throw new QueryError(`${value} is not an int; give a bigint, or round it.`)
  return new FluxExpression(integerLiteral(BigInt(value)))
}

/** An unsigned int. @throws QueryError where the value is negative, has a fraction or more than 64 bits */
export function fluxUint(value: number | bigint): FluxExpression {
  if (typeof value === 'number' && !Number.isSafeInteger(value))
    throw new QueryError(`${value} is not a uint; give a bigint, or round it.`)
  if (BigInt.asUintN(64, BigInt(value)) !== BigInt(value))
    throw new QueryError(`${value} is not a uint; it goes from 0 to 2^64 - 1.`)
  return new FluxExpression(`uint(v: "${value}")`)
}

/** A duration such as `1h30m`. @throws QueryError where the text is not a Flux duration */
export function fluxDuration(text: string): FluxExpression {
  if (/^-?(\d+(y|mo|w|d|h|ms|m|us|µs|ns|s))+$/.test(text)) return new FluxExpression(text)
  throw new QueryError(`${JSON.stringify(text)} is not a Flux duration; write it as 1h30m or -7d.`)
}

function objectLiteral(value: Exclude<FluxInput, string | number | bigint | boolean>): string {
  if (isFlux(value)) return value.toString()
  const time = timeLiteral(value)
  if (time !== undefined) return time
  if (value instanceof RegExp) return regexpLiteral(value)
  if (value instanceof Uint8Array)
    return `bytes(v: ${stringLiteral(new TextDecoder('utf-8', { fatal: true }).decode(value))})`
  if (Array.isArray(value)) return `[${value.map((item: FluxInput) => toFlux(item)).join(', ')}]`
  const members = Object.entries(value as Readonly<Record<string, FluxInput>>)
  return `{${members.map(([key, member]) => `${stringLiteral(key)}: ${toFlux(member)}`).join(', ')}}`
}

// A dollar sign can begin an expression, and Flux misreads an escaped quote after one: it is always written as its code.
const escapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  $: String.raw`\x24`,
}

function stringLiteral(text: string): string {
  return `"${text.replace(/["\\\n\r\t$]/g, (found) => escapes[found]!)}"`
}

function integerLiteral(value: bigint): string {
  if (BigInt.asIntN(64, value) !== value)
    throw new QueryError(`${value} has more than 64 bits; Flux has no literal for it.`)
  // A literal has no sign of its own, so the smallest int cannot be written as one.
  return value < 0n ? (value === -(2n ** 63n) ? `int(v: "${value}")` : `(${value})`) : String(value)
}

function floatLiteral(value: number): string {
  const text = Object.is(value, -0)
    ? '-0.0'
    : Number.isInteger(value) && Math.abs(value) < 1e15
      ? `${value}.0`
      : String(value)
  // Flux has no literal with an exponent, and none for NaN and the infinities.
  if (!/^-?\d+\.\d+$/.test(text))
    return `float(v: "${Number.isFinite(value) ? text : text.replace(/^Inf/, '+Inf').replace('Infinity', 'Inf')}")`
  return text.startsWith('-') ? `(${text})` : text
}

function timeLiteral(value: object): string | undefined {
  const { nanoseconds, epochNanoseconds } = value as { nanoseconds?: unknown; epochNanoseconds?: unknown }
  if (typeof epochNanoseconds === 'bigint') return rfc3339(epochNanoseconds)
  if (!(value instanceof Date)) return undefined
  if (typeof nanoseconds === 'bigint') return rfc3339(nanoseconds)
  if (Number.isNaN(value.getTime()))
    throw new QueryError('An invalid Date has no Flux literal; check where it comes from.')
  return value.toISOString()
}

/** Nine digits of a second, whatever they are. */
function rfc3339(nanoseconds: bigint): string {
  const rest = ((nanoseconds % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n
  const seconds = new Date(Number((nanoseconds - rest) / 1_000_000n)).toISOString()
  return `${seconds.slice(0, 19)}.${String(rest).padStart(9, '0')}Z`
}

function regexpLiteral({ source, flags }: RegExp): string {
  const unknown = flags.replace(/[imsgu]/g, '')
  if (unknown !== '')
    throw new QueryError(`The flag ${unknown} of /${source}/${flags} means nothing to Flux; take it off.`)
  const inline = flags.replace(/[gu]/g, '')
  return `/${inline === '' ? '' : `(?${inline})`}${source}/`
}
