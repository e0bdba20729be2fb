import { isHttpError } from '@fluxline/core'
import type { Client } from '@fluxline/core'
import { cleared, readUpdate } from '../shared/changes.ts'
import type { Changed } from '../shared/changes.ts'
import { checkName, idOf, optionalID } from '../shared/ids.ts'
import { chosenOrg } from '../shared/org-choice.ts'
import type {
  Organization,
  OrganizationChanges,
  OrganizationFilter,
  OrganizationPage,
  OrganizationRequest,
} from './organization.ts'
import { iteratePages } from '../shared/pages.ts'
import { userRelations } from '../shared/relations.ts'
import type { UserRelations } from '../shared/relations.ts'
import { request } from '../shared/request.ts'
import type { RequestOptions } from '../shared/request.ts'
import type { User } from '../users/user.ts'
import { me } from '../users/api.ts'
import { dated } from '../shared/json-dates.ts'
import type { Wire } from '../shared/json-dates.ts'

/**
 * The organizations of InfluxDB.
 *
 * Each method throws as {@link request} does, and OptionError, before anything is sent, on what cannot be right.
 */
export interface OrganizationsApi extends UserRelations<Organization> {
  /** Makes an organization; the user of the token owns it. @throws HttpError 422 `conflict` */
  create(organization: OrganizationRequest, options?: RequestOptions): Promise<Organization>
  /** Saves an organization that was changed: `update({ ...organization, name: 'acme' })`. */
  update(changed: Changed<Organization, OrganizationChanges>, options?: RequestOptions): Promise<Organization>
  /** Changes what is named, and nothing else. */
  update(
    organization: string | Organization,
    changes: OrganizationChanges,
    options?: RequestOptions,
  ): Promise<Organization>
  /** Deletes an organization with its buckets and tokens; its labels and tasks stay behind. */
  delete(organization: string | Organization, options?: RequestOptions): Promise<void>
  /** Gives the organization of this ID. @throws HttpError 404 where there is none */
  find(id: string | Organization, options?: RequestOptions): Promise<Organization>
  /** Gives the organization of this name; `undefined` where there is none, or none that the token may see. */
  findByName(name: string, options?: RequestOptions): Promise<Organization | undefined>
  /** Gives one page of the organizations that the token may see. */
  list(filter?: OrganizationPage, options?: RequestOptions): Promise<Organization[]>
  /** Gives all organizations that the token may see, page by page. */
  iterate(filter?: OrganizationFilter, options?: RequestOptions): AsyncIterableIterator<Organization>
  /** Gives the user whom the client's token or session belongs to. */
  me(options?: RequestOptions): Promise<User>
  /** Gives the keys of the secrets that tasks and queries of an organization can use; their values are never told. */
  secrets(organization: string | Organization, options?: RequestOptions): Promise<string[]>
  /** Sets secrets, and leaves the others as they are. */
  setSecrets(
    organization: string | Organization,
    secrets: Readonly<Record<string, string>>,
    options?: RequestOptions,
  ): Promise<void>
  /** Removes secrets; nothing happens where they are not there. */
  removeSecrets(organization: string | Organization, keys: readonly string[], options?: RequestOptions): Promise<void>
}

const PATH = '/api/v2/orgs'
const LARGEST_PAGE = 100

/**
 * Opens the organizations of a client.
 * @see InfluxDB v2 API, "Organizations" and "Secrets"
 */
export function createOrganizationsApi(client: Client): OrganizationsApi {
  const pathOf = (organization: string | Organization): string => `${PATH}/${idOf('organization', organization)}`
  const send = async (method: 'GET' | 'POST' | 'PATCH', path: string, body?: object, options?: RequestOptions) =>
    toOrganization(await request(client, { method, path, body }, options))

  const api: OrganizationsApi = {
    async create({ name, description }, options) {
      checkName('organization', name)
      return send('POST', PATH, { name, description }, options)
    },

    async update(
      organization: string | Changed<Organization, OrganizationChanges>,
      second?: OrganizationChanges | RequestOptions,
      third?: RequestOptions,
    ) {
      const changeable = ['name', 'description'] as const
      const update = readUpdate<OrganizationChanges>('organization', changeable, organization, second, third)
      const { id, changes, options } = update
      checkName('organization', changes.name)
      return send('PATCH', `${PATH}/${id}`, { ...changes, description: cleared(changes.description) }, options)
    },

    async delete(organization, options) {
      await request(client, { method: 'DELETE', path: pathOf(organization) }, options)
    },

    async find(id, options) {
      return send('GET', pathOf(id), undefined, options)
    },

    async findByName(name, options) {
      checkName('organization', name)
      return (await api.list({ org: { name } }, options))[0]
    },

    async list({ org, user, limit = LARGEST_PAGE, offset } = {}, options) {
      // An ID that is none would be ignored, and all organizations listed.
      const userID = optionalID('user', user)
      const query = { org: org === undefined ? org : chosenOrg(client, { org }), userID, limit, offset }
      try {
        const page = await request<{ orgs: Wire<Organization>[] }>(
          client,
          { method: 'GET', path: PATH, query },
          options,
        )
        return page.orgs.map(toOrganization)
      } catch (error) {
        // No list of other resources is an error because it is empty.
        if (org !== undefined && isHttpError(error) && error.status === 404) return []
        throw error
      }
    },

    async *iterate({ limit = LARGEST_PAGE, ...filter } = {}, options) {
      if (filter.org !== undefined) return yield* await api.list(filter, options)
      const read = ({ offset }: { offset: number }, size: number): Promise<Organization[]> =>
        api.list({ ...filter, limit: size, offset }, options)
      yield* iteratePages(read, limit, LARGEST_PAGE)
    },

    me: (options) => me(client, options),

    async secrets(organization, options) {
      const spec = { method: 'GET', path: `${pathOf(organization)}/secrets` } as const
      return (await request<{ secrets: string[] }>(client, spec, options)).secrets
    },

    async setSecrets(organization, secrets, options) {
      await request(client, { method: 'PATCH', path: `${pathOf(organization)}/secrets`, body: secrets }, options)
    },

    async removeSecrets(organization, keys, options) {
      const path = `${pathOf(organization)}/secrets/delete`
      await request(client, { method: 'POST', path, body: { secrets: keys } }, options)
    },

    ...userRelations<Organization>(client, { kind: 'organization', path: PATH }),
  }
  return api
}

function toOrganization(organization: Wire<Organization>): Organization {
  return dated(organization, 'createdAt', 'updatedAt')
}
