import { otherServerError, stateRemedy } from '#explain'
import type { RequestSpec } from '../client/client.ts'
import { HttpError, PartialWriteError } from '../errors.ts'
import type { HttpErrorResponse } from '../errors.ts'
import { refusedLines } from './refused-lines.ts'
import { requestIdOf } from './request-id.ts'
import { parseRetryAfter } from './retry-after.ts'
import type { TransportResponse } from '../transport/transport.ts'

const remedies: Readonly<Record<number, string>> = {
  200: 'Check that `url` points to InfluxDB, and any proxy in front of it',
  401: 'Check that a valid token (or username and password) was passed',
  403: "Check the token's permissions",
  404: 'Check `bucket`, `org` and `url`, and that the token is active and may read them',
  413: 'Send fewer lines at a time',
  429: 'Send less, or wait',
}

/** Whether a status sends to another address. Browsers hide it: there it is 0. */
export function isRedirect(status: number): boolean {
  return /^(0|30[12378])$/.test(String(status))
}

/** Returns the error of a response that is not a success, or not the JSON that it should be. */
export function toError(
  { method, path }: RequestSpec,
  { status, headers }: TransportResponse,
  body: string,
  cause?: unknown,
): HttpError {
  // InfluxDB 1.x and some proxies return `{"error": "…"}`.
  const {
    error = headers.get('x-influxdb-error'),
    code = headers.get('x-platform-error-code'),
    message = error,
    ...details
  } = parseObject(body)
  const response: HttpErrorResponse = {
    method,
    path,
    status,
    serverCode: nonEmpty(code),
    serverMessage: nonEmpty(message) ?? textMessage(body),
    serverDetails: Object.keys(details).length > 0 ? details : undefined,
    body,
    requestId: requestIdOf(headers),
    traceId: headers.get('trace-id') ?? undefined,
    retryAfterMs: parseRetryAfter(headers.get('retry-after') ?? '', Date.now()),
  }
  const other = otherServerError(response, headers.get('x-influxdb-version'), describe)
  if (other) return other
  const target = isRedirect(status) && (headers.get('location') ?? 'another address')
  const description = target
    ? `${method} ${path} is redirected (${status}) to ${target.replace(/\?.*/, '')}. Set the client's \`url\` to that address.`
    : describe(response, remedyFor(response))
  const refused = refusedLines(response)
  return refused
    ? new PartialWriteError(description, response, refused)
    : new HttpError(description, response, { cause })
}

/** `POST /api/v2/write failed: 401 unauthorized: unauthorized access. Check that … (request 0a1b…)` */
function describe(
  { method, path, status, serverCode, serverMessage, requestId }: HttpErrorResponse,
  remedy: string | undefined,
): string {
  return (
    `${method} ${path} failed: ${status}${serverCode ? ` ${serverCode}` : ''}: ` +
    (serverMessage ?? 'no reason given').slice(0, 1000).replace(remedy ? /\.$/ : '', '') +
    (remedy ? `. ${remedy}` : '') +
    (requestId ? ` (request ${requestId})` : '')
  )
}

function remedyFor(response: HttpErrorResponse): string | undefined {
  const { status } = response
  // A success that is not the expected one comes from something other than InfluxDB.
  return stateRemedy(response) ?? remedies[status < 300 ? 200 : status]
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && !Array.isArray(value) ? { ...value } : {}
  } catch {
    return {}
  }
}

function nonEmpty(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function textMessage(text: string): string | undefined {
  const words = text.trim()
  return words.startsWith('<')
    ? `an HTML page, "${/<title>([^<]*)/i.exec(words)?.[1] ?? words.slice(0, 80)}"`
    : nonEmpty(words)
}
