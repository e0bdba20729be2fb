import type { Client, ClientResponse } from '@fluxline/core'
import { explainMissing } from '@fluxline/core/server'
import type { Feature } from '@fluxline/core/server'
import { addToMessage, OptionError, reword } from '@fluxline/internal/errors'
import { locateError } from '@fluxline/internal/locate-error'
import { cloudParams } from './flux/cloud-params.ts'
import { isFluxError, withCarets } from './flux/error-carets.ts'
import { scriptOf } from './flux/flux-expression.ts'
import { timeText } from './flux/flux-time.ts'
import { paramsFile } from './flux/params.ts'
import type { Query, QueryRequestOptions } from './query-options.ts'
import { csvBody } from './results/csv-body.ts'
import { defaultDialect } from './results/dialect.ts'
import type { ResolvedDialect } from './results/dialect.ts'
import type { OpenedResponse } from './results/open-response.ts'
import { setsProfilers } from './results/profilers.ts'

/** InfluxDB 1.x has it if `flux-enabled` is set. */
export const fluxLanguage: Feature = {
  name: 'Flux',
  on: [1, 2],
  instead: {
    3: 'Query it with SQL (createSqlApi of @fluxline/sql) or with InfluxQL (createInfluxQLApi of @fluxline/influxql)',
  },
}

/** What follows the script in the body of nearly every query. */
const usualRest = /* @__PURE__ */ JSON.stringify({ type: 'flux', dialect: defaultDialect }).slice(1)

/**
 * Sends a query.
 *
 * @param signal ends the request, instead of the one of the options
 * @throws OptionError if an option is missing or wrong; QueryError if a value cannot be written in Flux; HttpError, with
 * the location in the script, if InfluxDB refuses the query; NotOnThisServerError on InfluxDB 3
 */
export async function sendQuery(
  client: Client,
  query: Query,
  options: QueryRequestOptions,
  dialect: ResolvedDialect,
  signal: AbortSignal | undefined = options.signal,
): Promise<ClientResponse> {
  const { org = client.org, headers, params, now, profilers, timeout } = options
  if (org === undefined) {
    throw new OptionError('`org` is missing; set it on the client or in this call.', { option: 'org' })
  }
  const { compression = client.isLocal ? 'identity' : 'gzip' } = options
  const script = scriptOf(query)
  const extras = params || now !== undefined || profilers?.length ? extrasOf(script, options) : undefined
  const body =
    dialect === defaultDialect && !extras
      ? `{"query":${JSON.stringify(script)},${usualRest}`
      : JSON.stringify({ query: script, type: 'flux', dialect, ...extras })
  try {
    return await client.request({
      method: 'POST',
      path: '/api/v2/query',
      query: { org },
      headers: {
        'content-type': 'application/json',
        accept: 'application/csv',
        'accept-encoding': compression,
        ...headers,
      },
      body,
      // A query only reads, or writes the same points again.
      idempotent: true,
      signal,
      timeout,
    })
  } catch (error) {
    throw withCarets(await explainMissing(client, fluxLanguage, error), script)
  }
}

/** Sends a query as {@link sendQuery} does, for its CSV. @throws CsvError if the response is something else */
export async function openQuery(...call: Parameters<typeof sendQuery>): Promise<OpenedResponse> {
  const response = await sendQuery(...call)
  const { redact = String } = response
  const mapError = (error: unknown): unknown => {
    // What a proxy sends instead of CSV may repeat the request.
    const explained = withRemedy(reword(error, redact), response)
    return withCarets(locateError(explained, response.target), call[1])
  }
  try {
    return { bytes: await csvBody(response), mapError }
  } catch (error) {
    throw mapError(error)
  }
}

/** Adds to an error of Flux what to do about it, as to one whose response has its status. */
function withRemedy(error: unknown, { remedyOf }: ClientResponse): unknown {
  if (!isFluxError(error)) return error
  const remedy = remedyOf?.(error.message)
  return remedy && !error.message.includes(remedy) ? addToMessage(error, `. ${remedy}`) : error
}

/** What is sent beside the script: the parameters, the profilers, the value of `now()`. */
function extrasOf(script: string, { params, paramsMode, now, profilers }: QueryRequestOptions): object {
  const enabled = profilers?.length && !setsProfilers(script) ? profilers : []
  const sent = { now: now === undefined ? undefined : timeText(now, 'now') }
  if (paramsMode !== 'params') {
    return params || enabled.length > 0 ? { ...sent, extern: paramsFile(params ?? {}, enabled) } : sent
  }
  if (enabled.length > 0) {
    throw new OptionError(
      '`profilers` and paramsMode \'params\' are mutually exclusive; import "profiler" in the script and set ' +
        'option profiler.enabledProfilers instead.',
      { option: 'profilers', value: profilers },
    )
  }
  return { ...sent, params: cloudParams(params ?? {}) }
}
