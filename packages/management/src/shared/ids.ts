import { OptionError } from '@fluxline/internal/errors'
import { showOption } from '@fluxline/internal/show'

/** Whether a text has the form of an InfluxDB ID: 16 hexadecimal digits. */
export function isID(text: string): boolean {
  return /^[0-9a-f]{16}$/i.test(text)
}

/**
 * Returns the ID of a resource, or the ID that was passed instead of it.
 *
 * InfluxDB ignores some IDs that it cannot read, and then lists or changes more than was asked for.
 * @throws OptionError if it is not an ID
 */
export function toID(kind: string, resource: string | { readonly id: string }): string {
  const id: unknown = typeof resource === 'string' ? resource : resource?.id
  if (typeof id === 'string' && isID(id)) return id
  throw new OptionError(
    `${kind} is ${showOption(id)}; pass its ID, which has 16 hexadecimal digits, or the ${kind} as InfluxDB returned it.`,
    { option: kind, value: id },
  )
}

/** Like {@link toID}; `undefined` stays `undefined`. */
export function optionalID(kind: string, resource: string | { readonly id: string } | undefined): string | undefined {
  return resource === undefined ? undefined : toID(kind, resource)
}

/**
 * Checks a name.
 *
 * @throws OptionError if it is empty: InfluxDB would create or keep a resource without a name; or if it has half of a
 * surrogate pair, for which UTF-8 has U+FFFD, the name of another resource
 */
export function requireName(kind: string, name: string): void {
  const problem = nameProblem(name)
  if (problem !== undefined)
    throw new OptionError(`The name of the ${kind} ${problem}.`, { option: 'name', value: name })
}

function nameProblem(name: string): string | undefined {
  if (typeof name !== 'string') return `is ${showOption(name)}; pass a text that is not empty`
  if (withoutBlanks(name) === '') return 'is empty; pass a text that is not empty'
  return name.isWellFormed() ? undefined : 'contains an unpaired surrogate; cut text between characters'
}

const BLANK = /\p{White_Space}/u

/** Returns a name without the blanks around it, as InfluxDB does: U+0085 is one of them, and a byte order mark is not. */
export function withoutBlanks(name: string): string {
  let end = name.length
  while (end > 0 && BLANK.test(name[end - 1]!)) end--
  let start = 0
  while (start < end && BLANK.test(name[start]!)) start++
  return name.slice(start, end)
}

/** Like {@link requireName}; `undefined` is allowed. */
export function optionalName(kind: string, name: string | undefined): void {
  if (name !== undefined) requireName(kind, name)
}

/** Whether a user, a task or a token is in use. */
export type Status = 'active' | 'inactive'

/** Checks a status, if there is one. @throws OptionError if it is another text: InfluxDB would store or misread it */
export function checkStatus(status: string | undefined): void {
  if (status === undefined || status === 'active' || status === 'inactive') return
  throw new OptionError(`status is ${showOption(status)}; pass "active" or "inactive".`, {
    option: 'status',
    value: status,
  })
}
