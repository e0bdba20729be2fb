import { endOfDuration } from './duration-text.ts'

/** What a token of Flux is. A sign is an operator, a bracket or other punctuation. */
export type FluxTokenKind = 'comment' | 'string' | 'regexp' | 'duration' | 'time' | 'number' | 'word' | 'sign'

/** A token of Flux. A string is one token with the expressions in it. */
export interface FluxToken {
  readonly kind: FluxTokenKind
  readonly text: string
  readonly start: number
  readonly end: number
  /** How many brackets are open around it; a bracket has the depth of what is around the pair. */
  readonly depth: number
  /** Whether a string or a regular expression does not close, and ends with the script. */
  readonly unterminated: boolean
}

/** Cuts a script into its tokens, comments included, white space left out. It accepts any text, in linear time. */
export function lexFlux(script: string): FluxToken[] {
  const tokens: FluxToken[] = []
  const scanner = new FluxScanner(script)
  let depth = 0
  while (scanner.nextPiece()) {
    const { kind, start } = scanner
    // The pieces of a string with expressions make one token.
    while (scanner.isInString && scanner.nextPiece());
    const { end } = scanner
    const text = script.slice(start, end)
    const unterminated = scanner.isInString || scanner.isUnterminated
    if (kind === 'sign' && isClosing(text)) depth--
    tokens.push({ kind, text, start, end, depth, unterminated })
    if (kind === 'sign' && isOpening(text)) depth++
  }
  return tokens
}

/** Whether a value can end with this token, so that an operator or the next statement follows. */
export function endsValue({ kind, text }: Pick<FluxToken, 'kind' | 'text'>): boolean {
  if (kind === 'word') return !isOperatorWord(text)
  return kind === 'sign' ? isClosing(text) : kind !== 'comment'
}

/** Whether a word stands between values, or begins a statement, and is not a value. */
export function isOperatorWord(text: string): boolean {
  return operatorWords.has(text)
}

const operatorWords: ReadonlySet<string> = /* @__PURE__ */ new Set(
  'and or not exists if then else return import package option builtin testcase'.split(' '),
)

/**
 * Cuts a script into pieces as InfluxDB does: a piece is a token, or a part of a string between expressions. A string's
 * pieces include its quotes and the braces of its expressions.
 */
export class FluxScanner {
  readonly #script: string
  /** For each string that is open: how many braces are open in its expression. */
  readonly #braces: number[] = []
  /** Whether the last piece ends a value: a slash after it divides. */
  #isAfterValue = false
  /** The kind of the piece, and its start and end. */
  kind: FluxTokenKind = 'sign'
  start = 0
  end = 0
  /** Whether the piece is a string or a regular expression that does not close: it ends with the script. */
  isUnterminated = false

  constructor(script: string) {
    this.#script = script
  }

  /** Whether the piece ends inside a string, in an expression. */
  get isInString(): boolean {
    return this.#braces.length > 0
  }

  /** Goes to the next piece; returns false if there is none. */
  nextPiece(): boolean {
    const script = this.#script
    let start = this.end
    while (isSpace(script.charCodeAt(start))) start++
    if (start >= script.length) return false
    this.isUnterminated = false
    this.start = start
    this.end = start + 1
    this.#read(start)
    const { kind } = this
    if (kind === 'string') this.#isAfterValue = script[this.end - 1] === '"'
    else if (kind !== 'comment') this.#isAfterValue = endsValue({ kind, text: script.slice(start, this.end) })
    return true
  }

  #read(start: number): void {
    const script = this.#script
    const code = script.charCodeAt(start)
    if (isWordStart(script, start)) this.#take('word', endOfWord(script, start))
    else if (isDigit(code)) this.#readNumber(start)
    else if (code === POINT && isDigit(script.charCodeAt(start + 1)))
      this.#take('number', endOfDigits(script, start + 1))
    else if (code === QUOTE) this.#readString(start + 1)
    else if (code === SLASH && script.charCodeAt(start + 1) === SLASH) this.#take('comment', endOfLine(script, start))
    else if (code === SLASH && !this.#isAfterValue) this.#readRegexp(start + 1)
    else this.#readSign(start)
  }

