import { NotOnThisServerError } from '../errors.ts'
import type { HttpError, HttpErrorResponse } from '../errors.ts'

/** What the error of a response adds to the server's own words. */
export interface Explanation {
  /** What to do, without a full stop. */
  readonly remedy?: string | undefined
  /** The class of the error. @defaultValue HttpError */
  readonly Class?: (new (message: string, response: HttpErrorResponse) => HttpError) | undefined
}

const byStatus: Readonly<Record<number, string>> = {
  401: 'Check that a valid token (or username and password) was passed',
  403: "Check the token's permissions",
  404: 'Check `bucket`, `org` and `url`, and that the token is active and may read them',
  413: 'Send fewer lines at a time',
  429: 'Send less, or wait',
}

/** Explains a response that is not a success, or not the expected one, by the version of its server, if it names one. */
export function explainResponse(response: HttpErrorResponse, version: string | null): Explanation {
  const other = explainOtherServer(response, version)
  if (other !== undefined) return { remedy: other, Class: NotOnThisServerError }
  return { remedy: stateRemedy(response) ?? byStatus[response.status] }
}

/** Returns the remedy for a state of the server that its own words name. */
function stateRemedy({ status, serverMessage, serverDetails }: HttpErrorResponse): string | undefined {
  // A success that is not the expected one comes from something other than InfluxDB.
  if (status < 300) return 'Check that `url` points to InfluxDB, and any proxy in front of it'
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
