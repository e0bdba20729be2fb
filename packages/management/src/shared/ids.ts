import { OptionError } from '@fluxline/core'

/** What an ID of InfluxDB looks like: 16 hexadecimal digits. */
export function isID(text: string): boolean {
  return /^[0-9a-f]{16}$/i.test(text)
}

/**
 * The ID of a resource, or of what was given in its place.
 *
 * InfluxDB ignores some IDs that it cannot read, and then lists or changes more than was meant.
 * @throws OptionError where it is not an ID
 */
export function idOf(kind: string, resource: string | { readonly id: string }): string {
  const id = typeof resource === 'string' ? resource : resource?.id
  if (typeof id === 'string' && isID(id)) return id
  throw new OptionError(
    `${kind} is ${JSON.stringify(id)}; give its ID, which has 16 hexadecimal digits, or the ${kind} as it was read.`,
  )
}

/** The same where there may be none. */
export function optionalID(kind: string, resource: string | { readonly id: string } | undefined): string | undefined {
  return resource === undefined ? undefined : idOf(kind, resource)
}

/** @throws OptionError where a name is empty: InfluxDB would make or keep something without a name */
export function checkName(kind: string, name: string | undefined): void {
  if (name?.trim() === '') throw new OptionError(`name of the ${kind} is empty; give it one.`)
}

/** Whether something is in use. */
export type Status = 'active' | 'inactive'

/** @throws OptionError where InfluxDB would store, or take for another, what is neither */
export function checkStatus(status: string | undefined): void {
  if (status === undefined || status === 'active' || status === 'inactive') return
  throw new OptionError(`status is ${JSON.stringify(status)}; give "active" or "inactive".`)
}
