import { hasBrand, OptionError } from '@fluxline/internal/errors'
import { inspectAs, inspection } from '@fluxline/internal/inspect'
import { show } from '@fluxline/internal/show'
import { QueryError } from '../errors.ts'
import { printNode } from './flux-node.ts'
import type { FluxNode } from './flux-node.ts'

const brand = Symbol.for('fluxline.flux')

/** A piece of Flux: a whole query, or a part that a template inserts unchanged. */
export class FluxExpression {
  readonly #text: string

  /** @throws OptionError if the text is not a string */
  constructor(text: string) {
    if (typeof text !== 'string') {
      throw new OptionError(
        `FluxExpression takes Flux text, not ${show(text)}; use the flux template for values, or fluxRaw for text.`,
        { value: text },
      )
    }
    this.#text = text
    // Recognized by copies and versions of this package that do not know this class. Not enumerable: a log shows what is.
    Object.defineProperty(this, brand, { value: true, configurable: true })
    Object.defineProperty(this, inspection, { value: () => inspectAs('FluxExpression', this.#text) })
  }

  /** Returns the Flux text. */
  toString(): string {
    return this.#text
  }

  /** Returns the Flux text; `JSON.stringify` calls this. */
  toJSON(): string {
    return this.#text
  }
}

/** Whether a value is a piece of Flux, made by any copy of this package. */
export function isFlux(value: unknown): value is FluxExpression {
  return typeof value === 'object' && hasBrand(value, brand)
}

/**
 * Returns the Flux text of a query.
 *
 * @throws QueryError if it is something else, or has no text
 */
export function scriptOf(query: unknown): string {
  const script = typeof query === 'string' || isFlux(query) ? String(query) : undefined
  if (script === undefined) {
    throw new QueryError(`the query is ${show(query)}; pass Flux as text, or from the flux template.`)
  }
  if (script.trim() === '')
    throw new QueryError('the query is empty; pass Flux such as from(bucket: "b") |> range(start: -1h).')
  return script
}

/** Makes an expression of a literal, which parameters can carry too. */
export function literalExpression(node: FluxNode): FluxExpression {
  return withContent(new FluxExpression(printNode(node)), node)
}

/** Makes an expression of a template, which other templates contain as if its text stood there. */
export function templateExpression(text: string, template: FluxTemplate): FluxExpression {
  return withContent(new FluxExpression(text), template)
}

/** A template: text, and the values between its parts. */
export interface FluxTemplate {
  readonly type: 'Template'
  readonly parts: readonly string[]
  readonly values: readonly FluxNode[]
}

/** Returns the literal or the template that an expression is; a template of one part, if it is other Flux. */
export function contentOf(expression: FluxExpression): FluxNode | FluxTemplate {
  const value = (expression as unknown as Record<symbol, unknown>)[brand]
  if (typeof value === 'object' && value !== null) return value as FluxNode | FluxTemplate
  return { type: 'Template', parts: [String(expression)], values: [] }
}

function withContent(expression: FluxExpression, content: FluxNode | FluxTemplate): FluxExpression {
  return Object.defineProperty(expression, brand, { value: content })
}
