import { caretLine } from '@fluxline/internal/caret'
import { OptionError } from '@fluxline/internal/errors'
import { show, showOption } from '@fluxline/internal/show'

/**
 * Selects points whose tag has this value. The tag `_measurement` is the measurement.
 *
 * @throws OptionError if InfluxDB cannot delete by it: by fields, values and times
 * @see InfluxDB documentation, "Delete predicate syntax"
 */
export function eq(tag: string, value: string): string {
  const checked = checkedTag(tag)
  if (value !== '') return `${checked} = ${quoted(tag, value)}`
  throw new OptionError(`${tag} = "" matches nothing: a tag is never empty. Omit it.`, { option: tag, value })
}

/**
 * Selects points that have this tag, with another value. `ne(tag, '')` selects points with the tag and any value.
 *
 * @throws OptionError as {@link eq}, and for `_measurement`: InfluxDB would delete only the measurements that sort before it
 */
export function ne(tag: string, value: string): string {
  if (tag === '_measurement') throw otherMeasurements(show(value))
  return `${checkedTag(tag)} != ${quoted(tag, value)}`
}

/**
 * Selects points that match all of the predicates. InfluxDB has no `or`: delete twice.
 *
 * @throws OptionError without a predicate, or with an empty one
 */
export function and(...predicates: readonly string[]): string {
  if (predicates.length === 0) throw new OptionError('and() has no predicate and would match every point; pass one.')
  for (const predicate of predicates) checkPredicate(predicate)
  return predicates.length === 1 ? predicates[0]! : predicates.map((predicate) => `(${predicate})`).join(' AND ')
}

/**
 * Checks a predicate.
 *
 * @throws OptionError if it is empty, which InfluxDB reads as every point, if it compares `_measurement` by `!=`, or if it
 * selects other points than it says: InfluxDB reads no further than NUL, and UTF-8 has U+FFFD for half of a surrogate pair
 */
export function checkPredicate(predicate: string): void {
  if (typeof predicate !== 'string') {
    throw new OptionError(`predicate is ${showOption(predicate)}; pass a text such as _measurement="h2o".`, {
      option: 'predicate',
      value: predicate,
    })
  }
  if (predicate.includes('\0') || !predicate.isWellFormed()) {
    const problem = predicate.includes('\0') ? 'NUL, after which InfluxDB reads nothing' : 'an unpaired surrogate'
    throw new OptionError(`predicate contains ${problem}; it would delete other points.`, {
      option: 'predicate',
      value: predicate,
    })
  }
  const unequal = measurementUnequal(predicate)
  if (unequal !== undefined) throw otherMeasurements(unequal, predicate)
  if (predicate.trim() !== '') return
  throw new OptionError(
    'The predicate is empty and would match every point; set `everything: true` if that is the intent.',
    { option: 'predicate', value: predicate },
  )
}

/** Returns the predicate with a caret below the error that the server found; `undefined` if the server names no position. */
export function errorCaret(predicate: string, serverMessage: string): string | undefined {
  // It counts characters from 0, or from 1 if it says "char", in a line that it does not always name.
  const [, position, char] = /at position:? (\d+)|at line 1, char (\d+)$/.exec(serverMessage) ?? []
  if ((position ?? char) === undefined || predicate.includes('\n')) return undefined
  const characters = position === undefined ? Number(char) - 1 : Number(position)
  // Columns count in UTF-16 code units.
  const column = Array.from(predicate).slice(0, characters).join('').length + 1
  const lines = caretLine(predicate, 1, column)
  return lines && `  ${lines.text}\n  ${lines.caret}`
}

// Each match begins where the one before it ended. A string that does not close ends with the predicate.
const tokens = /"(?:[^"\\]|\\[^])*"?|!=|<>|\w+|\S/g

/** Returns what `_measurement` is compared with by not-equal, which the server also reads as `<>`. */
function measurementUnequal(predicate: string): string | undefined {
  const [...found] = predicate.matchAll(tokens)
  const at = found.findIndex(
    ([token], index) => /^"?_measurement"?$/.test(token) && /^(?:!=|<>)$/.test(found[index + 1]?.[0] ?? ''),
  )
  return at < 0 ? undefined : (found[at + 2]?.[0] ?? '')
}

/** InfluxDB deletes the measurements that sort before this one, keeps the others, and reports success. */
function otherMeasurements(measurement: string, predicate?: string): OptionError {
  return new OptionError(
    `_measurement != ${measurement} would delete only some of the other measurements, because InfluxDB skips those that sort after it. List the measurements, and delete each with eq('_measurement', name).`,
    { option: 'predicate', value: predicate },
  )
}

function checkedTag(tag: string): string {
  if (tag !== '_field' && tag !== '_value' && tag !== '_time') return quoted('tag', tag)
  throw new OptionError(`InfluxDB cannot delete by ${tag}; use tags, _measurement, and start/stop for times.`, {
    option: 'tag',
    value: tag,
  })
}

// InfluxDB's scanner knows these three escapes and no others.
const escapes: Readonly<Record<string, string>> = { '"': '\\"', '\\': '\\\\', '\n': '\\n' }

function quoted(option: string, text: string): string {
  if (typeof text === 'string') return `"${text.replace(/["\\\n]/g, (found) => escapes[found]!)}"`
  throw new OptionError(`${option} is ${showOption(text)}; pass a text.`, { option, value: text })
}
