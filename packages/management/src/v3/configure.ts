import { HttpError } from '@fluxline/core'
import type { Client, ClientResponse, RequestSpec } from '@fluxline/core'
import { addToMessage, OptionError } from '@fluxline/internal/errors'
import { show } from '@fluxline/internal/show'
import { explainServer } from '../shared/features.ts'
import type { CallOptions } from '../shared/request.ts'

/** What the server's words mean, if they do not say it. The first that matches applies. */
const meanings: readonly (readonly [words: RegExp, meaning: string])[] = [
  [/^the requested resource was not found$/, 'Check the names; it may be deleted already'],
  [/^token name already exists/, 'Choose another name, or delete that token first'],
  [/^endpoint disabled, started without auth$/, 'This server checks no tokens, so it has none'],
]

/** A call of `/api/v3/configure`. */
interface Configure extends CallOptions {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Below `/api/v3/configure/`. */
  readonly path: string
  readonly query?: Readonly<Record<string, string | boolean | undefined>> | undefined
  readonly body?: object | undefined
}

/** Sends a call. @throws HttpError with what the server's words mean; NotOnThisServerError on InfluxDB 1.x and 2.x */
export async function configure(client: Client, call: Configure): Promise<ClientResponse> {
  const { method, path, query, body, signal, timeout } = call
  const headers = body && { 'content-type': 'application/json' }
  return send(client, {
    method,
    path: `/api/v3/configure/${path}`,
    query,
    headers,
    body: body && JSON.stringify(body),
    signal,
    timeout,
  })
}

/** Runs a query whose values are few and no large integers, and returns its rows. */
export async function queryRows(
  client: Client,
  db: string,
  q: string,
  { signal, timeout }: CallOptions,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const path = '/api/v3/query_sql'
  const response = await send(client, { method: 'GET', path, query: { db, q, format: 'json' }, signal, timeout })
  return listIn(response, path)
}

/** Returns the list of objects that a response is. */
export async function listIn(
  response: ClientResponse,
  path: string,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const list = await response.json()
  if (!Array.isArray(list)) throw unexpected(response, path, `the response is ${shown(response, list)}, not a list`)
  const wrong = list.findIndex((item) => typeof item !== 'object' || item === null)
  if (wrong === -1) return list as Readonly<Record<string, unknown>>[]
  throw unexpected(response, path, `item ${wrong} is ${shown(response, list[wrong])}, not an object`)
}

/** Returns a value of a response without the secrets of the request, which a proxy may repeat. */
function shown({ redact = String }: ClientResponse, value: unknown): string {
  return show(typeof value === 'string' ? redact(value) : value)
}

/** The error of a success that is not what InfluxDB sends. */
export function unexpected(
  { status }: ClientResponse,
  path: string,
  problem: string,
  method: 'GET' | 'POST' = 'GET',
): HttpError {
  const remedy = 'Check that `url` points to InfluxDB 3, and any proxy in front of it'
  return new HttpError(`${path} returned ${status}, but ${problem}. ${remedy}`, { method, path, status })
}

async function send(client: Client, spec: RequestSpec): Promise<ClientResponse> {
  try {
    return await client.request(spec)
  } catch (error) {
    const explained = await explainServer(client, spec.path, error)
    const { serverMessage = '' } = explained as Partial<HttpError>
    const [, meaning] = meanings.find(([words]) => words.test(serverMessage)) ?? []
    throw meaning === undefined ? explained : addToMessage(explained as Error, `. ${meaning}.`)
  }
}

/** Returns a name that is needed. @throws OptionError if it is missing */
export function nameOf(what: string, option: string, value: unknown): string {
  // For half of a surrogate pair UTF-8 has U+FFFD, which may be another name.
  if (typeof value === 'string' && value !== '' && value.isWellFormed()) return value
  throw new OptionError(`${what}: \`${option}\` must be a name, not ${show(value)}.`, { option })
}
