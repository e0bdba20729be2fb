import { hasBrand, OptionError } from '@fluxline/internal/errors'
import { inspectAs, inspection } from '@fluxline/internal/inspect'
import { show } from '@fluxline/internal/show'

const brand = Symbol.for('fluxline.influxql')

/** What a value is in InfluxQL. */
export type ValueNode =
  | { readonly type: 'string' | 'name' | 'number' | 'boolean' | 'duration' | 'regex' | 'code'; readonly text: string }
  /** RFC 3339; InfluxQL writes times as strings. */
  | { readonly type: 'time'; readonly text: string }
  | { readonly type: 'list'; readonly nodes: readonly ValueNode[] }

/** A piece of InfluxQL: a whole query, or a part that a template inserts unchanged. */
export class InfluxQLExpression {
  readonly #text: string

  /** @throws OptionError if the text is not a string */
  constructor(text: string) {
    if (typeof text !== 'string') {
      const remedy = 'use the influxql template for values, or influxqlRaw for text'
      throw new OptionError(`InfluxQLExpression takes InfluxQL text, not ${show(text)}; ${remedy}.`, { value: text })
    }
    this.#text = text
    // Recognized by copies and versions of this package that do not know this class. Not enumerable: a log shows what is.
    Object.defineProperty(this, brand, { value: true, configurable: true })
    Object.defineProperty(this, inspection, { value: () => inspectAs('InfluxQLExpression', this.#text) })
  }

  /** Returns the text. */
  toString(): string {
    return this.#text
  }

  /** Returns the text; `JSON.stringify` calls this. */
  toJSON(): string {
    return this.#text
  }
}

/** Whether a value is a piece of InfluxQL, made by any copy of this package. */
export function isInfluxQL(value: unknown): value is InfluxQLExpression {
  return typeof value === 'object' && hasBrand(value, brand)
}

/** Makes an expression of a value, which parameters and quotes can hold too. */
export function valueExpression(text: string, node: ValueNode): InfluxQLExpression {
  return Object.defineProperty(new InfluxQLExpression(text), brand, { value: node })
}

/** Returns what an expression is: the value that it was made of, or code. */
export function nodeOf(expression: InfluxQLExpression): ValueNode {
  const value = (expression as unknown as Record<symbol, unknown>)[brand]
  return typeof value === 'object' && value !== null ? (value as ValueNode) : { type: 'code', text: String(expression) }
}