  #take(kind: FluxTokenKind, end: number): void {
    this.kind = kind
    this.end = end
  }

  #readNumber(start: number): void {
    const script = this.#script
    const timeEnd = endOfTime(script, start)
    if (timeEnd > start) return this.#take('time', timeEnd)
    const durationEnd = endOfDuration(script, start)
    if (durationEnd > start) return this.#take('duration', durationEnd)
    let end = endOfDigits(script, start)
    if (script[end] === '.') end = endOfDigits(script, end + 1)
    this.#take('number', end)
  }

  /** Reads the text of a string up to its quote or its next expression. */
  #readString(from: number): void {
    const script = this.#script
    for (let at = from; at < script.length; at++) {
      const code = script.charCodeAt(at)
      if (code === BACKSLASH) at++
      else if (code === QUOTE) return this.#take('string', at + 1)
      else if (code === DOLLAR) {
        const next = script.charCodeAt(at + 1)
        if (next === OPEN_BRACE) {
          this.#braces.push(0)
          return this.#take('string', at + 2)
        }
        // The server reads the next character as text, be it a backslash or another dollar sign.
        if (next !== QUOTE) at++
      }
    }
    this.isUnterminated = true
    this.#take('string', script.length)
  }

  /**
   * Reads up to the next slash that has no backslash before it, else to the last slash. The server counts no backslashes,
   * knows no classes here, and takes a line break for a character.
   */
  #readRegexp(from: number): void {
    const script = this.#script
    let end = -1
    for (let at = script.indexOf('/', from); at !== -1; at = script.indexOf('/', at + 1)) {
      end = at + 1
      if (script.charCodeAt(at - 1) !== BACKSLASH) break
    }
    this.isUnterminated = end === -1
    this.#take('regexp', end === -1 ? script.length : end)
  }

  #readSign(start: number): void {
    const script = this.#script
    const code = script.charCodeAt(start)
    const innermost = this.#braces.length - 1
    if (innermost >= 0 && code === OPEN_BRACE) this.#braces[innermost]!++
    if (innermost >= 0 && code === CLOSE_BRACE && this.#braces[innermost]!-- === 0) {
      this.#braces.pop()
      return this.#readString(start + 1)
    }
    const pair = script.slice(start, start + 2)
    const length = isPair(pair) || script.codePointAt(start)! > 0xff_ff ? 2 : 1
    this.#take('sign', start + length)
  }
}

const QUOTE = 34
const DOLLAR = 36
const POINT = 46
const SLASH = 47
const BACKSLASH = 92
const OPEN_BRACE = 123
const CLOSE_BRACE = 125

function isPair(text: string): boolean {
  switch (text) {
    case '|>':
    case '<-':
    case '=>':
    case '==':
    case '!=':
    case '<=':
    case '>=':
    case '=~':
    case '!~':
      return true
    default:
      return false
  }
}

function isOpening(text: string): boolean {
  return text === '(' || text === '[' || text === '{'
}

function isClosing(text: string): boolean {
  return text === ')' || text === ']' || text === '}'
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13)
}

function isAsciiLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95
}

function isWordStart(script: string, at: number): boolean {
  const code = script.codePointAt(at)!
  return code < 128 ? isAsciiLetter(code) : /^\p{L}$/u.test(String.fromCodePoint(code))
}

function endOfWord(script: string, start: number): number {
  let at = start
  while (at < script.length) {
    const code = script.codePointAt(at)!
    if (code < 128 ? !isAsciiLetter(code) && !isDigit(code) : !/^\p{L}$/u.test(String.fromCodePoint(code))) break
    at += code > 0xff_ff ? 2 : 1
  }
  return at
}

function endOfDigits(script: string, start: number): number {
  let at = start
  while (isDigit(script.charCodeAt(at))) at++
  return at
}

function endOfLine(script: string, start: number): number {
  const newline = script.indexOf('\n', start)
  return newline === -1 ? script.length : newline
}

/** Where a date ends, with or without a time and its zone; `start` if there is none. */
function endOfTime(script: string, start: number): number {
  const dateEnd = endOfShape(script, start, 'dddd-dd-dd')
  const clockEnd = dateEnd > start ? endOfShape(script, dateEnd, 'Tdd:dd:dd') : start
  if (clockEnd <= dateEnd) return dateEnd
  const fractionEnd = script[clockEnd] === '.' ? endOfDigits(script, clockEnd + 1) : clockEnd
  if (script[fractionEnd] === 'Z') return fractionEnd + 1
  const isSigned = script[fractionEnd] === '+' || script[fractionEnd] === '-'
  const zoneEnd = isSigned ? endOfShape(script, fractionEnd + 1, 'dd:dd') : 0
  return zoneEnd > fractionEnd + 1 ? zoneEnd : fractionEnd
}

/** Where a text ends that has this shape, in which `d` is a digit; `start` if there is none. */
function endOfShape(script: string, start: number, shape: string): number {
  for (let at = 0; at < shape.length; at++) {
    const fits = shape[at] === 'd' ? isDigit(script.charCodeAt(start + at)) : script[start + at] === shape[at]
    if (!fits) return start
  }
  return start + shape.length
}
