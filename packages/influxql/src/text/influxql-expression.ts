import { hasBrand } from '@fluxline/internal/errors'
import { contentOf, QueryExpression, withContent } from '@fluxline/internal/query-expression'
import type { QueryLanguage } from '@fluxline/internal/query-expression'

const language: QueryLanguage = {
  name: 'InfluxQLExpression',
  brand: Symbol.for('fluxline.influxql'),
  remedy: 'use the influxql template for values, or influxqlRaw for text',
}

/** What a value is in InfluxQL. */
export type ValueNode =
  | { readonly type: 'string' | 'name' | 'number' | 'boolean' | 'duration' | 'regex' | 'code'; readonly text: string }
  /** RFC 3339; InfluxQL writes times as strings. */
  | { readonly type: 'time'; readonly text: string }
  | { readonly type: 'list'; readonly nodes: readonly ValueNode[] }

/** A piece of InfluxQL: a whole query, or a part that a template inserts unchanged. */
export class InfluxQLExpression extends QueryExpression {
  /** @throws OptionError if the text is not a string */
  constructor(text: string) {
    super(text, language)
  }
}

/** Whether a value is a piece of InfluxQL, made by any copy of this package. */
export function isInfluxQL(value: unknown): value is InfluxQLExpression {
  return typeof value === 'object' && hasBrand(value, language.brand)
}

/** Makes an expression of a value, which parameters and quotes can hold too. */
export function valueExpression(text: string, node: ValueNode): InfluxQLExpression {
  return withContent(new InfluxQLExpression(text), language, node)
}

/** Returns what an expression is: the value that it was made of, or code. */
export function nodeOf(expression: InfluxQLExpression): ValueNode {
  return (contentOf(expression, language) as ValueNode | undefined) ?? { type: 'code', text: String(expression) }
}
