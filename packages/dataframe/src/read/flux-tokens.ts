/** A word or sign of Flux: what it is, where it is, and how deep in brackets. */
export interface FluxToken {
  readonly text: string
  readonly depth: number
}

// Comments and spaces, strings, regular expressions where one can stand, words, numbers with their units, signs.
const TOKEN =
  /(?<skip>\s+|\/\/.*)|(?<string>"(?:\\[^]|\$\{[^}]*\}|[^"\\])*")|(?<word>[\p{L}_][\p{L}\p{N}_]*)|(?<number>\d[\p{L}\p{N}.:+-]*)|(?<sign>\|>|<-|=>|==|!=|<=|>=|=~|!~|[^])/uy

const REGEXP = /\/(?:\\[^\n]|[^/\\\n])+\//y

/** Cuts a script into its tokens; brackets have the depth of what is around them. */
export function tokensOf(script: string): FluxToken[] {
  const tokens: FluxToken[] = []
  let depth = 0
  for (let at = 0; at < script.length;) {
    const text = regexpAt(script, at, tokens.at(-1)?.text) ?? matchAt(TOKEN, script, at)
    at += text.length
    if (/^(\s|\/\/)/.test(text)) continue
    if (/^[)\]}]$/.test(text)) depth--
    tokens.push({ text, depth })
    if (/^[([{]$/.test(text)) depth++
  }
  return tokens
}

/** Whether a value can end with this token, so that what follows is an operator, or the next statement. */
export function endsValue(text: string): boolean {
  return /^[\p{L}\p{N}_"/)\]}]/u.test(text) && text !== '/' && !isWordOperator(text)
}

/** Words that stand between values. */
export function isWordOperator(text: string): boolean {
  return /^(and|or|not|in|exists|if|then|else|return|import|package|option|builtin|with)$/.test(text)
}

function regexpAt(script: string, at: number, before: string | undefined): string | undefined {
  if (script[at] !== '/' || script[at + 1] === '/' || (before !== undefined && endsValue(before))) return undefined
  REGEXP.lastIndex = at
  return REGEXP.exec(script)?.[0]
}

function matchAt(pattern: RegExp, script: string, at: number): string {
  pattern.lastIndex = at
  return pattern.exec(script)![0]
}
