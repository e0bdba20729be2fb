import { OptionError } from './errors.ts'
import { checkNames, suggestNearest } from './option-names.ts'
import type { OptionKind } from './option-names.ts'
import { show, showOption } from './show.ts'
import { longestTimerMs } from './timers.ts'

/**
 * Checks that options are an object of known keys, by its own enumerable keys, also if their value is `undefined`, and that
 * the values have the right types.
 *
 * An instance of a class is an object too; `undefined` is none, so optional options take `{}` as their default first.
 * @param what the function that takes the options
 * @param renamed options of other clients, each with the end of the sentence that begins with it; see {@link renamedFrom}
 * @param example options that show the form, such as `{ bucket: 'metrics' }`
 * @throws OptionError otherwise, naming the nearest option that there is
 */
export function checkOptions(
  what: string,
  options: unknown,
  known: Readonly<Record<string, unknown>>,
  renamed: Readonly<Record<string, string>> = {},
  example?: string,
): void {
  const describe = (option: string, names: readonly string[]): string =>
    Object.hasOwn(renamed, option) ? `"${option}" ${renamed[option]}` : suggestNearest(option, names)
  checkNames(what, options, known, describe, example ? `: ${example}.` : '.')
}

/** Returns what {@link checkOptions} says of options of another client that have another name here. */
export function renamedFrom(client: string, names: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(names).map(([theirs, ours]) => [theirs, `of ${client} is called "${ours}" here.`]),
  )
}

/** Returns the value if it is an integer of the range. @throws OptionError otherwise */
export function integerOption(what: string, name: string, value: unknown, min: number, max: number = Infinity): number {
  if (Number.isInteger(value) && isWithin(value, min, max)) return value
  throw wrong(what, name, value, `an integer ${rangeText(min, max)}`)
}

/** Returns the value if it is a finite number of the range. @throws OptionError otherwise */
export function numberOption(what: string, name: string, value: unknown, min: number, max: number = Infinity): number {
  if (Number.isFinite(value) && isWithin(value, min, max)) return value
  throw wrong(what, name, value, `a number ${rangeText(min, max)}`)
}

/**
 * Returns the value if it is a delay that a timer can take, in milliseconds.
 *
 * @param zero what 0 means
 * @throws OptionError otherwise
 */
export function durationOption(what: string, name: string, value: unknown, zero: string = 'no limit'): number {
  if (isWithin(value, 0, longestTimerMs)) return value
  throw wrong(what, name, value, `0 (${zero}) to ${longestTimerMs} milliseconds`)
}

/** Returns the value if it is one of the choices. @throws OptionError otherwise */
export function oneOf<const Choice>(what: string, name: string, value: unknown, choices: readonly Choice[]): Choice {
  if (choices.includes(value as Choice)) return value as Choice
  const texts = choices.map(show)
  const last = texts.pop()
  throw wrong(what, name, value, texts.length > 0 ? `${texts.join(', ')} or ${last}` : String(last))
}

function isWithin(value: unknown, min: number, max: number): value is number {
  return typeof value === 'number' && value >= min && value <= max
}

function rangeText(min: number, max: number): string {
  return max === Infinity ? `of at least ${min}` : `from ${min} to ${max}`
}

/** The error of a value that is not what it must be. */
function wrong(what: string, name: string, value: unknown, expected: string): OptionError {
  return new OptionError(`${what}: \`${name}\` must be ${expected}, not ${showOption(value)}.`, { option: name, value })
}

/** The names of all options of a type, and what each may be. The compiler keeps it complete. */
export type OptionNames<Options> = Readonly<Record<keyof Options, OptionKind>>
