import { explainResponse, hideSecrets } from '#explain'
import type { ClientResponse } from '../client/client.ts'
import { HttpError, PartialWriteError } from '../errors.ts'
import type { HttpErrorResponse } from '../errors.ts'
import { describeTarget, targetOf } from '../transport/call-target.ts'
import type { TargetedRequest } from '../transport/call-target.ts'
import { refusedLines } from './refused-lines.ts'
import { requestIdOf } from './request-id.ts'
import { parseRetryAfter } from './retry-after.ts'
import { shownHeaders } from './shown-headers.ts'

/** Returns the error of a response that is not a success, or not the JSON that it should be. It shows no secret. */
export function toError(
  sent: TargetedRequest,
  { status, headers: received }: Pick<ClientResponse, 'status' | 'headers'>,
  text: string,
): HttpError {
  const target = targetOf(sent)
  const redact = (text: string): string => hideSecrets(text, sent)
  const body = redact(text)
  const headers = shownHeaders(received, sent)
  const { error: _e, message: _m, code = headers.get('x-platform-error-code'), ...details } = parseObject(body)
  const response: HttpErrorResponse = {
    ...target,
    status,
    serverCode: nonEmpty(code),
    // The second header is of versions before 2.
    serverMessage: messageIn(body) ?? headers.get('x-influxdb-error') ?? headers.get('x-influx-error') ?? undefined,
    serverDetails: Object.keys(details).length > 0 ? details : undefined,
    body,
    headers,
    requestId: requestIdOf(headers),
    traceId: headers.get('trace-id') ?? undefined,
    retryAfterMs: parseRetryAfter(headers.get('retry-after') ?? '', Date.now()),
  }
  const { remedy, Class = HttpError } = explainResponse(response, sent)
  const description = `${describeTarget(target)} failed: ${describe(response, remedy)}`
  const refused = refusedLines(target.path, messageIn(text), redact)
  return refused ? new PartialWriteError(description, response, refused) : new Class(description, response)
}

/** `401 unauthorized: unauthorized access. Check that … (request 0a1b…)` */
function describe({ status, serverCode, serverMessage, requestId }: HttpErrorResponse, remedy = ''): string {
  return (
    `${status}${serverCode ? ` ${serverCode}` : ''}: ` +
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
  return (typeof value === 'string' && value) || undefined
}

function messageIn(text: string): string | undefined {
  const words = text.trim()
  // InfluxDB 1.x and some proxies return `{"error": "…"}`.
  const { error, message = error } = parseObject(words)
  const page = `an HTML page, "${/<title>([^<]*)/i.exec(words)?.[1] ?? words.slice(0, 80)}"`
  return nonEmpty(message) ?? (words.startsWith('<') ? page : nonEmpty(words))
}
