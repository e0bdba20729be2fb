import type { Client } from '@fluxline/core'
import { cancellable } from '@fluxline/internal/cancellable'
import { OptionError } from '@fluxline/internal/errors'
import { copyOptions } from '@fluxline/internal/copy-options'
import { checkOptions } from '@fluxline/internal/options'
import type { OptionNames } from '@fluxline/internal/options'
import { cleared, readChanges } from '../shared/changes.ts'
import { checkStatus, isID, optionalID, requireName, toID } from '../shared/ids.ts'
import { dated } from '../shared/json-dates.ts'
import type { Wire } from '../shared/json-dates.ts'
import { chosenOrg, orgCallOptions, orgChoice, orgIDOf } from '../shared/org-choice.ts'
import { iterateOnce, useFind } from '../shared/pages.ts'
import { checkCall, request } from '../shared/request.ts'
import type { CallOptions, JsonRequest } from '../shared/request.ts'
import { requestList, requestResource } from '../shared/response.ts'
import type { Shape } from '../shared/response.ts'
import type { User } from '../users/user.ts'
import type {
  Authorization,
  AuthorizationChanges,
  AuthorizationFilter,
  AuthorizationRequest,
  NewAuthorization,
} from './authorization.ts'
import { checkPermission } from './permissions.ts'
import type { Permission } from './permissions.ts'

/**
 * Tokens of InfluxDB.
 *
 * Each method throws what {@link request} throws, and OptionError on a wrong argument before it sends anything.
 */
export interface AuthorizationsApi {
  /**
   * Creates a token. Store its `token` now: InfluxDB may show it this once only.
   *
   * @throws OptionError if InfluxDB would grant more than the permissions seem to say; HttpError 403 if it would have
   * permissions that the client's token lacks
   */
  create(authorization: AuthorizationRequest, options?: CallOptions): Promise<NewAuthorization>
  /**
   * Creates another token with the same user, organization, permissions, description and status. The clone has another
   * secret, which InfluxDB may show this once only.
   */
  clone(authorization: string | Authorization, options?: CallOptions): Promise<NewAuthorization>
  /** Changes the members that are set, and nothing else. */
  update(
    authorization: string | Authorization,
    changes: AuthorizationChanges,
    options?: CallOptions,
  ): Promise<Authorization>
  /** Deletes a token. InfluxDB rejects it from then on. */
  delete(authorization: string | Authorization, options?: CallOptions): Promise<void>
  /** Returns the authorization with this ID. @throws HttpError 404 if it does not exist */
  find(id: string | Authorization, options?: CallOptions): Promise<Authorization>
  /** Returns all tokens that match: InfluxDB does not cut this list into pages. */
  list(options?: AuthorizationFilter): Promise<Authorization[]>
  /** Iterates over all tokens that match. Leaving the loop ends the request. */
  iterate(options?: AuthorizationFilter): AsyncIterableIterator<Authorization>
}

const PATH = '/api/v2/authorizations'
const authorizationShape: Shape = { id: 'text', permissions: 'list' }

const authorizationRequest: OptionNames<AuthorizationRequest> = {
  ...orgChoice,
  permissions: 'an array',
  userID: 'a string or an object',
  description: 'a string',
  status: 'a string',
  allOrgs: 'a boolean',
}
const authorizationChanges: OptionNames<AuthorizationChanges> = { status: 'a string', description: 'a string or null' }
const authorizationFilter: OptionNames<AuthorizationFilter> = {
  ...orgCallOptions,
  user: 'a string or an object',
}

/**
 * Creates the authorization calls of a client.
 * @see InfluxDB v2 API, "Authorizations"
 */
export function createAuthorizationsApi(client: Client): AuthorizationsApi {
  const send = async (spec: JsonRequest): Promise<Authorization> =>
    toAuthorization(await requestResource(client, spec, authorizationShape))

  const api: AuthorizationsApi = {
    async create(authorization, options = {}) {
      checkOptions('authorizations.create', authorization, authorizationRequest, {}, '{ permissions: [permission] }')
      const call = checkCall('authorizations.create', options)
      const { permissions, userID, description, status, allOrgs = false, org, orgID } = authorization
      if (!Array.isArray(permissions) || permissions.length === 0) {
        throw new OptionError('`permissions` must be an array of at least one permission.', { option: 'permissions' })
      }
      // What is checked is what is sent, although a request may come in between.
      const narrowed = permissions.map((permission: Permission, index) => checkPermission(permission, index, allOrgs))
      checkStatus(status)
      const user = optionalID('userID', userID)
      const body = {
        orgID: await orgIDOf(client, { org, orgID }, call),
        userID: user,
        description,
        status,
        permissions: narrowed,
      }
      const spec = { method: 'POST', path: PATH, body, ...call } as const
      const created = await requestResource<Wire<Authorization>>(client, spec, { ...authorizationShape, token: 'text' })
      return toAuthorization(created) as NewAuthorization
    },

    async clone(authorization, options) {
      const call = checkCall('authorizations.clone', options)
      const { orgID, userID, description, status, permissions } = await api.find(authorization, call)
      return api.create({ orgID, userID, description, status, permissions, allOrgs: true }, call)
    },

    async update(authorization, changes, options) {
      const given = readChanges('authorizations.update', changes, authorizationChanges)
      checkCall('authorizations.update', options)
      // An empty status would activate the token.
      checkStatus(given.status)
      const body = { ...given, description: cleared(given.description) }
      return send({ method: 'PATCH', path: pathOf(authorization), body, ...options })
    },

    async delete(authorization, options) {
      checkCall('authorizations.delete', options)
      await request(client, { method: 'DELETE', path: pathOf(authorization), ...options })
    },

    async find(id, options) {
      checkCall('authorizations.find', options)
      return send({ method: 'GET', path: pathOf(id), ...options })
    },

    async list(options = {}) {
      checkOptions('authorizations.list', options, authorizationFilter, useFind)
      const { user, signal, timeout } = options
      const query = { org: chosenOrg(client, options), user: user === undefined ? undefined : chosenUser(user) }
      const spec = { method: 'GET', path: PATH, query, signal, timeout } as const
      const found = await requestList<Wire<Authorization>>(client, spec, 'authorizations', authorizationShape)
      return found.map(toAuthorization)
    },

    iterate(options = {}) {
      checkOptions('authorizations.iterate', options, authorizationFilter, useFind)
      const given = copyOptions(options)
      return cancellable((signal) => iterateOnce(api.list({ ...given, signal })), given)
    },
  }
  return api
}

/** Returns the user in the form that core's client writes into a query: an ID becomes `userID`. */
function chosenUser(user: string | User | { readonly name: string }): { id: string } | { name: string } {
  if (typeof user === 'object' && user && 'id' in user) return { id: toID('user', user) }
  const name = typeof user === 'object' && user ? user.name : user
  requireName('user', name)
  return typeof user === 'string' && isID(user) ? { id: user } : { name }
}

/** InfluxDB 2.10 sends an empty token except on creation, and a digest of it, which is a secret too. */
function toAuthorization(wire: Wire<Authorization> & { readonly hashedToken?: string }): Authorization {
  const { token, hashedToken: _, ...shown } = wire
  const authorization = dated<Omit<Authorization, 'token'>>(shown, 'createdAt', 'updatedAt')
  // Not enumerable, so that logs, JSON and copies do not contain the secret.
  return Object.defineProperty(authorization, 'token', { value: token || undefined }) as Authorization
}

function pathOf(authorization: string | Authorization): string {
  return `${PATH}/${toID('authorization', authorization)}`
}
