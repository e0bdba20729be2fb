import { OptionError } from './errors.ts'
import { nearestOf } from './nearest.ts'
import { showOption } from './show.ts'

type TypeName = 'string' | 'number' | 'bigint' | 'boolean' | 'function' | 'object' | 'array' | 'null'

/**
 * What an option may be, as the end of a sentence with the names of the types: `a string or a function`. `true` if its value
 * is checked elsewhere, or may be anything.
 */
export type OptionKind = true | `${string}${TypeName}${string}`

/** Says that an option is unknown: `unknown option "tokn".`, and what to do. */
export type DescribeUnknown = (option: string, known: readonly string[]) => string

/**
 * Checks that options are an object of known keys, by its own enumerable keys, also if their value is `undefined`, and that
 * the values have the right types.
 *
 * An instance of a class is an object too; `undefined` is none, so optional options take `{}` as their default first.
 * @param what the function that takes the options
 * @param known an {@link OptionKind} for each option; what is not text is not looked at
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
  for (const option of Object.keys(options)) {
    if (!Object.hasOwn(known, option)) {
      throw new OptionError(`${what}: ${describe(option, Object.keys(known))}`, { option })
    }
    const kind = known[option]
    if (typeof kind !== 'string') continue
    const value = (options as Readonly<Record<string, unknown>>)[option]
    if (value === undefined || kind.includes(typeName(value))) continue
    const problem = `${what}: \`${option}\` must be ${kind}, not ${showOption(value)}.`
    throw new OptionError(problem, { option, value })
  }
}

function typeName(value: unknown): string {
  return Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value
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
