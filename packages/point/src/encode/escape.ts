import { checkOptions, oneOf } from '@fluxline/internal/options'
import type { OptionNames } from '@fluxline/internal/options'
import { show } from '@fluxline/internal/show'
import { partError } from '../errors.ts'
import type { Part } from '../errors.ts'

/** What to do with names and values that line protocol has no exact form for. */
export interface EscapeOptions {
  /**
   * A name or tag value that ends in a backslash, which would escape what follows it: an error, or one no-break space (U+00A0)
   * after it. One that ends in a backslash and no-break spaces gets one more, so that different values stay different.
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

// Observed on InfluxDB 2.7.12: of several backslashes before a special character, the server counts only the last in
// some places, and pairs in others. A measurement with one cannot be queried, and a field key with an odd number of them
// is an error. In tags all are exact, except before a space, where the server may lose the end of the line. It cuts
// U+0000 off like a space, takes a line that starts with # as a comment, and half of a surrogate pair is not UTF-8.
const SPECIAL = /[,= \n\r\t]/g
export const MEASUREMENT: Rule = [/[, \n\r\t]/g, /^$|^[#\0]|\p{Cs}|\\([,= "]|$)/u]
export const TAG_KEY: Rule = [SPECIAL, /^\0|\p{Cs}|(?<!\\)(\\\\)*\\ |\\$|^(time|_field|_measurement)$/u]
export const TAG_VALUE: Rule = [SPECIAL, /\p{Cs}|(?<!\\)(\\\\)*\\ |\\$/u]
// A quote in a field key needs no backslash, but the server removes a backslash before one.
export const FIELD_KEY: Rule = [/[,= \n\r\t]|(?<=\\)"/g, /^$|^\0|\p{Cs}|(?<!\\)(\\\\)*\\[,= ]|\\$|^time$/u]

// Most names match this, and need nothing of what follows, which takes as long again.
const UNSPECIAL = /^(?!time$|_)[\w./-]+$/

/**
 * Escapes a measurement's name.
 *
 * @throws LineProtocolError if InfluxDB would refuse it, drop it or read another name, and as `options` say
 * @see InfluxDB documentation, "Line protocol", "Special characters"
 */
export function escapeMeasurement(name: string, options: EscapeOptions = {}): string {
  checkEscapeOptions('escapeMeasurement', options)
  return escapeBy(MEASUREMENT, name, options, ['Measurement', name])
}

/**
 * Escapes a tag's key.
 *
 * @throws LineProtocolError if InfluxDB would refuse it or read another key, and as `options` say
 * @see InfluxDB documentation, "Line protocol", "Special characters"
 */
export function escapeTagKey(key: string, options: EscapeOptions = {}): string {
  checkEscapeOptions('escapeTagKey', options)
  return escapeBy(TAG_KEY, key, options, ['Tag', key])
}

/**
 * Escapes a tag's value.
 *
 * @throws LineProtocolError if InfluxDB would refuse it or read another value, and as `options` say
 * @see InfluxDB documentation, "Line protocol", "Special characters"
 */
export function escapeTagValue(value: string, options: EscapeOptions = {}): string {
  checkEscapeOptions('escapeTagValue', options)
  return escapeBy(TAG_VALUE, value, options, ['Tag', value])
}

/**
 * Escapes a field's key.
 *
 * @throws LineProtocolError if InfluxDB would refuse it or read another key, and as `options` say
 * @see InfluxDB documentation, "Line protocol", "Special characters"
 */
export function escapeFieldKey(key: string, options: EscapeOptions = {}): string {
  checkEscapeOptions('escapeFieldKey', options)
  return escapeBy(FIELD_KEY, key, options, ['Field', key])
}

/**
 * Writes a string field's value in quotes.
 *
 * @throws LineProtocolError if it has half of a surrogate pair, which UTF-8 has no form for
 * @see InfluxDB documentation, "Line protocol", "Quotes"
 */
export function quoteString(value: string): string {
  return quote(value, ['Field', value])
}

/** The names of {@link EscapeOptions}. */
export const knownEscapeOptions: OptionNames<EscapeOptions> = {
  trailingBackslash: true,
  newline: true,
}

/** @throws OptionError if an option has another value than those that it can have */
export function checkEscapeValues(what: string, { trailingBackslash, newline }: EscapeOptions): void {
  if (trailingBackslash !== undefined) oneOf(what, 'trailingBackslash', trailingBackslash, ['throw', 'pad'])
  if (newline !== undefined) oneOf(what, 'newline', newline, ['escape', 'reject'])
}

function checkEscapeOptions(what: string, options: EscapeOptions): void {
  checkOptions(what, options, knownEscapeOptions)
  checkEscapeValues(what, options)
}

/**
 * Escapes a part of a line by its rule.
 *
 * @throws LineProtocolError if InfluxDB would refuse it, drop it or read something else, and as `options` say
 */
export function escapeBy([special, refused]: Rule, text: string, options: EscapeOptions, part: Part): string {
  if (UNSPECIAL.test(text)) return text
  if (options.trailingBackslash === 'pad') text = pad(text)
  refuse(refused, text, part)
  if (options.newline === 'reject') refuse(/[\n\r\t]/, text, part)
  return text.replace(special, (found) => (found < ' ' ? JSON.stringify(found).slice(1, -1) : `\\${found}`))
}

// A space would need a backslash itself, and the server loses the end of some lines with two before a space.
const PAD = '\u00A0'

function pad(text: string): string {
  let end = text.length
  while (text[end - 1] === PAD) end--
  return text[end - 1] === '\\' ? text + PAD : text
}

/**
 * Writes a string field's value in quotes.
 *
 * @throws LineProtocolError if it has half of a surrogate pair
 */
export function quote(value: string, part: Part): string {
  refuse(/\p{Cs}/u, value, part)
  return `"${value.replace(/["\\]/g, '\\$&')}"`
}

function refuse(refused: RegExp, text: string, part: Part): void {
  const found = refused.exec(text)?.[0]
  if (found === undefined) return
  const option = found === '\\' ? ", or set trailingBackslash: 'pad'" : ''
  throw partError(part, text, ` cannot be written: InfluxDB does not accept ${show(found)} there; change it${option}`)
}
