import { OptionError } from './errors.ts'
import { nearestOf } from './nearest.ts'

/** Says that an option is unknown: `unknown option "tokn".`, and what to do. */
export type DescribeUnknown = (option: string, known: readonly string[]) => string

/**
 * Checks that options are an object of known keys, by its own enumerable keys, also if their value is `undefined`.
 *
 * An instance of a class is an object too; `undefined` is none, so optional options take `{}` as their default first.
 * @param what the function that takes the options
 * @param form ends the sentence that says what it takes
 * @throws OptionError otherwise
 */
export function checkNames(
  what: string,
  options: unknown,
  known: Readonly<Record<string, unknown>>,
  describe: DescribeUnknown,
  form: string = '.',
): void {
  if (typeof options !== 'object' || !options || Array.isArray(options)) {
    throw new OptionError(`${what} takes options as an object${form}`)
  }
  const names = Object.keys(known)
  const option = Object.keys(options).find((key) => !names.includes(key))
  if (option !== undefined) throw new OptionError(`${what}: ${describe(option, names)}`, { option })
}

/** Suggests the nearest of the known options. */
export function suggestNearest(option: string, known: readonly string[]): string {
  const nearest = nearestOf(option, known)
  return `unknown option ${JSON.stringify(option)}.${nearest ? ` Did you mean "${nearest}"?` : ''}`
}

/** Lists the known options; for bundles that must be small. */
export function listKnown(option: string, known: readonly string[]): string {
  return `unknown option ${JSON.stringify(option)}. Pass one of ${known.join(', ')}.`
}
