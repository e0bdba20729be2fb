import { hasBrand, OptionError } from '@fluxline/internal/errors'
import { inspectAs, inspection } from '@fluxline/internal/inspect'
import { show } from '@fluxline/internal/show'
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

/** Makes an expression of a literal, which parameters can carry too. */
export function literalExpression(node: FluxNode): FluxExpression {
  return Object.defineProperty(new FluxExpression(printNode(node)), brand, { value: node })
}

/** Returns the literal that an expression is; `undefined` if it is other Flux. */
export function literalOf(expression: FluxExpression): FluxNode | undefined {
  const value = (expression as unknown as Record<symbol, unknown>)[brand]
  return typeof value === 'object' && value !== null ? (value as FluxNode) : undefined
}
