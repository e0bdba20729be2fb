import { isHttpError } from '@fluxline/core'
import type { Client } from '@fluxline/core'
import { readUpdate } from '../shared/changes.ts'
import type { Changed } from '../shared/changes.ts'
import { checkName, checkStatus, idOf, optionalID } from '../shared/ids.ts'
import { iteratePages } from '../shared/pages.ts'
import { request } from '../shared/request.ts'
import type { RequestOptions } from '../shared/request.ts'
import type { User, UserChanges, UserFilter, UserPage, UserRequest } from './user.ts'

/**
 * The users of InfluxDB.
 *
 * Each method throws as {@link request} does, and OptionError, before anything is sent, on what cannot be right.
 */
export interface UsersApi {
  /** Makes a user, who cannot sign in until {@link updatePassword}. @throws HttpError 422 `conflict` */
  create(user: UserRequest, options?: RequestOptions): Promise<User>
  /** Saves a user who was changed: `update({ ...user, status: 'inactive' })`. */
  update(changed: Changed<User, UserChanges>, options?: RequestOptions): Promise<User>
  /** Changes what is named, and nothing else. */
  update(user: string | User, changes: UserChanges, options?: RequestOptions): Promise<User>
  /** Sets a password of 8 to 72 bytes; sessions go on. @throws HttpError 400 where it is shorter or longer */
  updatePassword(user: string | User, password: string, options?: RequestOptions): Promise<void>
  /** Deletes a user: their tokens end at once, their tasks stay and fail. */
  delete(user: string | User, options?: RequestOptions): Promise<void>
  /** Gives the user of this ID. @throws HttpError 404 where there is none */
  find(id: string | User, options?: RequestOptions): Promise<User>
  /** Gives the user of this name; `undefined` where there is none. */
  findByName(name: string, options?: RequestOptions): Promise<User | undefined>
  /** Gives one page of the users whom the token may see, oldest first. */
  list(filter?: UserPage, options?: RequestOptions): Promise<User[]>
  /** Gives all users whom the token may see, page by page. */
  iterate(filter?: UserFilter, options?: RequestOptions): AsyncIterableIterator<User>
  /** Gives the user whom the client's token or session belongs to. */
  me(options?: RequestOptions): Promise<User>
}

const PATH = '/api/v2/users'
const LARGEST_PAGE = 100

/**
 * Opens the users of a client.
 * @see InfluxDB v2 API, "Users"
 */
export function createUsersApi(client: Client): UsersApi {
  const api: UsersApi = {
    async create({ name, status }, options) {
      checkName('user', name)
      checkStatus(status)
      return request(client, { method: 'POST', path: PATH, body: { name, status } }, options)
    },

    async update(
      user: string | Changed<User, UserChanges>,
      second?: UserChanges | RequestOptions,
      third?: RequestOptions,
    ) {
      const { id, changes, options } = readUpdate('user', ['name', 'status'], user, second, third)
      checkName('user', changes.name)
      checkStatus(changes.status)
      return request(client, { method: 'PATCH', path: `${PATH}/${id}`, body: changes }, options)
    },

    async updatePassword(user, password, options) {
      const path = `${PATH}/${idOf('user', user)}/password`
      await request(client, { method: 'POST', path, body: { password } }, options)
    },

    async delete(user, options) {
      await request(client, { method: 'DELETE', path: `${PATH}/${idOf('user', user)}` }, options)
    },

    async find(id, options) {
      return request(client, { method: 'GET', path: `${PATH}/${idOf('user', id)}` }, options)
    },

    async findByName(name, options) {
      return (await api.list({ name }, options))[0]
    },

    async list({ name, limit = LARGEST_PAGE, offset, after } = {}, options) {
      checkName('user', name)
      const query = { name, limit, offset, after: optionalID('after', after) }
      try {
        return (await request<{ users: User[] }>(client, { method: 'GET', path: PATH, query }, options)).users
      } catch (error) {
        // No list of other resources is an error because it is empty.
        if (name !== undefined && isHttpError(error) && error.serverMessage === 'user not found') return []
        throw error
      }
    },

    async *iterate({ name, limit = LARGEST_PAGE } = {}, options) {
      // A name is of one user, and makes InfluxDB ignore where a page should begin.
      if (name !== undefined) return yield* await api.list({ name }, options)
      yield* iteratePages(({ after }, size) => api.list({ limit: size, after }, options), limit, LARGEST_PAGE)
    },

    me: (options) => me(client, options),
  }
  return api
}

/** The user whom a client's token or session belongs to. */
export function me(client: Client, options?: RequestOptions): Promise<User> {
  return request(client, { method: 'GET', path: '/api/v2/me' }, options)
}
