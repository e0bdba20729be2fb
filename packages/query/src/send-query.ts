import type { Client, ClientResponse } from '@fluxline/core'
import { cloudParams } from './flux/cloud-params.ts'
import type { ResolvedDialect } from './results/dialect.ts'
import { QueryError } from './errors.ts'
import { externFile } from './flux/params.ts'
import { withPlaces } from './flux/error-carets.ts'
import { setsProfilers } from './results/profilers.ts'
import type { Query, RequestOptions } from './query-options.ts'
import { timeText } from './flux/flux-time.ts'

/**
 * Sends a query.
 *
 * @throws QueryError where it cannot be sent as it is; HttpError where InfluxDB refuses it, with the place in the script
 */
export async function send(
  client: Client,
  query: Query,
  options: RequestOptions,
  dialect: ResolvedDialect,
): Promise<ClientResponse> {
  const { org = client.org, gzip = true, headers, signal, timeout } = options
  if (org === undefined) throw new QueryError('org is missing; name the organization in the client or in this call.')
  const script = String(query)
  const body = JSON.stringify({ query: script, type: 'flux', dialect, ...valuesOf(script, options) })
  try {
    return await client.request({
      method: 'POST',
      path: '/api/v2/query',
      query: { org },
      headers: {
        'content-type': 'application/json',
        accept: 'application/csv',
        ...(gzip && { 'accept-encoding': 'gzip' }),
        ...headers,
      },
      body,
      signal,
      timeout,
    })
  } catch (error) {
    throw withPlaces(error, script)
  }
}

/**
 * The answer's bytes; the query is sent when the first of them is asked for.
 *
 * Leaving ends the request at once, also while it is waited for, which a generator would wait for too.
 */
export function bodyOf(
  client: Client,
  query: Query,
  options: RequestOptions,
  dialect: ResolvedDialect,
): AsyncIterableIterator<Uint8Array, undefined> {
  const leaving = new AbortController()
  const signal = options.signal ? AbortSignal.any([options.signal, leaving.signal]) : leaving.signal
  const over = { done: true, value: undefined } as const
  let chunks: AsyncIterator<Uint8Array, undefined> | undefined
  return {
    async next() {
      try {
        chunks ??= (await send(client, query, { ...options, signal }, dialect)).body[Symbol.asyncIterator]()
        return await chunks.next()
      } catch (error) {
        if (leaving.signal.aborted) return over
        throw error
      }
    },
    async return() {
      leaving.abort()
      await chunks?.return?.()
      return over
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

/** What goes along with the script: the parameters, the profilers, the time that it is. */
function valuesOf(script: string, { params = {}, paramsMode = 'extern', now, profilers = [] }: RequestOptions): object {
  const enabled = setsProfilers(script) ? [] : profilers
  const sent = { now: now === undefined ? undefined : timeText(now, 'now') }
  if (paramsMode === 'extern') return { ...sent, extern: externFile(params, enabled) }
  if (enabled.length > 0) {
    throw new QueryError(
      "profilers and paramsMode 'params' exclude each other, as both would be sent besides the script; in the script, " +
        'import "profiler" and set option profiler.enabledProfilers.',
    )
  }
  return { ...sent, params: cloudParams(params) }
}
