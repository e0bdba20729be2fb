import { NotOnThisServerError } from '../errors.ts'
import type { HttpErrorResponse } from '../errors.ts'

/** Puts a response and a remedy into words. */
export type Describe = (response: HttpErrorResponse, remedy: string) => string

/** Returns the error of a path that is not found because the server is not InfluxDB 2.x. */
export function otherServerError(
  response: HttpErrorResponse,
  version: string | null,
  describe: Describe,
): NotOnThisServerError | undefined {
  const other = explainOtherServer(response, version)
  return other === undefined ? undefined : new NotOnThisServerError(describe(response, other), response)
}

/** Returns the remedy for a state of the server that its own words name. */
export function stateRemedy({ serverMessage, serverDetails }: HttpErrorResponse): string | undefined {
  // InfluxDB 2.10 opens its port before it can work.
  if (serverDetails?.['status'] === 'starting') return 'The server is starting; wait, for example with `waitUntilReady`'
  return serverMessage?.startsWith('Flux query service disabled')
    ? 'Flux is off on this server; set `flux-enabled = true` there, or use InfluxQL at /query'
    : undefined
}

/**
 * Returns what a server is and what works there, if a path is not found because it is not InfluxDB 2.x.
 *
 * InfluxDB 1.x names its version in every response. InfluxDB 3 names it in those of `/ping` alone, and its 404 is the text
 * `not found`.
 */
function explainOtherServer(
  { status, path, serverMessage = '' }: HttpErrorResponse,
  version: string | null,
): string | undefined {
  if (status !== 404) return undefined
  if (version?.startsWith('v1.') && serverMessage.startsWith('404 page')) {
    return `This is InfluxDB ${version}. Writes, deletes, health and, with \`flux-enabled\`, Flux queries work there; for the rest use InfluxQL at /query`
  }
  const isThree = /^v?3\./.test(version ?? '') || (!version && serverMessage === 'not found')
  if (!isThree || path.startsWith('/api/v3')) return undefined
  return `This is ${version ? `InfluxDB ${version}` : 'probably InfluxDB 3'}, which has no Flux and no management API. Writes work there; query with SQL at /api/v3/query_sql or InfluxQL at /api/v3/query_influxql`
}
