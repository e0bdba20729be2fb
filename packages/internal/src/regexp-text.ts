import { QueryError } from './query-errors.ts'

const ESCAPE = String.raw`\\(?:u\{[\da-f]+\}|u[\da-f]{4}|x[\da-f]{2}|c[a-z]|[^])`
// An escape, a class, the start of a special group, a brace that does not start a repetition, and what a literal
// cannot contain: a slash, which ends it, and control characters.
const TOKEN = new RegExp(
  `${ESCAPE}|\\[(?:\\\\[^]|[^\\]\\\\])*\\]|\\(\\?<?[=!]|\\(\\?<|(?<!\\\\p)\\{(?!\\d+(?:,\\d*)?\\})|[/\\x00-\\x1F\\x7F]`,
  'gi',
)
// In a class: an escape, a character that would start an operation on classes, and again what a literal cannot contain.
const CLASS_TOKEN = new RegExp(`${ESCAPE}|[[&~/\\x00-\\x1F\\x7F]`, 'gi')

/** A language with the regular expressions of RE2. */
export type RegexpLanguage = 'Flux' | 'InfluxQL'

/**
 * Translates a JavaScript regular expression to that of Flux or InfluxQL, which is RE2.
 *
 * @throws QueryError if it cannot express it: look-around, backreferences, the flags `v` and `y`
 * @see InfluxDB documentation, "Regular expression literals"
 * @see RE2, "Syntax"
 */
export function toRegexp({ source, flags }: RegExp, location: string, language: RegexpLanguage): string {
  const refuse = (what: string): never => {
    throw new QueryError(
      `${location} is /${source}/${flags}, but ${language} does not support ${what}; filter without it.`,
    )
  }
  const unknown = flags.replace(/[dgimsu]/g, '')
  if (unknown !== '') refuse(`the flag ${unknown}`)
  const isUnicode = flags.includes('u')

  const pattern = source.replace(TOKEN, (token) => {
    if (token.startsWith('\\')) return escapeOf(token, false)
    if (token.startsWith('[')) return classOf(token)
    if (token === '(?<') return '(?P<'
    if (token.startsWith('(')) refuse(token.includes('<') ? 'look-behind' : 'look-ahead')
    return literal(token.charCodeAt(0))
  })
  if (!pattern.isWellFormed()) refuse('unpaired surrogates')
  const inline = flags.replace(/[dgu]/g, '')
  return inline === '' ? pattern : `(?${inline})${pattern}`

  function classOf(token: string): string {
    if (token === '[^]') return String.raw`[\s\S]`
    if (token === '[]') refuse('an empty class')
    const inner = token.slice(1, -1)
    return `[${inner.replace(CLASS_TOKEN, (found) => (found.startsWith('\\') ? escapeOf(found, true) : literal(found.charCodeAt(0))))}]`
  }

  function escapeOf(token: string, isInClass: boolean): string {
    const kind = token[1]!
    const digits = /[\da-f]+/i.exec(token.slice(2))?.[0]
    if (kind === 'u' && token[2] === '{') return isUnicode ? literal(parseInt(digits!, 16)) : `u${token.slice(2)}`
    if ((kind === 'u' || kind === 'x') && digits !== undefined) return literal(parseInt(digits, 16))
    if (kind === 'c' && token.length > 2) return literal(token.charCodeAt(2) % 32)
    if (kind === '0') return literal(0)
    if (kind === 'b' && isInClass) return literal(8)
    if (kind === 'k' || /[1-9]/.test(kind)) refuse('backreferences')
    const isKnown = /[dDwWsSbBtnrfv]/.test(kind) || (isUnicode && /p/i.test(kind))
    // Any other escape is its character; an escaped letter could mean something else in Flux.
    return isKnown ? token : literal(kind.codePointAt(0)!)
  }
}

/** Returns what matches a text, and nothing else, in a literal; inside a class too. */
export function literalPattern(text: string, language: RegexpLanguage): string {
  const pattern = text.replace(/[^\w\u0080-\uffff]/g, (character) => literal(character.charCodeAt(0)))
  return regexpSource(pattern, language)
}

/**
 * Returns a pattern as it is written in a literal. InfluxDB takes a slash after any backslash, also after an escaped one,
 * for a part of the pattern, so a backslash is written by its code. Flux makes a backslash of the code before it reads the
 * pattern, so there two of them are one.
 */
export function regexpSource(pattern: string, language: RegexpLanguage): string {
  const backslash = language === 'Flux' ? String.raw`\x5c\x5c` : String.raw`\x5c`
  return pattern.replace(/\\([^])/g, (escape, character) => (character === '\\' ? backslash : escape))
}

/** Returns one character, escaped if it would mean something else. */
function literal(code: number): string {
  const character = code > 0xffff ? String.fromCodePoint(code) : String.fromCharCode(code)
  if (code < 32 || code === 127) return `\\x${code.toString(16).padStart(2, '0')}`
  return /[\\^$.*+?()[\]{}|/&~-]/.test(character) ? `\\${character}` : character
}
