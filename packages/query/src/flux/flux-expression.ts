import { printNode } from './flux-node.ts'
import type { FluxNode } from './flux-node.ts'

const brand = Symbol.for('fluxline.flux')

/** A piece of Flux: a whole query, or a part that a template takes as it is. */
export class FluxExpression {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
    // Recognised by copies and versions of this package that do not know this class.
    Object.defineProperty(this, brand, { value: true, configurable: true })
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

/** A literal, which parameters can carry too. */
export function literalExpression(node: FluxNode): FluxExpression {
  return Object.defineProperty(new FluxExpression(printNode(node)), brand, { value: node })
}

/** The literal that an expression is; `undefined` where it is any other Flux. */
export function literalOf(expression: FluxExpression): FluxNode | undefined {
  const value = (expression as unknown as Record<symbol, unknown>)[brand]
  return typeof value === 'object' && value !== null ? (value as FluxNode) : undefined
}
