import { NotOnThisServerError } from '../errors.ts'
import type { HttpError, HttpErrorResponse } from '../errors.ts'
import type { Sent } from '../http/hide-secrets.ts'
import { findRemedy } from './find-remedy.ts'

/** What the error of a response adds to the server's own words. */
export interface Explanation {
  /** What to do, without a full stop. */
  readonly remedy?: string | undefined
  /** The class of the error. @defaultValue HttpError */
  readonly Class?: (new (message: string, response: HttpErrorResponse) => HttpError) | undefined
}

/** What an explanation looks at. */
type ResponseWords = Pick<HttpErrorResponse, 'status' | 'path' | 'serverMessage' | 'headers'>

/** Whether a status sends to another address. Browsers hide it: there it is 0. */
export function isRedirect(status: number): boolean {
  return /^(0|30[12378])$/.test(String(status))
}

/**
 * Explains a response that is not a success, or not the expected one, by the version of its server, if it names one.
 *
 * @param sent the request
 */
export function explainResponse(response: ResponseWords, sent: Sent): Explanation {
  const { status, path, serverMessage = '', headers } = response
  const other = explainOtherServer(response, headers?.get('x-influxdb-version') ?? null)
  if (other !== undefined) return { remedy: other, Class: NotOnThisServerError }
  if (isRedirect(status)) {
    const target = headers?.get('location')?.replace(/\?.*/, '') ?? 'another address'
    return { remedy: `It is redirected (${status}) to ${target}: set \`url\` to that address` }
  }
  const { authorization, cookie } = sent.headers ?? {}
  const anonymous = authorization || cookie ? '' : ' anonymous'
  return { remedy: findRemedy(`${status}${anonymous} ${path} ${serverMessage}`).remedy }
}

/**
 * Returns what a server is and what works there, if a path is not found because it is of another generation.
 *
 * InfluxDB 1.x names its version in every response. InfluxDB 3 names it in those of `/ping` alone, and its 404 is the text
 * `not found`. InfluxDB 2.x names its version in every response, and lacks the paths of InfluxDB 3.
 */
function explainOtherServer(
  { status, path, serverMessage = '' }: ResponseWords,
  version: string | null,
): string | undefined {
  if (status !== 404) return undefined
  if (version?.startsWith('v1.') && serverMessage.startsWith('404 page')) {
    return `This is InfluxDB ${version}. Writes, deletes, health and, with \`flux-enabled\`, Flux queries work there; for the rest use InfluxQL at /query`
  }
  if (version?.startsWith('v2.') && path.startsWith('/api/v3/')) {
    return `This is InfluxDB ${version}, and only InfluxDB 3 has this path: check \`url\` and the option \`server\``
  }
  const isThree = /^v?3\./.test(version ?? '') || (!version && serverMessage === 'not found')
  if (!isThree || path.startsWith('/api/v3')) return undefined
  return `This is ${version ? `InfluxDB ${version}` : 'probably InfluxDB 3'}, which has no Flux and no management API. Writes work there; query with SQL at /api/v3/query_sql or InfluxQL at /api/v3/query_influxql`
}
