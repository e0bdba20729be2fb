import { isHttpError } from '@fluxline/core'
import type { Client } from '@fluxline/core'
import { cancellable } from '@fluxline/internal/cancellable'
import { OptionError } from '@fluxline/internal/errors'
import { copyOptions } from '@fluxline/internal/copy-options'
import { checkOptions } from '@fluxline/internal/options'
import type { OptionNames } from '@fluxline/internal/options'
import { cleared, readChanges } from '../shared/changes.ts'
import { optionalID, optionalName, requireName, toID } from '../shared/ids.ts'
import { dated } from '../shared/json-dates.ts'
import type { Wire } from '../shared/json-dates.ts'
import { chosenOrg } from '../shared/org-choice.ts'
import { checkPage, iterateOnce, iteratePages } from '../shared/pages.ts'
import { userRelations } from '../shared/relations.ts'
import type { UserRelations } from '../shared/relations.ts'
import { callOptions, checkCall, request } from '../shared/request.ts'
import type { CallOptions, JsonRequest } from '../shared/request.ts'
import { requestList, requestResource, requestTexts } from '../shared/response.ts'
import type { Shape } from '../shared/response.ts'
import { me } from '../users/api.ts'
import type { User } from '../users/user.ts'
import type {
  Organization,
  OrganizationChanges,
  OrganizationFilter,
  OrganizationPage,
  OrganizationRequest,
} from './organization.ts'

/**
 * Organizations of InfluxDB.
 *
 * Each method throws what {@link request} throws, and OptionError on a wrong argument before it sends anything.
 */
export interface OrganizationsApi extends UserRelations<Organization> {
  /** Creates an organization, which the token's user owns. @throws HttpError 422 `conflict` if the name is taken */
  create(organization: OrganizationRequest, options?: CallOptions): Promise<Organization>
  /** Changes the members that are set, and nothing else. */
  update(
    organization: string | Organization,
    changes: OrganizationChanges,
    options?: CallOptions,
  ): Promise<Organization>
  /** Deletes an organization with its buckets and tokens. Its labels and tasks remain. */
  delete(organization: string | Organization, options?: CallOptions): Promise<void>
  /** Returns the organization with this ID. @throws HttpError 404 if it does not exist */
  find(id: string | Organization, options?: CallOptions): Promise<Organization>
  /** Returns the organization with this name; `undefined` if it does not exist or the token cannot read it. */
  findByName(name: string, options?: CallOptions): Promise<Organization | undefined>
  /** Returns one page of the organizations that the token can read. */
  list(options?: OrganizationPage): Promise<Organization[]>
  /** Iterates over all organizations that the token can read, page by page. Leaving the loop ends the request. */
  iterate(options?: OrganizationFilter): AsyncIterableIterator<Organization>
  /** Returns the user of the client's token or session. */
  me(options?: CallOptions): Promise<User>
  /** Returns the keys of the secrets that tasks and queries of an organization can use. InfluxDB never returns the values. */
  secrets(organization: string | Organization, options?: CallOptions): Promise<string[]>
  /** Sets secrets, and leaves the others as they are. */
  setSecrets(
    organization: string | Organization,
    secrets: Readonly<Record<string, string>>,
    options?: CallOptions,
  ): Promise<void>
  /** Removes secrets. Ignores keys that do not exist. */
  removeSecrets(organization: string | Organization, keys: readonly string[], options?: CallOptions): Promise<void>
}

const PATH = '/api/v2/orgs'
const LARGEST_PAGE = 100
const organizationShape: Shape = { id: 'text', name: 'text' }

const organizationRequest: OptionNames<OrganizationRequest> = { name: 'a string', description: 'a string' }
const organizationChanges: OptionNames<OrganizationChanges> = { name: 'a string', description: 'a string or null' }
const organizationFilter: OptionNames<OrganizationFilter> = {
  ...callOptions,
  org: 'a string or an object',
  user: 'a string or an object',
  limit: true,
}
const organizationPage: OptionNames<OrganizationPage> = {
  ...callOptions,
  org: 'a string or an object',
  user: 'a string or an object',
  limit: true,
  offset: true,
  descending: 'a boolean',
}

const renamed = {
  id: 'is `org` in this list: { org: { id } }. `find(id)` returns one organization.',
  orgID: 'is `org` in this list: { org: { id } }.',
  name: 'is `org` in this list: { org: { name } }. `findByName(name)` returns one organization.',
}

