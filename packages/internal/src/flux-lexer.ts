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

/** What a place in a script is part of; an expression in a string is code. */
export type FluxPlace = 'code' | 'string' | 'regexp' | 'comment'

/** Cuts a script into its tokens, comments included, white space left out. It accepts any text, in linear time. */
export function lexFlux(script: string): FluxToken[] {
  const tokens: FluxToken[] = []
  const scanner = new Scanner(script)
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

/** Returns what a text that is added at the end of a script would be part of. */
export function stateAtEnd(script: string): FluxPlace {
  return placesBetween([script, ''])[0]!
}

/**
 * Returns what the places between the pieces of a script are part of. In code each place is taken for a value, elsewhere
 * for text.
 */
export function placesBetween(pieces: readonly string[]): FluxPlace[] {
  // A letter is a value in code, and nothing special elsewhere.
  const scanner = new Scanner(pieces.join('_'))
  const places: FluxPlace[] = []
  let at = -1
  for (const piece of pieces.slice(0, -1)) {
    at += piece.length + 1
    while (scanner.end <= at && scanner.nextPiece());
    const { kind } = scanner
    places.push(kind === 'string' || kind === 'regexp' || kind === 'comment' ? kind : 'code')
  }
  return places
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
  'and or not in exists if then else return import package option builtin with'.split(' '),
)

/** Cuts a script into tokens, and a string with expressions into its text and the tokens of the expressions. */
class Scanner {
  readonly #script: string
  /** For each string that is open: how many braces are open in its expression. */
  readonly #braces: number[] = []
  /** Whether the last piece ends a value: a slash after it divides. */
  #isAfterValue = false
  kind: FluxTokenKind = 'sign'
  start = 0
  end = 0
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
    this.isUnterminated = false
    if (start >= script.length) return false
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
    else if (code === POINT && !this.#isAfterValue && isDigit(script.charCodeAt(start + 1)))
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

  /** Reads up to the next slash: the server knows no classes here, and a line break is a character. */
  #readRegexp(from: number): void {
    const script = this.#script
    for (let at = from; at < script.length; at++) {
      const code = script.charCodeAt(at)
      if (code === SLASH) return this.#take('regexp', at + 1)
      if (code === BACKSLASH) at++
    }
    this.isUnterminated = true
    this.#take('regexp', script.length)
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
    if (code < 128 ? !isAsciiLetter(code) && !isDigit(code) : !/^[\p{L}\p{N}]$/u.test(String.fromCodePoint(code))) break
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

/** Where a date ends, or a date with a time and a zone; `start` if it is neither. */
function endOfTime(script: string, start: number): number {
  const dateEnd = endOfShape(script, start, 'dddd-dd-dd')
  const clockEnd = dateEnd > start ? endOfShape(script, dateEnd, 'Tdd:dd:dd') : start
  if (clockEnd <= dateEnd) return dateEnd
  const fractionEnd = script[clockEnd] === '.' ? endOfDigits(script, clockEnd + 1) : clockEnd
  if (script[fractionEnd] === 'Z') return fractionEnd + 1
  const sign = script[fractionEnd]
  const zoneEnd = sign === '+' || sign === '-' ? endOfShape(script, fractionEnd + 1, 'dd:dd') : 0
  return zoneEnd > fractionEnd + 1 ? zoneEnd : dateEnd
}

/** Where a text ends that has this shape, in which `d` is a digit; `start` if there is none. */
function endOfShape(script: string, start: number, shape: string): number {
  for (let at = 0; at < shape.length; at++) {
    const fits = shape[at] === 'd' ? isDigit(script.charCodeAt(start + at)) : script[start + at] === shape[at]
    if (!fits) return start
  }
  return start + shape.length
}
