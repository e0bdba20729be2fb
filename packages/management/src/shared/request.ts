import type { Client, QueryValue, Timeout } from '@fluxline/core'
import { explain } from './explain-error.ts'

/** What every method takes last. */
export interface RequestOptions {
  /** Ends the request; between the pages of an iteration, ends that. */
  readonly signal?: AbortSignal | undefined
  /** Overrides the client's time-outs for each request that the call makes. */
  readonly timeout?: Timeout | undefined
}

/** A request whose body and answer are JSON. */
export interface JsonRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Path below the client's address, with a leading slash: `/api/v2/dashboards`. */
  readonly path: string
  readonly query?: Readonly<Record<string, QueryValue>> | undefined
  /** Sent as JSON; left out where it is undefined. */
  readonly body?: unknown
}

/**
 * Sends JSON and gives the answer's JSON: for the endpoints of InfluxDB that have no method here.
 *
 * ```ts
 * const { dashboards } = await request<{ dashboards: { id: string }[] }>(client, { method: 'GET', path: '/api/v2/dashboards' })
 * ```
 *
 * The type of the answer is the caller's word; nothing checks it. An empty answer is `undefined`.
 * @throws HttpError on any status but 2xx, whose message says what InfluxDB means by it; TimeoutError, ConnectionError,
 * AbortError
 */
export async function request<Answer = unknown>(
  client: Client,
  { method, path, query, body }: JsonRequest,
  { signal, timeout }: RequestOptions = {},
): Promise<Answer> {
  try {
    const response = await client.request({
      method,
      path,
      query,
      headers: { accept: 'application/json', ...(body !== undefined && { 'content-type': 'application/json' }) },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal,
      timeout,
    })
    return (await response.json()) as Answer
  } catch (error) {
    throw explain(error)
  }
}
