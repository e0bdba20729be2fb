import { hasBrand } from '@fluxline/internal/errors'
import { contentOf, QueryExpression, withContent } from '@fluxline/internal/query-expression'
import type { QueryLanguage } from '@fluxline/internal/query-expression'

const language: QueryLanguage = {
  name: 'SqlExpression',
  brand: Symbol.for('fluxline.sql'),
  remedy: 'use the sql template for values, or sqlRaw for text',
}

/** What a value is in SQL. */
export type ValueNode =
  | { readonly type: 'string' | 'name' | 'number' | 'boolean' | 'null' | 'code'; readonly text: string }
  /** RFC 3339. */
  | { readonly type: 'time'; readonly text: string }
  /** Such as `1 hours 30 minutes`. */
  | { readonly type: 'interval'; readonly text: string }
  | { readonly type: 'list'; readonly nodes: readonly ValueNode[] }

/** A piece of SQL: a whole query, or a part that a template inserts unchanged. */
export class SqlExpression extends QueryExpression {
  /** @throws OptionError if the text is not a string */
  constructor(text: string) {
    super(text, language)
  }
}

/** Whether a value is a piece of SQL, made by any copy of this package. */
export function isSql(value: unknown): value is SqlExpression {
  return typeof value === 'object' && hasBrand(value, language.brand)
}

/** Makes an expression of a value, which parameters and quotes can hold too. */
export function valueExpression(text: string, node: ValueNode): SqlExpression {
  return withContent(new SqlExpression(text), language, node)
}

/** Returns what an expression is: the value that it was made of, or code. */
export function nodeOf(expression: SqlExpression): ValueNode {
  return (contentOf(expression, language) as ValueNode | undefined) ?? { type: 'code', text: String(expression) }
}
