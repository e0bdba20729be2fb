import { HttpFailure } from '../http/http-failure.ts'

/** The two languages of InfluxDB 3. */
export type Language = 'sql' | 'influxql'

/** A value in a query. */
export type Literal = string | number | bigint | boolean

/** A comparison of a column with a value. */
export interface Condition {
  readonly column: string
  readonly operator: string
  readonly value: Literal
}

/** A query that the double can evaluate. */
export interface Select {
  /** `undefined` stands for all. */
  readonly columns: readonly string[] | undefined
  readonly table: string
  readonly conditions: readonly Condition[]
  /** Tags that divide the rows into series; `undefined` stands for all. */
  readonly groupBy: readonly string[] | undefined
  readonly isDescending: boolean
  readonly limit: number
}

const TOKENS: Readonly<Record<Language, RegExp>> = {
  sql: /\s*("(?:[^"]|"")*"|'(?:[^']|'')*'|\d+(?:\.\d+)?|\$?[A-Za-z_]\w*|<>|!=|<=|>=|\S)/y,
  influxql: /\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\d+(?:\.\d+)?|\$?[A-Za-z_]\w*|<>|!=|<=|>=|\S)/y,
}
const OPERATORS: ReadonlySet<string> = new Set(['=', '!=', '<>', '<', '<=', '>', '>='])

/**
 * Reads `SELECT … FROM … WHERE … GROUP BY … ORDER BY time … LIMIT …`, with conditions joined by `AND`.
 *
 * @throws HttpFailure if the query has anything else
 */
export function parseSelect(text: string, language: Language, params: Readonly<Record<string, Literal>>): Select {
  return new SelectParser(text, language, params).parse()
}

class SelectParser {
  readonly #text: string
  readonly #language: Language
  readonly #params: Readonly<Record<string, Literal>>
  readonly #tokens: readonly string[]
  #at = 0

  constructor(text: string, language: Language, params: Readonly<Record<string, Literal>>) {
    this.#text = text
    this.#language = language
    this.#params = params
    this.#tokens = [...text.replace(/[\s;]+$/, '').matchAll(new RegExp(TOKENS[language].source, 'g'))].map(
      ([, token]) => token!,
    )
  }

  parse(): Select {
    this.#expect('SELECT')
    const columns = this.#take('*') ? undefined : this.#names()
    this.#expect('FROM')
    const table = this.#name()
    const conditions: Condition[] = []
    if (this.#take('WHERE')) {
      do conditions.push(this.#condition())
      while (this.#take('AND'))
    }
    let groupBy: readonly string[] | undefined = []
    if (this.#language === 'influxql' && this.#take('GROUP')) {
      this.#expect('BY')
      groupBy = this.#take('*') ? undefined : this.#names()
    }
    let isDescending = false
    if (this.#take('ORDER')) {
      this.#expect('BY')
      if (this.#name() !== 'time') throw this.#unknown()
      isDescending = this.#take('DESC')
      if (!isDescending) this.#take('ASC')
    }
    const limit = this.#take('LIMIT') ? Number(this.#literal()) : Infinity
    if (this.#at < this.#tokens.length || Number.isNaN(limit)) throw this.#unknown()
    return { columns, table, conditions, groupBy, isDescending, limit }
  }

  #condition(): Condition {
    const column = this.#name()
    const operator = this.#tokens[this.#at++] ?? ''
    if (!OPERATORS.has(operator)) throw this.#unknown()
    return { column, operator, value: this.#literal() }
  }

  #literal(): Literal {
    this.#take('TIMESTAMP')
    const sign = this.#take('-') ? '-' : ''
    const token = this.#tokens[this.#at++] ?? ''
    if (/^\d+$/.test(token)) return BigInt(sign + token)
    if (/^\d/.test(token)) return Number(sign + token)
    if (sign !== '') throw this.#unknown()
    if (/^(?:true|false)$/i.test(token)) return token.toLowerCase() === 'true'
    if (token.startsWith("'")) return this.#unquote(token)
    const value = token.startsWith('$') ? this.#params[token.slice(1)] : undefined
    if (value === undefined) throw this.#unknown()
    return value
  }

  #names(): string[] {
    const names = [this.#name()]
    while (this.#take(',')) names.push(this.#name())
    return names
  }

  #name(): string {
    const token = this.#tokens[this.#at++] ?? ''
    if (token.startsWith('"')) return this.#unquote(token)
    if (!/^[A-Za-z_]/.test(token) || this.#tokens[this.#at] === '(') throw this.#unknown()
    // SQL takes names without quotes for lower case.
    return this.#language === 'sql' ? token.toLowerCase() : token
  }

  #unquote(token: string): string {
    const quote = token[0]!
    const text = token.slice(1, -1)
    return this.#language === 'sql'
      ? text.replaceAll(quote + quote, quote)
      : text.replaceAll(/\\(.)/gs, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped))
  }

  #take(word: string): boolean {
    const isNext = this.#tokens[this.#at]?.toUpperCase() === word
    if (isNext) this.#at++
    return isNext
  }

  #expect(word: string): void {
    if (!this.#take(word)) throw this.#unknown()
  }

  #unknown(): HttpFailure {
    const what = this.#language === 'sql' ? 'SQL' : 'InfluxQL'
    return new HttpFailure(
      400,
      'invalid',
      `The test double does not evaluate this ${what}: ${this.#text}. Set its rows with respondTo, or test on a real server.`,
    )
  }
}