/**
 * Creates the organization calls of a client.
 * @see InfluxDB v2 API, "Organizations" and "Secrets"
 */
export function createOrganizationsApi(client: Client): OrganizationsApi {
  const send = async (spec: JsonRequest): Promise<Organization> =>
    toOrganization(await requestResource(client, spec, organizationShape))

  const api: OrganizationsApi = {
    async create(organization, options) {
      checkOptions('organizations.create', organization, organizationRequest, {}, "{ name: 'acme' }")
      checkCall('organizations.create', options)
      const { name, description } = organization
      requireName('organization', name)
      return send({ method: 'POST', path: PATH, body: { name, description }, ...options })
    },

    async update(organization, changes, options) {
      const given = readChanges('organizations.update', changes, organizationChanges)
      checkCall('organizations.update', options)
      optionalName('organization', given.name)
      const body = { ...given, description: cleared(given.description) }
      return send({ method: 'PATCH', path: pathOf(organization), body, ...options })
    },

    async delete(organization, options) {
      checkCall('organizations.delete', options)
      await request(client, { method: 'DELETE', path: pathOf(organization), ...options })
    },

    async find(id, options) {
      checkCall('organizations.find', options)
      return send({ method: 'GET', path: pathOf(id), ...options })
    },

    async findByName(name, options) {
      checkCall('organizations.findByName', options)
      requireName('organization', name)
      return (await api.list({ org: { name }, ...options }))[0]
    },

    async list(options = {}) {
      checkOptions('organizations.list', options, organizationPage, renamed)
      checkPage('organizations.list', options, LARGEST_PAGE)
      const { org, user, limit = LARGEST_PAGE, offset, descending, signal, timeout } = options
      // InfluxDB would ignore an ID that it cannot read, and list all organizations.
      const userID = optionalID('user', user)
      const query = { org: org === undefined ? org : chosenOrg(client, { org }), userID, limit, offset, descending }
      try {
        const spec = { method: 'GET', path: PATH, query, signal, timeout } as const
        return (await requestList<Wire<Organization>>(client, spec, 'orgs', organizationShape)).map(toOrganization)
      } catch (error) {
        // Lists of other resources are empty here, and not an error.
        if (org !== undefined && isHttpError(error) && error.status === 404) return []
        throw error
      }
    },

    iterate(options = {}) {
      checkOptions('organizations.iterate', options, organizationFilter, renamed)
      checkPage('organizations.iterate', options, LARGEST_PAGE)
      const given = copyOptions(options)
      return cancellable((signal) => {
        const list = (page: OrganizationPage): Promise<Organization[]> => api.list({ ...given, ...page, signal })
        if (given.org !== undefined) return iterateOnce(list({}))
        const read = ({ offset }: { offset: number }, limit: number) => list({ limit, offset })
        return iteratePages(read, given.limit ?? LARGEST_PAGE, LARGEST_PAGE)
      }, given)
    },

    me: (options) => me(client, options),

    async secrets(organization, options) {
      checkCall('organizations.secrets', options)
      const spec = { method: 'GET', path: `${pathOf(organization)}/secrets`, ...options } as const
      return requestTexts(client, spec, 'secrets')
    },

    async setSecrets(organization, secrets, options) {
      checkCall('organizations.setSecrets', options)
      if (
        typeof secrets !== 'object' ||
        !secrets ||
        Object.values(secrets).some((value) => typeof value !== 'string')
      ) {
        throw new OptionError("setSecrets takes an object of texts: { KEY: 'value' }.", { option: 'secrets' })
      }
      const hidden = Object.values(secrets)
      const path = `${pathOf(organization)}/secrets`
      await request(client, { method: 'PATCH', path, body: secrets, secrets: hidden, ...options })
    },

    async removeSecrets(organization, keys, options) {
      checkCall('organizations.removeSecrets', options)
      if (!Array.isArray(keys) || keys.some((key) => typeof key !== 'string')) {
        throw new OptionError("removeSecrets takes an array of keys: ['KEY'].", { option: 'keys' })
      }
      const path = `${pathOf(organization)}/secrets/delete`
      await request(client, { method: 'POST', path, body: { secrets: keys }, ...options })
    },

    ...userRelations<Organization>(client, { kind: 'organization', path: PATH }),
  }
  return api
}

function toOrganization(organization: Wire<Organization>): Organization {
  return dated(organization, 'createdAt', 'updatedAt')
}

function pathOf(organization: string | Organization): string {
  return `${PATH}/${toID('organization', organization)}`
}
