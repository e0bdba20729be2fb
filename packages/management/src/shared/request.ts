import type { Client, ClientResponse, QueryValue, Timeout } from '@fluxline/core'
import { copyOptions } from '@fluxline/internal/copy-options'
import { checkOptions } from '@fluxline/internal/options'
import type { OptionNames } from '@fluxline/internal/options'
import { explain } from './explain-error.ts'
import { explainServer } from './features.ts'

/** Options of every call. */
export interface CallOptions {
  /** Aborts the request. In an iteration it also ends the iteration before the next page. */
  readonly signal?: AbortSignal | undefined
  /** Overrides the client's time-outs for each request of the call. */
  readonly timeout?: Timeout | undefined
}

/** The options of every call, and what each may be. */
export const callOptions: OptionNames<CallOptions> = {
  signal: 'an AbortSignal object',
  timeout: 'a number or an object',
}

/** A request whose body and response are JSON. */
export interface JsonRequest extends CallOptions {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Path below the client's address, with a leading slash: `/api/v2/dashboards`. */
  readonly path: string
  readonly query?: Readonly<Record<string, QueryValue>> | undefined
  /** Sent as JSON. If it is `undefined`, the request has no body. */
  readonly body?: unknown
  /** Secrets of the body. Errors do not show them, also if the server repeats them. */
  readonly secrets?: readonly string[] | undefined
}

const jsonRequest: OptionNames<JsonRequest> = {
  ...callOptions,
  method: 'a string',
  path: 'a string',
  query: 'an object',
  body: true,
  secrets: 'an array',
}

/**
 * Sends JSON and returns the JSON of the response: for InfluxDB's endpoints that have no method here.
 *
 * ```ts
 * const { dashboards } = await request<{ dashboards: { id: string }[] }>(client, { method: 'GET', path: '/api/v2/dashboards' })
 * ```
 *
 * The type of the response is not checked. An empty response is `undefined`.
 * @throws HttpError on any status but 2xx, with a message that explains InfluxDB's own; NotOnThisServerError on a server
 * without such a path; OptionError, TimeoutError, ConnectionError, AbortError
 */
export async function request<Response = unknown>(client: Client, options: JsonRequest): Promise<Response> {
  return (await requestJson(client, options)).document as Response
}

/** The JSON of a response, and what an error says of the response. */
export interface JsonResponse extends Pick<JsonRequest, 'method' | 'path'> {
  readonly status: number
  readonly requestId: string | undefined
  readonly redact: ClientResponse['redact']
  readonly document: unknown
}

/** Like {@link request}, for callers that check what they get. */
export async function requestJson(client: Client, options: JsonRequest): Promise<JsonResponse> {
  checkOptions('request', options, jsonRequest, {}, "{ method: 'GET', path: '/api/v2/dashboards' }")
  const { method, path, query, body, secrets, signal, timeout } = options
  try {
    const response = await client.request({
      method,
      path,
      query,
      headers: { accept: 'application/json', ...(body !== undefined && { 'content-type': 'application/json' }) },
      body: body === undefined ? undefined : JSON.stringify(body),
      secrets,
      signal,
      timeout,
    })
    const { status, headers, redact } = response
    const requestId = headers.get('x-influxdb-request-id') ?? headers.get('x-request-id') ?? undefined
    return { method, path, status, requestId, redact, document: await response.json() }
  } catch (error) {
    throw explain(await explainServer(client, path, error))
  }
}

/**
 * Checks the options that a call takes last, by name, and returns a copy for calls of several requests: the caller may
 * change his object in between.
 *
 * @throws OptionError
 */
export function checkCall(what: string, options: CallOptions | undefined): CallOptions {
  if (options === undefined) return {}
  checkOptions(what, options, callOptions, {}, '{ signal, timeout }')
  return copyOptions(options)
}
