import { lexFlux } from '@fluxline/internal/flux-lexer'
import type { FluxToken } from '@fluxline/internal/flux-lexer'
import type { FluxCall, FluxExpression, FluxPipeline } from './expression.ts'
import { unsupported } from './expression.ts'
import { readDuration, readNumber, readRegexp, readString, readTime } from './literals.ts'
import { FluxDuration } from './values.ts'
import type { FluxValue } from './values.ts'

/** Operators from the loosest to the tightest. Those of one level are read from left to right. */
const levels: readonly (readonly string[])[] = [
  ['or'],
  ['and'],
  ['==', '!=', '<', '<=', '>', '>=', '=~', '!~'],
  ['+', '-'],
  ['*', '/', '%'],
]

/** Reads a script whose statements are pipelines. @throws UnsupportedFluxError on anything else */
export function parseFlux(script: string): FluxPipeline[] {
  return new Parser(joinSigns(lexFlux(script).filter(({ kind }) => kind !== 'comment'))).pipelines()
}

/** The lexer cuts between signs; operators of two of them are one token here. */
function joinSigns(tokens: readonly FluxToken[]): FluxToken[] {
  const joined: FluxToken[] = []
  for (const token of tokens) {
    const last = joined.at(-1)
    const pair =
      last?.kind === 'sign' && token.kind === 'sign' && last.end === token.start ? last.text + token.text : ''
    if (/^(?:[=!<>]=|[=!]~|=>|\|>)$/.test(pair)) joined[joined.length - 1] = { ...last!, text: pair, end: token.end }
    else joined.push(token)
  }
  return joined
}

class Parser {
  readonly #tokens: readonly FluxToken[]
  #at = 0

  constructor(tokens: readonly FluxToken[]) {
    this.#tokens = tokens
  }

  pipelines(): FluxPipeline[] {
    const pipelines: FluxPipeline[] = []
    while (this.#at < this.#tokens.length) {
      const calls = [this.#call()]
      while (this.#skip('|>')) calls.push(this.#call())
      pipelines.push(calls)
    }
    return pipelines
  }

  #call(): FluxCall {
    const name = this.#word()
    if (!this.#skip('(')) return unsupported(this.#here(`${name} as a statement`))
    return this.#arguments(name)
  }

  #arguments(name: string): FluxCall {
    const args = new Map<string, FluxExpression>()
    while (!this.#skip(')')) {
      const key = this.#word()
      this.#expect(':')
      args.set(key, this.#expression())
      if (!this.#skip(',')) {
        this.#expect(')')
        break
      }
    }
    return { kind: 'call', name, args }
  }

  #expression(level: number = 0): FluxExpression {
    if (level === levels.length) return this.#unary()
    let left = this.#expression(level + 1)
    for (;;) {
      const operator = this.#text()
      if (!levels[level]!.includes(operator)) return left
      this.#at++
      left = { kind: 'binary', operator, left, right: this.#expression(level + 1) }
    }
  }

  #unary(): FluxExpression {
    if (this.#skip('not')) return { kind: 'not', operand: this.#unary() }
    if (this.#skip('exists')) return { kind: 'exists', operand: this.#unary() }
    if (!this.#skip('-')) return this.#primary()
    const operand = this.#primary()
    const value = operand.kind === 'literal' ? operand.value : undefined
    if (typeof value === 'number' || typeof value === 'bigint') return { kind: 'literal', value: -value }
    if (value instanceof FluxDuration) return { kind: 'literal', value: new FluxDuration(-value.nanoseconds) }
    return unsupported(this.#here('a minus sign'))
  }

  #primary(): FluxExpression {
    const token = this.#tokens[this.#at] ?? unsupported('a script that ends early')
    if (token.text === '(') return this.#parentheses()
    if (token.text === '[') return this.#array()
    this.#at++
    if (token.kind === 'word') return this.#named(token.text)
    const read = literals[token.kind]
    return read ? { kind: 'literal', value: read(token.text) } : unsupported(this.#here(token.text))
  }

  #parentheses(): FluxExpression {
    const [, parameter, close, arrow] = this.#tokens.slice(this.#at, this.#at + 4)
    if (close?.text === ')' && arrow?.text === '=>' && parameter?.kind === 'word') {
      this.#at += 4
      return { kind: 'function', parameter: parameter.text, body: this.#expression() }
    }
    this.#expect('(')
    const inner = this.#expression()
    this.#expect(')')
    return inner
  }

  #array(): FluxExpression {
    this.#expect('[')
    const items: FluxExpression[] = []
    while (!this.#skip(']')) {
      items.push(this.#expression())
      if (!this.#skip(',')) {
        this.#expect(']')
        break
      }
    }
    return { kind: 'array', items }
  }

  #named(name: string): FluxExpression {
    if (name === 'true' || name === 'false') return { kind: 'literal', value: name === 'true' }
    if (this.#skip('(')) return this.#arguments(name)
    if (this.#skip('.')) return { kind: 'member', object: name, key: this.#word() }
    if (!this.#skip('[')) return { kind: 'name', name }
    const key = this.#tokens[this.#at]
    if (key?.kind !== 'string') return unsupported(this.#here('an index'))
    this.#at++
    this.#expect(']')
    return { kind: 'member', object: name, key: readString(key.text) }
  }

  #word(): string {
    const token = this.#tokens[this.#at]
    if (token?.kind !== 'word') return unsupported(this.#here(token?.text ?? 'a script that ends early'))
    this.#at++
    return token.text
  }

  #text(): string {
    return this.#tokens[this.#at]?.text ?? ''
  }

  #skip(text: string): boolean {
    if (this.#text() !== text || this.#tokens[this.#at]?.kind === 'string') return false
    this.#at++
    return true
  }

  #expect(text: string): void {
    if (!this.#skip(text)) unsupported(this.#here(this.#text() || 'a script that ends early'))
  }

  #here(what: string): string {
    const position = this.#tokens[this.#at]?.start
    return position === undefined ? what : `${what} at character ${position + 1} of the script`
  }
}

const literals: Readonly<Partial<Record<FluxToken['kind'], (text: string) => FluxValue>>> = {
  string: readString,
  regexp: readRegexp,
  duration: readDuration,
  time: readTime,
  number: readNumber,
}
