import { explainResponse } from '#explain'
import type { ClientResponse, RequestSpec } from '../client/client.ts'
import { HttpError, PartialWriteError } from '../errors.ts'
import type { HttpErrorResponse } from '../errors.ts'
import { refusedLines } from './refused-lines.ts'
import { requestIdOf } from './request-id.ts'
import { parseRetryAfter } from './retry-after.ts'

/** Whether a status sends to another address. Browsers hide it: there it is 0. */
export function isRedirect(status: number): boolean {
  return /^(0|30[12378])$/.test(String(status))
}

/** Returns the error of a response that is not a success, or not the JSON that it should be. It shows no secret. */
export function toError(
  spec: Pick<RequestSpec, 'method' | 'path'>,
  { status, headers: received, redact = String }: Pick<ClientResponse, 'status' | 'headers' | 'redact'>,
  text: string,
): HttpError {
  const { method } = spec
  const path = redact(spec.path)
  const body = redact(text)
  const headers = { get: (name: string) => redact(received.get(name) ?? '') || null }
  const { error: _e, message: _m, code = headers.get('x-platform-error-code'), ...details } = parseObject(body)
  const response: HttpErrorResponse = {
    method,
    path,
    status,
    serverCode: nonEmpty(code),
    // The second header is of versions before 2.
    serverMessage: messageIn(body) ?? headers.get('x-influxdb-error') ?? headers.get('x-influx-error') ?? undefined,
    serverDetails: Object.keys(details).length > 0 ? details : undefined,
    body,
    requestId: requestIdOf(headers),
    traceId: headers.get('trace-id') ?? undefined,
    retryAfterMs: parseRetryAfter(headers.get('retry-after') ?? '', Date.now()),
  }
  const { remedy, Class = HttpError } = explainResponse(response, headers.get('x-influxdb-version'))
  const target = isRedirect(status) && (headers.get('location') ?? 'another address')
  const description = target
    ? `${method} ${path} is redirected (${status}) to ${target.replace(/\?.*/, '')}. Set the client's \`url\` to that address.`
    : describe(response, remedy)
  const refused = refusedLines(path, messageIn(text), redact)
  return refused ? new PartialWriteError(description, response, refused) : new Class(description, response)
}

/** `POST /api/v2/write failed: 401 unauthorized: unauthorized access. Check that … (request 0a1b…)` */
function describe(
  { method, path, status, serverCode, serverMessage, requestId }: HttpErrorResponse,
  remedy = '',
): string {
  return (
    `${method} ${path} failed: ${status}${serverCode ? ` ${serverCode}` : ''}: ` +
    (serverMessage ?? 'no reason given').slice(0, 1000).replace(remedy ? /\.$/ : '', '') +
    (remedy ? `. ${remedy}` : '') +
    (requestId ? ` (request ${requestId})` : '')
  )
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

function messageIn(text: string): string | undefined {
  const words = text.trim()
  // InfluxDB 1.x and some proxies return `{"error": "…"}`.
  const { error, message = error } = parseObject(words)
  const page = `an HTML page, "${/<title>([^<]*)/i.exec(words)?.[1] ?? words.slice(0, 80)}"`
  return nonEmpty(message) ?? (words.startsWith('<') ? page : nonEmpty(words))
}
