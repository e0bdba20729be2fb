import { refusal } from './errors.ts'
import type { Part } from './errors.ts'

/** What to do with names and values that line protocol has no exact form for. */
export interface EscapeOptions {
  /**
   * A name or tag value that ends in a backslash, which would escape what follows it: an error, or a space after it.
   * InfluxDB takes the last backslash for that space's escape, and stores the text with the space in its place.
   * @defaultValue 'throw'
   */
  readonly trailingBackslash?: 'throw' | 'pad' | undefined
  /**
   * A line break, carriage return or tab in a name or tag value: the two characters `\n`, `\r`, `\t`, which InfluxDB
   * stores as they are, or an error.
   * @defaultValue 'escape'
   */
  readonly newline?: 'escape' | 'reject' | undefined
}

/** What is written with a backslash before it, and what InfluxDB would refuse, drop or read as something else. */
interface Rule {
  readonly special: RegExp
  readonly refused: readonly (readonly [RegExp, trouble: string])[]
}

const SPECIAL = /[,= \n\r\t]/g
const EMPTY = [/^$/, 'has an empty name; give it one'] as const
const NUL = [/^\0/, 'starts with U+0000, which InfluxDB cuts off; take it out'] as const
const HALF = [
  /\p{Surrogate}/u,
  'holds half of a surrogate pair, which UTF-8 has no form for; repair it with toWellFormed()',
] as const
const BACKSLASHED =
  'holds a backslash right before a character that has to be escaped, which InfluxDB would misread; change it'
const RESERVED = 'has a name that InfluxDB keeps for itself; rename it'

// Observed on InfluxDB 2.7.12: of backslashes before a special character, it counts only the last in some places, and
// pairs in others. In a measurement no such name can be queried, in a field key an odd number of them is an error; in
// tags all are well, but before a space the server may lose track of where the line ends.
const MEASUREMENT: Rule = {
  special: /[, \n\r\t]/g,
  refused: [
    EMPTY,
    NUL,
    HALF,
    [/^#/, 'starts with #, which makes its line a comment that InfluxDB drops; rename it'],
    [/\\[,= "]/, BACKSLASHED],
  ],
}
const TAG_VALUE: Rule = { special: SPECIAL, refused: [HALF, [/(?<!\\)(?:\\\\)*\\ /, BACKSLASHED]] }
const TAG_KEY: Rule = {
  special: SPECIAL,
  refused: [NUL, ...TAG_VALUE.refused, [/^(?:time|_field|_measurement)$/, RESERVED]],
}
// A quote in a field key needs no backslash, but loses one that stands before it.
const FIELD_KEY: Rule = {
  special: /[,= \n\r\t]|(?<=\\)"/g,
  refused: [EMPTY, NUL, HALF, [/(?<!\\)(?:\\\\)*\\[,= ]/, BACKSLASHED], [/^time$/, RESERVED]],
}

/**
 * Writes a measurement's name as line protocol has it.
 *
 * @throws LineProtocolError on what InfluxDB would refuse, drop or read as another name, and as `options` say
 * @see InfluxDB documentation, "Line protocol", "Special characters"
 */
export function escapeMeasurement(name: string, options: EscapeOptions = {}): string {
  return escapeBy(MEASUREMENT, name, options, { what: 'Measurement', measurement: name })
}

/**
 * Writes a tag's key as line protocol has it.
 *
 * @throws LineProtocolError on what InfluxDB would refuse or read as another key, and as `options` say
 * @see InfluxDB documentation, "Line protocol", "Special characters"
 */
export function escapeTagKey(key: string, options: EscapeOptions = {}, measurement?: string): string {
  return escapeBy(TAG_KEY, key, options, { what: 'Tag', measurement, key })
}

/**
 * Writes a tag's value as line protocol has it.
 *
 * @throws LineProtocolError on what InfluxDB would refuse or read as another value, and as `options` say
 * @see InfluxDB documentation, "Line protocol", "Special characters"
 */
export function escapeTagValue(value: string, options: EscapeOptions = {}, key?: string, measurement?: string): string {
  return escapeBy(TAG_VALUE, value, options, { what: 'Tag', measurement, key })
}

/**
 * Writes a field's key as line protocol has it.
 *
 * @throws LineProtocolError on what InfluxDB would refuse or read as another key, and as `options` say
 * @see InfluxDB documentation, "Line protocol", "Special characters"
 */
export function escapeFieldKey(key: string, options: EscapeOptions = {}, measurement?: string): string {
  return escapeBy(FIELD_KEY, key, options, { what: 'Field', measurement, key })
}

/**
 * Writes a string field's value in quotes.
 *
 * @throws LineProtocolError on half of a surrogate pair
 * @see InfluxDB documentation, "Line protocol", "Quotes"
 */
export function quoteString(value: string, key?: string, measurement?: string): string {
  refuse([HALF], value, { what: 'Field', measurement, key })
  return `"${value.replace(/["\\]/g, '\\$&')}"`
}

// Most names are of this kind, and nothing below applies to them.
const PLAIN = /^(?!time$|_field$|_measurement$)[\w.:/-]+$/
const controls: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

function escapeBy({ special, refused }: Rule, text: string, options: EscapeOptions, part: Part): string {
  if (PLAIN.test(text)) return text
  refuse(refused, text, part)
  const escaped = text.replace(special, (character) => {
    const control = controls[character]
    if (control !== undefined && options.newline === 'reject') {
      throw refusal(part, text, `holds ${control}, which line protocol has no form for; take it out`)
    }
    return control ?? `\\${character}`
  })
  const backslashes = /\\*$/.exec(escaped)![0].length
  if (backslashes === 0) return escaped
  if (options.trailingBackslash === 'pad') return escaped + (backslashes % 2 === 1 ? ' ' : '\\ ')
  throw refusal(
    part,
    text,
    "ends in a backslash, which would escape what follows it; take it off, or set trailingBackslash: 'pad'",
  )
}

function refuse(refused: Rule['refused'], text: string, part: Part): void {
  for (const [pattern, trouble] of refused) if (pattern.test(text)) throw refusal(part, text, trouble)
}
