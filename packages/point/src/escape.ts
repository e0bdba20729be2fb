import { LineProtocolError, show } from './errors.ts'

/** What to do with names and values that line protocol has no exact form for. */
export interface EscapeOptions {
  /**
   * A name or tag value that ends in a backslash, which would escape what follows it: an error, or a space after it.
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

const SPECIAL_IN_MEASUREMENT = /[, \n\r\t]/g
const SPECIAL_IN_KEY = /[,= \n\r\t]/g
const controls: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/**
 * Writes a measurement's name as line protocol has it.
 * @throws LineProtocolError on an empty name, one that starts a comment, and as `options` say
 * @see InfluxDB documentation, "Line protocol", "Special characters"
 */
export function escapeMeasurement(name: string, options: EscapeOptions = {}): string {
  if (name === '') throw new LineProtocolError('The measurement is empty; every point needs a name.')
  if (name.startsWith('#')) {
    throw new LineProtocolError(
      `Measurement ${show(name)} starts with #, which makes its line a comment that InfluxDB drops; rename it.`,
      { measurement: name },
    )
  }
  return escapeWith(SPECIAL_IN_MEASUREMENT, name, options, `Measurement ${show(name)}`)
}

/**
 * Writes a tag key, tag value or field key as line protocol has it.
 * @throws LineProtocolError as `options` say
 * @see InfluxDB documentation, "Line protocol", "Special characters"
 */
export function escapeKey(text: string, options: EscapeOptions = {}): string {
  return escapeWith(SPECIAL_IN_KEY, text, options, show(text))
}

/**
 * Writes a string field's value in quotes.
 * @see InfluxDB documentation, "Line protocol", "Quotes"
 */
export function quoteString(value: string): string {
  return `"${value.replace(/["\\]/g, '\\$&')}"`
}

function escapeWith(special: RegExp, text: string, options: EscapeOptions, what: string): string {
  const escaped = text.replace(special, (character) => {
    const control = controls[character]
    if (control !== undefined && options.newline === 'reject') {
      throw new LineProtocolError(
        `${what} holds ${JSON.stringify(character)}, which line protocol has no form for; take it out.`,
        {
          value: text,
        },
      )
    }
    return control ?? `\\${character}`
  })
  if (!escaped.endsWith('\\')) return escaped
  if (options.trailingBackslash === 'pad') return `${escaped} `
  throw new LineProtocolError(
    `${what} ends in a backslash, which would escape what follows it; take it off, or set trailingBackslash: 'pad'.`,
    { value: text },
  )
}
