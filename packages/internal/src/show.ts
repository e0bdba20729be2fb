const MAX_LENGTH = 80

/**
 * Returns a value as an error shows it, in at most 80 characters.
 *
 * Text is in quotes, as in JSON; a bigint ends in `n`. It never throws, whatever an object does.
 */
export function show(value: unknown): string {
  if (typeof value === 'string') return showText(value)
  // Tables print several lines.
  const text = describe(value).replace(/\s+/g, ' ')
  return text.length > MAX_LENGTH ? `${cut(text, MAX_LENGTH - 1)}…` : text
}

/** A number, a time, a boolean, or too short to be a secret. */
const HARMLESS = /^(?:[^]{0,2}|-?\d[\d.:TZ+-]*|true|false)$/

/**
 * Returns a value as an error about an option shows it: text by its length, since it may be a secret in the wrong place, and
 * objects by their kind.
 */
export function showOption(value: unknown): string {
  if (typeof value === 'string') return HARMLESS.test(value) ? show(value) : `a text of ${value.length} characters`
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? 'a function' : show(value)
  return Array.isArray(value) ? 'an array' : 'an object'
}

function showText(text: string): string {
  // Long text is not escaped as a whole.
  if (text.length <= MAX_LENGTH) {
    const whole = JSON.stringify(text)
    if (whole.length <= MAX_LENGTH) return whole
  }
  // Quotes and the ellipsis take three; escapes take more than the characters they stand for.
  for (let length = MAX_LENGTH - 3; ; length--) {
    const shorter = JSON.stringify(`${cut(text, length)}…`)
    if (shorter.length <= MAX_LENGTH) return shorter
  }
}

/** The beginning of a text, without half of a surrogate pair at its end. */
function cut(text: string, length: number): string {
  const last = text.charCodeAt(length - 1)
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length)
}

function describe(value: unknown): string {
  try {
    if (typeof value === 'function') return `function ${value.name}`.trimEnd()
    return typeof value === 'bigint' ? `${value}n` : String(value)
  } catch {
    // An object without a prototype, a revoked proxy, a `toString` that throws.
    return typeof value
  }
}
