import type { Client, Org } from '@fluxline/core'
import { OptionError } from '@fluxline/internal/errors'
import type { OptionNames } from '@fluxline/internal/options'
import { show, showOption } from '@fluxline/internal/show'
import { isID, requireName } from './ids.ts'
import { callOptions } from './request.ts'
import type { CallOptions } from './request.ts'
import { requestList } from './response.ts'

/** The organization of a resource. */
export interface OrgChoice {
  /** A name, an ID, an organization, `{ name }` or `{ id }`. @defaultValue the client's */
  readonly org?: Org | undefined
  /** Its ID, as resources have it. It takes precedence over `org`. */
  readonly orgID?: string | undefined
}

/** The organization of a list, or all of them. */
export interface OrgFilter extends Omit<OrgChoice, 'org'> {
  /**
   * A name, an ID, an organization, `{ name }` or `{ id }`. `null` lists all that the token can read, in any organization.
   * @defaultValue the client's
   */
  readonly org?: Org | null | undefined
}

/** What the members of {@link OrgChoice} may be. */
export const orgChoice: OptionNames<OrgChoice> = { org: 'a string or an object', orgID: 'a string' }

/** What the members of {@link OrgFilter} and {@link CallOptions} may be. */
export const orgCallOptions: OptionNames<OrgFilter & CallOptions> = {
  org: 'a string, an object or null',
  orgID: 'a string',
  ...callOptions,
}

/** Returns the chosen organization in a form that InfluxDB cannot misread; `undefined` if none is chosen. */
export function chosenOrg(
  client: Client,
  { org = client.org, orgID }: OrgFilter,
): { id: string } | { name: string } | undefined {
  if (orgID !== undefined) return { id: checkedID(orgID) }
  if (org === null || org === undefined) return undefined
  if (typeof org === 'string') return isID(org) ? { id: org } : named(org)
  if (typeof org === 'object') return 'id' in org ? { id: checkedID(org.id) } : named(org.name)
  throw new OptionError(`org is ${showOption(org)}; pass a name, an ID or an organization.`, {
    option: 'org',
    value: org,
  })
}

/** Like {@link chosenOrg}. @throws OptionError if neither the call nor the client has an organization */
export function requiredOrg(client: Client, choice: OrgChoice): { id: string } | { name: string } {
  const org = chosenOrg(client, choice)
  if (org === undefined)
    throw new OptionError('`org` is missing; set it on the client or in this call.', { option: 'org' })
  return org
}

/**
 * Returns the ID of the chosen organization. If only its name is known, it asks InfluxDB.
 *
 * @throws OptionError if none is chosen, or if the token cannot read it; HttpError 404 if none has this name
 */
export async function orgIDOf(client: Client, choice: OrgChoice, options: CallOptions): Promise<string> {
  const org = requiredOrg(client, choice)
  if ('id' in org) return org.id
  const query = { org: org.name }
  const spec = { method: 'GET', path: '/api/v2/orgs', query, ...options } as const
  const [found] = await requestList<{ id: string }>(client, spec, 'orgs', { id: 'text' })
  const id = found?.id
  if (id !== undefined) return id
  throw new OptionError(`The token cannot read organization ${show(org.name)}; pass its ID as \`orgID\`.`, {
    option: 'org',
    value: org.name,
  })
}

/** @throws OptionError if the name is empty: InfluxDB would read it as all organizations */
function named(name: string): { name: string } {
  requireName('organization', name)
  return { name }
}

function checkedID(id: string): string {
  if (typeof id === 'string' && isID(id)) return id
  throw new OptionError(`orgID is ${showOption(id)}; pass 16 hexadecimal digits, or the name as \`org\`.`, {
    option: 'orgID',
    value: id,
  })
}
