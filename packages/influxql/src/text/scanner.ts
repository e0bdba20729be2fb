/** Where a text ends: in code, or in something that is not code. */
export type Mode = 'code' | 'string' | 'name' | 'regex' | 'line comment' | 'block comment'

/** What the last token is, as far as it matters for the next one. */
type Last = 'start' | 'operand' | 'keyword' | 'operator'

/** Keywords that a regular expression may follow: after other words, a slash divides. */
const BEFORE_REGEX = /^(?:ALL|BY|DISTINCT|FROM|SELECT)$/
/** Keywords that begin a part of a statement. */
const CLAUSE =
  /^(?:BY|DATABASE|FILL|FOR|FROM|INTO|KEY|LIMIT|MEASUREMENT|OFFSET|ON|ORDER|PASSWORD|POLICY|SELECT|SLIMIT|SOFFSET|TO|TZ|USER|WHERE|WITH)$/

const WORD = /[A-Za-z_][A-Za-z0-9_]*/y
const NUMBER = /\d[\d.A-Za-zµ]*/y

/**
 * Follows InfluxQL from token to token, as InfluxDB reads it. Text may be split anywhere but in a token.
 *
 * @see InfluxDB v1 documentation, "InfluxQL reference", "Tokens"
 */
export class Scanner {
  mode: Mode = 'code'
  /** Whether the text ends after a backslash that escapes what follows. */
  isEscaped = false
  /** Whether the text ends in a class of a regular expression. */
  isInClass = false
  /** The last token of code: a keyword in capitals, a symbol, or `''` for any other. */
  token = ''
  last: Last = 'start'
  /** The part of the statement that each open parenthesis is in, and the innermost one. */
  readonly #clauses: string[] = []
  clause = ''
  /** The statements so far; the last one may be unfinished. */
  readonly statements: { start: number; end: number; words: string }[] = []
  #isInStatement = false
  #length = 0

  /** Reads on. */
  feed(text: string): void {
    let at = 0
    while (at < text.length) {
      const next = this.mode === 'code' ? this.#code(text, at) : this.#inside(text, at)
      if (this.#isInStatement) this.statements.at(-1)!.end = this.#length + next
      at = next
    }
    this.#length += text.length
  }

  /** Takes a value that was put in here. */
  operand(length: number): void {
    this.#begin()
    this.#length += length
    if (this.#isInStatement) this.statements.at(-1)!.end = this.#length
    if (this.mode === 'code') this.#set('operand', '')
  }

  #code(text: string, at: number): number {
    const character = text[at]!
    if (/\s/.test(character)) return at + 1
    if (character === ';') {
      this.#isInStatement = false
      this.clause = ''
      this.#clauses.length = 0
      return this.#set('start', '', at + 1)
    }
    const two = text.slice(at, at + 2)
    if (two === '--') return this.#enter('line comment', at + 2)
    if (two === '/*') return this.#enter('block comment', at + 2)
    this.#begin(at)
    if (character === "'") return this.#enter('string', at + 1)
    if (character === '"') return this.#enter('name', at + 1)
    if (character === '/' && this.#takesRegex) return this.#enter('regex', at + 1)
    const word = match(WORD, text, at)
    if (word !== undefined) return this.#word(word.toUpperCase(), at + word.length)
    const number = match(NUMBER, text, at)
    if (number !== undefined) return this.#set('operand', '', at + number.length)
    return this.#symbol(/^(?:[=!]~|[<>!]=|<>)$/.test(two) ? two : character, at)
  }

  #word(word: string, end: number): number {
    const statement = this.statements.at(-1)!
    if (statement.words.length < 40) statement.words += `${word} `
    const isAfterDot = this.token === '.'
    if (isAfterDot || (!CLAUSE.test(word) && !BEFORE_REGEX.test(word) && !/^(?:AND|OR|IN)$/.test(word)))
      return this.#set('operand', '', end)
    if (CLAUSE.test(word)) this.clause = word
    return this.#set('keyword', word, end)
  }

  #symbol(symbol: string, at: number): number {
    if (symbol === '(') this.#clauses.push(this.clause)
    else if (symbol === ')') this.clause = this.#clauses.pop() ?? ''
    if (symbol === '(' && this.clause !== 'KEY') this.clause = ''
    return this.#set(symbol === ')' ? 'operand' : 'operator', symbol, at + symbol.length)
  }

  get #takesRegex(): boolean {
    return this.last === 'operator' || this.last === 'start' || BEFORE_REGEX.test(this.token)
  }

  /** Reads what is not code up to its end, or the end of the text. */
  #inside(text: string, at: number): number {
    const { mode } = this
    if (mode === 'line comment') return this.#leave(text.indexOf('\n', at), 1, text)
    if (mode === 'block comment') return this.#leave(text.indexOf('*/', at), 2, text)
    const delimiter = mode === 'string' ? "'" : mode === 'name' ? '"' : '/'
    for (let end = at; end < text.length; end++) {
      const character = text[end]
      if (this.isEscaped) {
        // In a regular expression a backslash escapes a slash alone, also after another backslash.
        this.isEscaped = mode === 'regex' && character === '\\'
      } else if (character === '\\') this.isEscaped = true
      // A slash ends a regular expression also in a class.
      else if (character === delimiter) return this.#leave(end, 1, text)
      else if (character === '[') this.isInClass = true
      else if (character === ']') this.isInClass = false
    }
    return text.length
  }

  #enter(mode: Mode, end: number): number {
    this.mode = mode
    this.isInClass = false
    return end
  }

  #leave(at: number, length: number, text: string): number {
    if (at === -1) return text.length
    if (!this.mode.endsWith('comment')) this.#set('operand', '')
    this.mode = 'code'
    return at + length
  }

  #set(last: Last, token: string, end = 0): number {
    this.last = last
    this.token = token
    return end
  }

  #begin(at = 0): void {
    if (this.#isInStatement) return
    this.#isInStatement = true
    this.statements.push({ start: this.#length + at, end: this.#length + at, words: '' })
  }
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0]
}
