import { OptionError } from '@fluxline/core'
import type { Client } from '@fluxline/core'
import type { Authorization, AuthorizationChanges, AuthorizationFilter, AuthorizationRequest } from './authorization.ts'
import { cleared, readUpdate } from '../shared/changes.ts'
import type { Changed } from '../shared/changes.ts'
import { checkName, checkStatus, idOf, isID, optionalID } from '../shared/ids.ts'
import { chosenOrg, orgIDOf } from '../shared/org-choice.ts'
import { checkPermission, narrowing } from './permissions.ts'
import { request } from '../shared/request.ts'
import type { RequestOptions } from '../shared/request.ts'
import type { User } from '../users/user.ts'
import { dated } from '../shared/json-dates.ts'
import type { Wire } from '../shared/json-dates.ts'

/**
 * The tokens of InfluxDB.
 *
 * Each method throws as {@link request} does, and OptionError, before anything is sent, on what cannot be right.
 */
export interface AuthorizationsApi {
  /**
   * Makes a token.
   *
   * @throws OptionError where it could do more than its permissions seem to say; HttpError 403 where it could do more than
   * the client's token
   */
  create(authorization: AuthorizationRequest, options?: RequestOptions): Promise<Authorization>
  /** Makes another token with the same user, organization, permissions, description and status. */
  clone(authorization: string | Authorization, options?: RequestOptions): Promise<Authorization>
  /** Saves a token that was changed: `update({ ...authorization, status: 'inactive' })`. */
  update(changed: Changed<Authorization, AuthorizationChanges>, options?: RequestOptions): Promise<Authorization>
  /** Changes what is named, and nothing else. */
  update(
    authorization: string | Authorization,
    changes: AuthorizationChanges,
    options?: RequestOptions,
  ): Promise<Authorization>
  /** Deletes a token; it is refused at once. */
  delete(authorization: string | Authorization, options?: RequestOptions): Promise<void>
  /** Gives the authorization of this ID. @throws HttpError 404 where there is none */
  find(id: string | Authorization, options?: RequestOptions): Promise<Authorization>
  /** Gives all tokens that the filter lets through: InfluxDB does not cut this list into pages. */
  list(filter?: AuthorizationFilter, options?: RequestOptions): Promise<Authorization[]>
  /** Gives all tokens, one by one. */
  iterate(filter?: AuthorizationFilter, options?: RequestOptions): AsyncIterableIterator<Authorization>
}

const PATH = '/api/v2/authorizations'

/**
 * Opens the authorizations of a client.
 * @see InfluxDB v2 API, "Authorizations"
 */
export function createAuthorizationsApi(client: Client): AuthorizationsApi {
  const send = async (method: 'GET' | 'POST' | 'PATCH', path: string, body?: object, options?: RequestOptions) =>
    toAuthorization(await request(client, { method, path, body }, options))

  const api: AuthorizationsApi = {
    async create({ permissions, userID, description, status, everyOrg = false, ...choice }, options = {}) {
      if (permissions.length === 0) throw new OptionError('permissions is empty; a token needs at least one.')
      for (const [at, permission] of permissions.entries()) checkPermission(permission, at, everyOrg)
      checkStatus(status)
      const body = {
        orgID: await orgIDOf(client, choice, options),
        userID: optionalID('userID', userID),
        description,
        status,
        permissions: permissions.map(narrowing),
      }
      return send('POST', PATH, body, options)
    },

    async clone(authorization, options) {
      const { orgID, userID, description, status, permissions } = await api.find(authorization, options)
      return api.create({ orgID, userID, description, status, permissions, everyOrg: true }, options)
    },

    async update(
      authorization: string | Changed<Authorization, AuthorizationChanges>,
      second?: AuthorizationChanges | RequestOptions,
      third?: RequestOptions,
    ) {
      const changeable = ['status', 'description'] as const
      const update = readUpdate<AuthorizationChanges>('authorization', changeable, authorization, second, third)
      const { id, changes, options } = update
      // An empty status would activate the token.
      checkStatus(changes.status)
      return send('PATCH', `${PATH}/${id}`, { ...changes, description: cleared(changes.description) }, options)
    },

    async delete(authorization, options) {
      await request(client, { method: 'DELETE', path: `${PATH}/${idOf('authorization', authorization)}` }, options)
    },

    async find(id, options) {
      return send('GET', `${PATH}/${idOf('authorization', id)}`, undefined, options)
    },

    async list({ user, ...choice } = {}, options) {
      const query = { org: chosenOrg(client, choice), user: user === undefined ? undefined : chosenUser(user) }
      const found = await request<{ authorizations: Wire<Authorization>[] }>(
        client,
        { method: 'GET', path: PATH, query },
        options,
      )
      return found.authorizations.map(toAuthorization)
    },

    async *iterate(filter, options) {
      yield* await api.list(filter, options)
    },
  }
  return api
}

/** As core's client writes it into a query: an ID becomes `userID`. */
function chosenUser(user: string | User | { readonly name: string }): { id: string } | { name: string } {
  if (typeof user === 'object' && 'id' in user) return { id: idOf('user', user) }
  const name = typeof user === 'string' ? user : user.name
  checkName('user', name)
  return typeof user === 'string' && isID(user) ? { id: user } : { name }
}

function toAuthorization({ token, ...shown }: Wire<Authorization>): Authorization {
  const authorization = dated<Omit<Authorization, 'token'>>(shown, 'createdAt', 'updatedAt')
  // Not enumerable: logs, JSON and copies of it hold no secret.
  return Object.defineProperty(authorization, 'token', { value: token }) as Authorization
}
