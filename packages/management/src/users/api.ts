import { isHttpError } from '@fluxline/core'
import type { Client } from '@fluxline/core'
import { cancellable } from '@fluxline/internal/cancellable'
import { OptionError } from '@fluxline/internal/errors'
import { copyOptions } from '@fluxline/internal/copy-options'
import { checkOptions } from '@fluxline/internal/options'
import type { OptionNames } from '@fluxline/internal/options'
import { readChanges } from '../shared/changes.ts'
import { checkStatus, optionalID, optionalName, requireName, toID } from '../shared/ids.ts'
import { checkPage, iterateOnce, iteratePages } from '../shared/pages.ts'
import { callOptions, checkCall, request } from '../shared/request.ts'
import type { CallOptions } from '../shared/request.ts'
import { requestList, requestResource } from '../shared/response.ts'
import { userShape } from '../shared/relations.ts'
import type { User, UserChanges, UserFilter, UserPage, UserRequest } from './user.ts'

/**
 * Users of InfluxDB.
 *
 * Each method throws what {@link request} throws, and OptionError on a wrong argument before it sends anything.
 */
export interface UsersApi {
  /** Creates a user, who cannot sign in before {@link updatePassword}. @throws HttpError 422 `conflict` if the name is taken */
  create(user: UserRequest, options?: CallOptions): Promise<User>
  /** Changes the members that are set, and nothing else. */
  update(user: string | User, changes: UserChanges, options?: CallOptions): Promise<User>
  /** Sets a password of 8 to 72 bytes. Sessions stay valid. @throws HttpError 400 if it is shorter or longer */
  updatePassword(user: string | User, password: string, options?: CallOptions): Promise<void>
  /** Deletes a user. The user's tokens end at once, the user's tasks remain and fail. */
  delete(user: string | User, options?: CallOptions): Promise<void>
  /** Returns the user with this ID. @throws HttpError 404 if it does not exist */
  find(id: string | User, options?: CallOptions): Promise<User>
  /** Returns the user with this name; `undefined` if it does not exist. */
  findByName(name: string, options?: CallOptions): Promise<User | undefined>
  /** Returns one page of the users that the token can read, oldest first. */
  list(options?: UserPage): Promise<User[]>
  /** Iterates over all users that the token can read, page by page. Leaving the loop ends the request. */
  iterate(options?: UserFilter): AsyncIterableIterator<User>
  /** Returns the user of the client's token or session. */
  me(options?: CallOptions): Promise<User>
}

const PATH = '/api/v2/users'
const LARGEST_PAGE = 100

const userRequest: OptionNames<UserRequest> = { name: 'a string', status: 'a string' }
const userChanges: OptionNames<UserChanges> = { name: 'a string', status: 'a string' }
const userFilter: OptionNames<UserFilter> = {
  ...callOptions,
  id: 'a string or an object',
  name: 'a string',
  limit: true,
}
const userPage: OptionNames<UserPage> = {
  ...callOptions,
  id: 'a string or an object',
  name: 'a string',
  limit: true,
  offset: true,
  after: true,
  descending: true,
}

/**
 * Creates the user calls of a client.
 * @see InfluxDB v2 API, "Users"
 */
export function createUsersApi(client: Client): UsersApi {
  const api: UsersApi = {
    async create(user, options) {
      checkOptions('users.create', user, userRequest, {}, "{ name: 'ada' }")
      checkCall('users.create', options)
      const { name, status } = user
      requireName('user', name)
      checkStatus(status)
      const body = { name, status }
      return requestResource(client, { method: 'POST', path: PATH, body, ...options }, userShape)
    },

    async update(user, changes, options) {
      const body = readChanges('users.update', changes, userChanges)
      checkCall('users.update', options)
      optionalName('user', body.name)
      checkStatus(body.status)
      return requestResource(client, { method: 'PATCH', path: pathOf(user), body, ...options }, userShape)
    },

    async updatePassword(user, password, options) {
      checkCall('users.updatePassword', options)
      if (typeof password !== 'string') throw new OptionError('The password must be a text.', { option: 'password' })
      await request(client, {
        method: 'POST',
        path: `${pathOf(user)}/password`,
        body: { password },
        secrets: [password],
        ...options,
      })
    },

    async delete(user, options) {
      checkCall('users.delete', options)
      await request(client, { method: 'DELETE', path: pathOf(user), ...options })
    },

    async find(id, options) {
      checkCall('users.find', options)
      return requestResource(client, { method: 'GET', path: pathOf(id), ...options }, userShape)
    },

    async findByName(name, options) {
      checkCall('users.findByName', options)
      requireName('user', name)
      return (await api.list({ name, ...options }))[0]
    },

    async list(options = {}) {
      checkOptions('users.list', options, userPage)
      checkPage('users.list', options, LARGEST_PAGE)
      const { name, limit = LARGEST_PAGE, offset, descending, signal, timeout } = options
      optionalName('user', name)
      const id = optionalID('user', options.id)
      const after = optionalID('after', options.after)
      if (descending && after !== undefined) {
        throw new OptionError(
          'users.list: InfluxDB ignores `after` if the list is `descending`; pass `offset` instead.',
          { option: 'after', value: after },
        )
      }
      const query = { id, name, limit, offset, after, descending }
      try {
        const spec = { method: 'GET', path: PATH, query, signal, timeout } as const
        return await requestList<User>(client, spec, 'users', userShape)
      } catch (error) {
        // Lists of other resources are empty here, and not an error.
        if ((id ?? name) !== undefined && isHttpError(error) && error.serverMessage === 'user not found') return []
        throw error
      }
    },

    iterate(options = {}) {
      checkOptions('users.iterate', options, userFilter)
      checkPage('users.iterate', options, LARGEST_PAGE)
      const given = copyOptions(options)
      return cancellable((signal) => {
        const list = (page: UserPage): Promise<User[]> => api.list({ ...given, ...page, signal })
        // An ID or a name belongs to one user, and makes InfluxDB ignore the start of a page.
        if ((given.id ?? given.name) !== undefined) return iterateOnce(list({}))
        const read = ({ after }: { after: string | undefined }, limit: number) => list({ limit, after })
        return iteratePages(read, given.limit ?? LARGEST_PAGE, LARGEST_PAGE)
      }, given)
    },

    me: (options) => me(client, options),
  }
  return api
}

/** Returns the user of a client's token or session. */
export async function me(client: Client, options?: CallOptions): Promise<User> {
  checkCall('me', options)
  return requestResource(client, { method: 'GET', path: '/api/v2/me', ...options }, userShape)
}

function pathOf(user: string | User): string {
  return `${PATH}/${toID('user', user)}`
}
