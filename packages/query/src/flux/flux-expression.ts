import { hasBrand } from '@fluxline/internal/errors'
import { contentOf as contentIn, QueryExpression, withContent } from '@fluxline/internal/query-expression'
import type { QueryLanguage } from '@fluxline/internal/query-expression'
import { show } from '@fluxline/internal/show'
import { QueryError } from '../errors.ts'
import { printNode } from './flux-node.ts'
import type { FluxNode } from './flux-node.ts'

const language: QueryLanguage = {
  name: 'FluxExpression',
  brand: Symbol.for('fluxline.flux'),
  remedy: 'use the flux template for values, or fluxRaw for text',
}

/** A piece of Flux: a whole query, or a part that a template inserts unchanged. */
export class FluxExpression extends QueryExpression {
  /** @throws OptionError if the text is not a string */
  constructor(text: string) {
    super(text, language)
  }
}

/** Whether a value is a piece of Flux, made by any copy of this package. */
export function isFlux(value: unknown): value is FluxExpression {
  return typeof value === 'object' && hasBrand(value, language.brand)
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
  return withContent(new FluxExpression(printNode(node)), language, node)
}

/** Makes an expression of a template, which other templates contain as if its text stood there. */
export function templateExpression(text: string, template: FluxTemplate): FluxExpression {
  return withContent(new FluxExpression(text), language, template)
}

/** A template: text, and the values between its parts. */
export interface FluxTemplate {
  readonly type: 'Template'
  readonly parts: readonly string[]
  readonly values: readonly FluxNode[]
}

/** Returns the literal or the template that an expression is; a template of one part, if it is other Flux. */
export function contentOf(expression: FluxExpression): FluxNode | FluxTemplate {
  return (
    (contentIn(expression, language) as FluxNode | FluxTemplate | undefined) ?? {
      type: 'Template',
      parts: [String(expression)],
      values: [],
    }
  )
}
