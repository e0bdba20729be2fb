import { refusal, show } from '../errors.ts'
import type { Part } from '../errors.ts'

/** What to do with names and values that line protocol has no exact form for. */
export interface EscapeOptions {
  /**
   * A name or tag value that ends in a backslash, which would escape what follows it: an error, or a space in its
   * place, which is what the padding of InfluxDB's Python client comes to.
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

/** What gets a backslash before it, and what InfluxDB would refuse, drop or read as something else. */
export type Rule = readonly [special: RegExp, refused: RegExp]

// Observed on InfluxDB 2.7.12: of backslashes before a special character, it counts the last alone in some places, and
// pairs in others. A measurement with one cannot be queried, a field key with an odd number of them is an error; in tags
// all are well, but before a space the server may lose track of where the line ends. U+0000 is cut off like a space, a
// line that starts with # is a comment, and half of a surrogate pair has no form in UTF-8.
const SPECIAL = /[,= \n\r\t]/g
export const MEASUREMENT: Rule = [/[, \n\r\t]/g, /^$|^[#\0]|\p{Cs}|\\([,= "]|$)/u]
export const TAG_KEY: Rule = [SPECIAL, /^\0|\p{Cs}|(?<!\\)(\\\\)*\\ |\\$|^(time|_field|_measurement)$/u]
export const TAG_VALUE: Rule = [SPECIAL, /\p{Cs}|(?<!\\)(\\\\)*\\ |\\$/u]
// A quote in a field key needs no backslash, but takes one that stands before it for its own.
export const FIELD_KEY: Rule = [/[,= \n\r\t]|(?<=\\)"/g, /^$|^\0|\p{Cs}|(?<!\\)(\\\\)*\\[,= ]|\\$|^time$/u]

// Most names are of this kind, and nothing below applies to them: it takes half of the time.
const PLAIN = /^(?!time$|_)[\w./-]+$/

/**
 * Escapes a part of a line by its rule.
 *
 * @throws LineProtocolError on what InfluxDB would refuse, drop or read as something else, and as `options` say
 */
export function escapeBy([special, refused]: Rule, text: string, options: EscapeOptions, part: Part): string {
  if (PLAIN.test(text)) return text
  if (options.trailingBackslash === 'pad') text = text.replace(/\\+$/, ' ')
  refuse(refused, text, part)
  if (options.newline === 'reject') refuse(/[\n\r\t]/, text, part)
  return text.replace(special, (found) => (found < ' ' ? JSON.stringify(found).slice(1, -1) : `\\${found}`))
}

/**
 * Writes a string field's value in quotes.
 *
 * @throws LineProtocolError on half of a surrogate pair
 */
export function quote(value: string, part: Part): string {
  refuse(/\p{Cs}/u, value, part)
  return `"${value.replace(/["\\]/g, '\\$&')}"`
}

function refuse(refused: RegExp, text: string, part: Part): void {
  const found = refused.exec(text)?.[0]
  if (found === undefined) return
  const option = found === '\\' ? ", or set trailingBackslash: 'pad'" : ''
  throw refusal(part, text, `cannot be written: InfluxDB does not take ${show(found)} there; change it${option}`)
}
