import { escapeBy, FIELD_KEY, MEASUREMENT, quote, TAG_KEY, TAG_VALUE } from './escape.ts'
import type { EscapeOptions } from './escape.ts'

// Escaping for whoever puts lines together by hand; points and encoders do it themselves.

/**
 * Writes a measurement's name as line protocol has it.
 *
 * @throws LineProtocolError on what InfluxDB would refuse, drop or read as another name, and as `options` say
 * @see InfluxDB documentation, "Line protocol", "Special characters"
 */
export function escapeMeasurement(name: string, options: EscapeOptions = {}): string {
  return escapeBy(MEASUREMENT, name, options, ['Measurement', name])
}

/**
 * Writes a tag's key as line protocol has it.
 *
 * @throws LineProtocolError on what InfluxDB would refuse or read as another key, and as `options` say
 * @see InfluxDB documentation, "Line protocol", "Special characters"
 */
export function escapeTagKey(key: string, options: EscapeOptions = {}): string {
  return escapeBy(TAG_KEY, key, options, ['Tag', key])
}

/**
 * Writes a tag's value as line protocol has it.
 *
 * @throws LineProtocolError on what InfluxDB would refuse or read as another value, and as `options` say
 * @see InfluxDB documentation, "Line protocol", "Special characters"
 */
export function escapeTagValue(value: string, options: EscapeOptions = {}): string {
  return escapeBy(TAG_VALUE, value, options, ['Tag', value])
}

/**
 * Writes a field's key as line protocol has it.
 *
 * @throws LineProtocolError on what InfluxDB would refuse or read as another key, and as `options` say
 * @see InfluxDB documentation, "Line protocol", "Special characters"
 */
export function escapeFieldKey(key: string, options: EscapeOptions = {}): string {
  return escapeBy(FIELD_KEY, key, options, ['Field', key])
}

/**
 * Writes a string field's value in quotes.
 *
 * @throws LineProtocolError on half of a surrogate pair, which UTF-8 has no form for
 * @see InfluxDB documentation, "Line protocol", "Quotes"
 */
export function quoteString(value: string): string {
  return quote(value, ['Field', value])
}
