import { OptionError } from '@fluxline/core'
import type { Client, Org } from '@fluxline/core'
import { checkName, isID } from './ids.ts'
import { request } from './request.ts'
import type { RequestOptions } from './request.ts'

/** Which organization something is in. */
export interface OrgChoice {
  /** A name, an ID, an organization, `{ name }` or `{ id }`. @defaultValue the client's */
  readonly org?: Org | undefined
  /** Its ID, as resources have it; wins over `org`. */
  readonly orgID?: string | undefined
}

/** Which organizations a list is of. */
export interface OrgFilter extends Omit<OrgChoice, 'org'> {
  /**
   * A name, an ID, an organization, `{ name }` or `{ id }`; `null` lists all that the token may read, whatever
   * organization they are in. @defaultValue the client's
   */
  readonly org?: Org | null | undefined
}

/** The organization that is meant, said so that InfluxDB cannot take an ID for a name; `undefined` where none is. */
export function chosenOrg(
  client: Client,
  { org = client.org, orgID }: OrgFilter,
): { id: string } | { name: string } | undefined {
  if (orgID !== undefined) return { id: checkedID(orgID) }
  if (org === null || org === undefined) return undefined
  if (typeof org === 'string') return isID(org) ? { id: org } : named(org)
  return 'id' in org ? { id: checkedID(org.id) } : named(org.name)
}

/** @throws OptionError where neither the call nor the client says which organization is meant */
export function requiredOrg(client: Client, choice: OrgChoice): { id: string } | { name: string } {
  const org = chosenOrg(client, choice)
  if (org === undefined) throw new OptionError('org is missing; name the organization in the client or in this call.')
  return org
}

/**
 * The ID of the organization that is meant, asked for where only its name is known.
 *
 * @throws OptionError where none is meant, or where the token may not see it; HttpError 404 where there is none of that name
 */
export async function orgIDOf(client: Client, choice: OrgChoice, options: RequestOptions): Promise<string> {
  const org = requiredOrg(client, choice)
  if ('id' in org) return org.id
  const found = await request<{ orgs: { id: string }[] }>(
    client,
    { method: 'GET', path: '/api/v2/orgs', query: { org: org.name } },
    options,
  )
  const id = found.orgs[0]?.id
  if (id !== undefined) return id
  throw new OptionError(`The token may not read the organization ${JSON.stringify(org.name)}; give its ID as orgID.`)
}

/** @throws OptionError where a name is empty, which InfluxDB would take for all organizations */
function named(name: string): { name: string } {
  checkName('organization', name)
  return { name }
}

function checkedID(id: string): string {
  if (isID(id)) return id
  throw new OptionError(`orgID is ${JSON.stringify(id)}; give 16 hexadecimal digits, or the name as org.`)
}
