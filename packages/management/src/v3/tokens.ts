import type { Client, ClientResponse } from '@fluxline/core'
import { checkCall } from '../shared/request.ts'
import type { CallOptions } from '../shared/request.ts'
import { configure, nameOf, queryRows, unexpected } from './configure.ts'

/** A token, without its secret. */
export interface TokenInfo {
  readonly id: number
  readonly name: string
  readonly createdAt: Date
  /** When it ends; `undefined` if it does not. */
  readonly expiry: Date | undefined
}

/** A token that was created. Logs do not show `token`: read it by its name. The server shows it this once. */
export interface CreatedToken extends TokenInfo {
  readonly token: string
}

/** The tokens of an InfluxDB 3; made by {@link createTokensApi}. The token of the client must be one of an administrator. */
export interface TokensApi {
  /**
   * Creates the first token of a new server, which needs no token for that: it is the one of the operator, `_admin`.
   *
   * @throws HttpError 409 if it exists, 405 if the server was started without authorization
   */
  createAdmin(options?: CallOptions): Promise<CreatedToken>
  /** Creates another token of an administrator. @throws HttpError 409 if the name is taken */
  create(name: string, options?: CallOptions): Promise<CreatedToken>
  /** Returns the tokens, in the order of their IDs. */
  list(options?: CallOptions): Promise<TokenInfo[]>
  /** Deletes a token by its name. @throws HttpError 404 if it does not exist */
  delete(name: string, options?: CallOptions): Promise<void>
}

const QUERY = 'SELECT token_id,name,created_at,expiry FROM system.tokens'

/**
 * Creates the calls for the tokens of an InfluxDB 3.
 *
 * @see InfluxDB 3 Core documentation, "Manage tokens"
 */
export function createTokensApi(client: Client): TokensApi {
  return {
    async createAdmin(options = {}) {
      checkCall('tokens.createAdmin', options)
      const path = 'token/admin'
      return created(path, await configure(client, { method: 'POST', path, ...options }))
    },
    async create(name, options = {}) {
      checkCall('tokens.create', options)
      const path = 'token/named_admin'
      const body = { token_name: nameOf('tokens.create', 'name', name) }
      return created(path, await configure(client, { method: 'POST', path, body, ...options }))
    },
    async list(options = {}) {
      checkCall('tokens.list', options)
      // The server has no path for it.
      const rows = await queryRows(client, '_internal', QUERY, options)
      return rows.map(infoOf).toSorted((one, other) => one.id - other.id)
    },
    async delete(name, options = {}) {
      checkCall('tokens.delete', options)
      const query = { token_name: nameOf('tokens.delete', 'name', name) }
      await (await configure(client, { method: 'DELETE', path: 'token', query, ...options })).text()
    },
  }
}

function infoOf(row: Readonly<Record<string, unknown>>): TokenInfo {
  const { token_id: id, name, created_at: createdAt, expiry } = row
  return {
    id: Number(id),
    name: String(name),
    createdAt: dateOf(createdAt),
    expiry: expiry ? dateOf(expiry) : undefined,
  }
}

/** Times of queries have no zone, and are in UTC. */
function dateOf(text: unknown): Date {
  const time = String(text)
  return new Date(/Z$|[+-]\d\d:\d\d$/.test(time) ? time : `${time}Z`)
}

async function created(path: string, response: ClientResponse): Promise<CreatedToken> {
  const document = (await response.json()) as Readonly<Record<string, unknown>> | undefined
  const { token } = Object(document) as { readonly token?: unknown }
  if (typeof token !== 'string') throw unexpected(response, `/api/v3/configure/${path}`, 'without token', 'POST')
  const { id, name, created_at: createdAt, expiry } = document!
  // A log of the result does not have the secret.
  return Object.defineProperty(infoOf({ token_id: id, name, created_at: createdAt, expiry }), 'token', {
    value: token,
  }) as CreatedToken
}
