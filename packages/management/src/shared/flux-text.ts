const escapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  // It could begin an expression, and Flux misreads an escaped quote after one.
  $: '\\x24',
  // It would end the script.
  '\0': '\\x00',
}

/**
 * A Flux literal of any text.
 * @see InfluxDB documentation, "Flux string literals"
 */
export function fluxString(text: string): string {
  return `"${text.replace(/["\\\n\r\t$\0]/g, (found) => escapes[found]!)}"`
}

/** Where the piece of Flux that begins here ends: a string, a comment, a regular expression, a word, or one character. */
export function endOfPiece(flux: string, start: number): number {
  const rest = (pattern: RegExp): number => {
    pattern.lastIndex = start
    return pattern.exec(flux)?.[0].length ?? 1
  }
  switch (flux[start]) {
    case '"':
      return endOfString(flux, start)
    case '/':
      if (flux[start + 1] === '/') return start + rest(/.*/y)
      return start + (isOperand(flux, start) ? 1 : rest(/\/(?:\\.|[^/\\\n])*\//y))
    default:
      return start + rest(/\w+/y)
  }
}

/** A string may hold expressions, and they strings. */
function endOfString(flux: string, start: number): number {
  let at = start + 1
  while (at < flux.length && flux[at] !== '"') {
    if (flux.startsWith('${', at)) at = endOfExpression(flux, at + 2)
    else at += flux[at] === '\\' ? 2 : 1
  }
  return at + 1
}

function endOfExpression(flux: string, start: number): number {
  let depth = 1
  let at = start
  while (at < flux.length && depth > 0) {
    if (flux[at] === '{') depth++
    if (flux[at] === '}') depth--
    at = endOfPiece(flux, at)
  }
  return at
}

/** Whether a slash divides what stands before it, in place of opening a regular expression. */
function isOperand(flux: string, slash: number): boolean {
  return /[\w)\]}"]\s*$/.test(flux.slice(Math.max(0, slash - 80), slash))
}
