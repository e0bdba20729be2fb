import { OptionError } from './errors.ts'
import { showOption } from './show.ts'

/** Returns the value of a default tag; `undefined` if it is null or undefined, which leaves the tag out. @throws OptionError */
export function defaultTagText(what: string, key: string, value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (value === null || value === undefined) return undefined
  throw new OptionError(`${what}: default tag "${key}" must be a string, not ${showOption(value)}.`, {
    option: 'defaultTags',
  })
}
