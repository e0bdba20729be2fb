/** What a request sends that no text may show. */
export interface Sent {
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Secrets that are not in its headers. */
  readonly secrets?: readonly string[] | undefined
}

const HIDDEN = '***'
/** What is shown of a text that has secrets, so that the time is bounded. */
const LONGEST = 65_536
/** Shorter secrets may be a part of a word, so they are hidden only with the name of their header. */
const SHORTEST = 6
/** A longer secret is known by this many characters at its beginning, and half as many at its end. */
const LONGEST_PATTERN = 256
/** A token of InfluxDB 2.x, which may be another one than the client's. */
const ANY_TOKEN = /(?<![\w-])[\w-]{86}(?:==|%3D%3D)/gi
/** Secrets that no request has in its own headers. */
const ofProcess = new Set<string>()

/** Hides these secrets in every text from now on. */
export function alwaysHide(secrets: readonly string[]): void {
  for (const secret of secrets) ofProcess.add(secret)
}

/**
 * Replaces the secrets of a request in a text by `***`: as they are, percent-encoded, escaped as in JSON and HTML, in
 * base64 alone or after a user name, and cut before an ellipsis. If a text may have secrets, shows its first 64 kB.
 */
export function hideSecrets(text: string, sent: Sent): string {
  const shown = /==|%3D%3D/i.test(text) ? text.replace(ANY_TOKEN, HIDDEN) : text
  const forms = secretsOf(sent).flatMap((secret) => [secret].concat(inBase64(secret)))
  // Compiling the patterns takes a millisecond, and hardly any text needs them.
  const lower = shown.toLowerCase()
  const found = forms.filter((form) => lower.includes(wordOf(form)))
  if (found.length === 0) return shown
  const start = shown.length > LONGEST ? `${shown.slice(0, LONGEST)}…` : shown
  return start.replace(new RegExp(found.flatMap(patternsOf).join('|'), 'gi'), HIDDEN)
}

/** Returns the credentials in the headers of a request, and its other secrets. */
function secretsOf({ headers = {}, secrets = [] }: Sent): string[] {
  const found = [...secrets, ...ofProcess]
  for (const [name, value] of Object.entries(headers)) {
    if (!/auth|cookie|key|pass|secret|token/.test(name)) continue
    // `Token …`, `Basic …`, or each `name=…` of a cookie
    const parts = value.split('; ').map((part) => part.replace(/^[\w-]+(?: |=(?!=))/, ''))
    if (value.startsWith('Basic ')) parts.push(...userOf(parts[0]!))
    found.push(...parts)
    if (parts.some(isShort)) found.push(isShort(value) ? `${name}: ${value}` : value)
  }
  return found.filter((secret) => !isShort(secret))
}

function isShort({ length }: string): boolean {
  return length < SHORTEST
}

/** Returns `user:password`, and the password. */
function userOf(base64: string): string[] {
  try {
    const user = new TextDecoder().decode(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)))
    return [user, user.replace(/.*?:/, '')]
  } catch {
    return []
  }
}

/** Returns letters and digits of the beginning of a secret, which are the same in every encoding. */
function wordOf(secret: string): string {
  const words = secret
    .slice(0, SHORTEST)
    .toLowerCase()
    .split(/[^a-z0-9]+/)
  return words.reduce((longest, word) => (word.length > longest.length ? word : longest))
}

/**
 * Returns the patterns of a secret, and of its beginning before an ellipsis, in which characters may be encoded.
 *
 * An engine ends the process if a pattern has some thousand groups within each other. Without its end a long secret is hidden
 * up to an ellipsis or the end of the text.
 */
function patternsOf(secret: string): string[] {
  const all = Array.from(secret)
  const characters = all.slice(0, LONGEST_PATTERN).map(inAnyForm)
  const more = all.slice(LONGEST_PATTERN)
  const end = more.splice(-LONGEST_PATTERN / 2)
  // No form of a character is shorter than itself.
  const rest = `(?:[^]{${more.join('').length},}?${end.map(inAnyForm).join('')}|[^]*?(?:…|$))`
  const whole = characters.join('').replace(HEADER_END, String.raw`\W{1,6}`) + (end.length > 0 ? rest : '')
  const cut = characters.slice(SHORTEST).reduceRight((after, character) => `(?:${character}${after})?`, '')
  return [whole, `${characters.slice(0, SHORTEST).join('')}${cut}(?=…)`]
}

/** The other form of a character: in the data of a form, and in the base64 of addresses. */
const others: Readonly<Partial<Record<string, string>>> = { ' ': String.raw`|\+`, '+': '|-', '/': '|_' }

/** Returns a pattern of a character; nothing encodes letters and digits of ASCII. */
function inAnyForm(character: string): string {
  if (/[a-z0-9]/i.test(character)) return character
  const units = Array.from({ length: character.length }, (_, index) => hex(character.charCodeAt(index), 4))
  const itself = units.map((unit) => String.raw`\u${unit}`).join('')
  const escapes = units.map((unit) => String.raw`\\{1,4}u${unit}`).join('')
  const bytes = Array.from(new TextEncoder().encode(character), (byte) => `%(?:25){0,2}${hex(byte, 2)}`).join('')
  // Before other characters JSON has no backslash, and one that is there may belong to another.
  const escape = /["\\/]/.test(character) ? String.raw`(?:\\|%(?:25){0,2}5c){0,3}` : ''
  // CSV doubles quotes.
  const twice = character === '"' ? '{1,2}' : ''
  return `(?:${escape}(?:${itself}|${bytes})${twice}|${escapes}|&#?\\w{1,8};${others[character] ?? ''})`
}

/** What follows the name of a header: `: `, or in JSON `":"`. */
const HEADER_END = inAnyForm(':') + inAnyForm(' ')

function hex(number: number, digits: number): string {
  return number.toString(16).padStart(digits, '0')
}

/** Returns the characters that base64 has for a secret, whatever stands before it: it takes bytes by three. */
function inBase64(secret: string): string[] {
  const bytes = Array.from(new TextEncoder().encode(secret), (byte) => String.fromCharCode(byte)).join('')
  return [0, 1, 2].map((before) =>
    btoa(' '.repeat(before) + bytes)
      .slice(before && before + 1)
      .replace(/.=+$/, ''),
  )
}
