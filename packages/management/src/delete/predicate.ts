import { OptionError } from '@fluxline/core'

/**
 * Points whose tag has this value; the tag `_measurement` is their measurement.
 *
 * @throws OptionError on what InfluxDB cannot delete by: fields, values and times
 * @see InfluxDB documentation, "Delete predicate syntax"
 */
export function eq(tag: string, value: string): string {
  if (value === '') throw new OptionError(`No tag is empty, so ${quoted(tag)} = "" finds nothing; leave it out.`)
  return `${checkedTag(tag)} = ${quoted(value)}`
}

/** Points that have this tag, with another value; with `''`, whatever its value. @throws OptionError as {@link eq} */
export function ne(tag: string, value: string): string {
  return `${checkedTag(tag)} != ${quoted(value)}`
}

/** Points for which all of these hold. InfluxDB has no `or`: delete twice. @throws OptionError where there is none */
export function and(...predicates: readonly string[]): string {
  if (predicates.length === 0) throw new OptionError('and() has no predicate, so every point would be deleted.')
  for (const predicate of predicates) checkPredicate(predicate)
  return predicates.length === 1 ? predicates[0]! : predicates.map((predicate) => `(${predicate})`).join(' AND ')
}

/** @throws OptionError where a predicate is empty, which InfluxDB takes for every point */
export function checkPredicate(predicate: string): void {
  if (typeof predicate === 'string' && predicate.trim() !== '') return
  throw new OptionError('predicate is empty, so every point would be deleted; say everything: true if that is meant.')
}

/** Where in a predicate the server found a fault, as two lines to read; `undefined` where it does not say. */
export function placeIn(predicate: string, serverMessage: string): string | undefined {
  // It counts characters from 0, or from 1 where it says "char", and within a line that it does not always name.
  const [, position, char] = /at position:? (\d+)|at line 1, char (\d+)$/.exec(serverMessage) ?? []
  if ((position ?? char) === undefined || predicate.includes('\n')) return undefined
  const length = Array.from(predicate).length
  const column = Math.min(position === undefined ? Number(char) - 1 : Number(position), length)
  return `  ${predicate}\n  ${' '.repeat(column)}^`
}

function checkedTag(tag: string): string {
  if (tag !== '_field' && tag !== '_value' && tag !== '_time') return quoted(tag)
  throw new OptionError(`InfluxDB deletes by tags and _measurement, not by ${tag}; for times there are start and stop.`)
}

// Its scanner knows these three escapes and no other.
const escapes: Readonly<Record<string, string>> = { '"': '\\"', '\\': '\\\\', '\n': '\\n' }

function quoted(text: string): string {
  return `"${text.replace(/["\\\n]/g, (found) => escapes[found]!)}"`
}
