/** Where a text ends: in code, or in something that is not code. */
export type Mode = 'code' | 'string' | 'name' | 'line comment' | 'block comment' | 'dollar quotes'

const WORD = /[\p{L}_][\p{L}\p{N}_$]*/uy
const NUMBER = /\d[\d.A-Za-z_]*/y
const DOLLAR_QUOTE = /\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/uy

/** Keywords that begin a part of a query. */
const CLAUSE =
  /^(?:BY|EXCEPT|FROM|GROUP|HAVING|INTERSECT|JOIN|LIMIT|OFFSET|ON|ORDER|SELECT|SET|UNION|USING|VALUES|WHERE|WINDOW|WITH)$/

/**
 * Follows SQL from token to token. Text may be split anywhere but in a token.
 *
 * @see ISO/IEC 9075-2 "SQL/Foundation", "Tokens and separators"
 */
export class Scanner {
  mode: Mode = 'code'
  /** The last token of code: a keyword in capitals, a symbol, or `''` for any other. */
  token = ''
  /** The part of the query, and of each one around it in parentheses. */
  clause = ''
  readonly #clauses: string[] = []
  /** Whether the text in quotes has a prefix, such as that of a string with escapes. */
  hasPrefix = false
  /** Whether a block comment has another one in it, which servers read in two ways. */
  isNested = false
  /** The quote that ends what is open. */
  #end = ''
  #hasWordBefore = false

  /** Reads on. */
  feed(text: string): void {
    let at = 0
    while (at < text.length) at = this.mode === 'code' ? this.#code(text, at) : this.#inside(text, at)
  }

  /** Takes a value that was put in here. */
  operand(): void {
    if (this.mode === 'code') this.#set('')
  }

  #code(text: string, at: number): number {
    const character = text[at]!
    if (/\s/.test(character)) {
      this.#hasWordBefore = false
      return at + 1
    }
    const two = text.slice(at, at + 2)
    if (two === '--') return this.#enter('line comment', '\n', at + 2)
    if (two === '/*') return this.#enter('block comment', '*/', at + 2)
    if (character === "'") return this.#enter('string', "'", at + 1)
    if (character === '"' || character === '`') return this.#enter('name', character, at + 1)
    const dollar = match(DOLLAR_QUOTE, text, at)
    if (dollar !== undefined) return this.#enter('dollar quotes', dollar, at + dollar.length)
    const word = match(WORD, text, at)
    if (word !== undefined) return this.#word(word.toUpperCase(), at + word.length)
    const number = match(NUMBER, text, at)
    if (number !== undefined) return this.#set('', at + number.length)
    if (character === ';') this.clause = ''
    if (character === '(') this.#clauses.push(this.clause)
    else if (character === ')') this.clause = this.#clauses.pop() ?? ''
    if (character === '(') this.clause = ''
    return this.#set(character, at + 1)
  }

  #word(word: string, end: number): number {
    const isName = this.token === '.'
    if (!isName && CLAUSE.test(word)) this.clause = word
    this.#set(isName || !(CLAUSE.test(word) || word === 'TABLE' || word === 'COLUMNS') ? '' : word, end)
    this.#hasWordBefore = true
    return end
  }

  /** Reads what is not code up to its end, or the end of the text. */
  #inside(text: string, at: number): number {
    const end = text.indexOf(this.#end, at)
    if (this.mode === 'block comment' && text.slice(at, end === -1 ? undefined : end).includes('/*'))
      this.isNested = true
    if (end === -1) return text.length
    const after = end + this.#end.length
    // A doubled quote stands for one.
    if ((this.mode === 'string' || this.mode === 'name') && text[after] === this.#end) return after + 1
    const isComment = this.mode.endsWith('comment')
    this.mode = 'code'
    return isComment ? after : this.#set('', after)
  }

  #enter(mode: Mode, end: string, at: number): number {
    this.hasPrefix = this.#hasWordBefore
    this.#hasWordBefore = false
    this.mode = mode
    this.#end = end
    return at
  }

  #set(token: string, end = 0): number {
    this.token = token
    this.#hasWordBefore = false
    return end
  }
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0]
}
