import { OptionError } from '@fluxline/internal/errors'
import { checkOptions } from '@fluxline/internal/options'
import type { OptionNames } from '@fluxline/internal/options'

/**
 * Returns the changes that an `update` makes: its members without those that are `undefined`.
 *
 * @throws OptionError without changes, or if one of them cannot be made
 */
export function readChanges<Changes extends object>(
  what: string,
  changes: Changes,
  known: OptionNames<Changes>,
): Changes {
  if (typeof changes !== 'object' || !changes) {
    throw new OptionError(`${what} needs the changes: ${what}(id, { ${Object.keys(known)[0]}: … }).`)
  }
  checkOptions(what, changes, known)
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as Changes
}

/** Returns `''` for `null`: InfluxDB keeps a text that is `null`, and clears one that is empty. */
export function cleared<Value>(value: Value | null | undefined): Value | '' | undefined {
  return value === null ? '' : value
}
