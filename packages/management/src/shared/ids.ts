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
 * @throws OptionError if it is empty: InfluxDB would create or keep a resource without a name
 */
export function requireName(kind: string, name: string): void {
  if (typeof name === 'string' && name.trim() !== '') return
  const problem = typeof name === 'string' ? 'is empty' : `is ${showOption(name)}`
  throw new OptionError(`The name of the ${kind} ${problem}; pass a text that is not empty.`, {
    option: 'name',
    value: name,
  })
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
