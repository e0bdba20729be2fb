import { OptionError } from './errors.ts'
import { inspectAs, inspection } from './inspect.ts'
import { show } from './show.ts'

/** What distinguishes the text of one language. */
export interface QueryLanguage {
  /** The class, such as `FluxExpression`. */
  readonly name: string
  /** On every expression: other copies and versions of a package recognize it by this symbol. */
  readonly brand: symbol
  /** How to make one of values, and how of text: the end of a sentence. */
  readonly remedy: string
}

/** A piece of a query language: a whole query, or a part that a template inserts unchanged. */
export abstract class QueryExpression {
  readonly #text: string

  /** @throws OptionError if the text is not a string */
  constructor(text: string, { name, brand, remedy }: QueryLanguage) {
    if (typeof text !== 'string') {
      const language = name.replace('Expression', '')
      throw new OptionError(`${name} takes ${language} text, not ${show(text)}; ${remedy}.`, { value: text })
    }
    this.#text = text
    // Recognized by copies and versions of this package that do not know this class. Not enumerable: a log shows what is.
    Object.defineProperty(this, brand, { value: true, configurable: true })
    Object.defineProperty(this, inspection, { value: () => inspectAs(name, this.#text) })
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

/** Says of an expression what it was made of; other templates ask for it with {@link contentOf}. */
export function withContent<Expression extends QueryExpression>(
  expression: Expression,
  { brand }: QueryLanguage,
  content: object,
): Expression {
  return Object.defineProperty(expression, brand, { value: content })
}

/** Returns what an expression was made of; `undefined` if it is text alone. */
export function contentOf(expression: QueryExpression, { brand }: QueryLanguage): object | undefined {
  const value = (expression as unknown as Record<symbol, unknown>)[brand]
  return typeof value === 'object' && value !== null ? value : undefined
}
