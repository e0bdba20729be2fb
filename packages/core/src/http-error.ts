import { readText } from './body.ts'
import type { RequestSpec } from './client.ts'
import { HttpError, PartialWriteError } from './errors.ts'
import type { HttpErrorResponse } from './errors.ts'
import { refusedLines } from './refused-lines.ts'
import { parseRetryAfter } from './retry-after.ts'
import type { TransportResponse } from './transport/transport.ts'

// A refused batch is answered with each of its bad lines.
const BODY_LIMIT = 16 * 1024 * 1024

const remedies: Readonly<Record<number, string>> = {
  401: 'Check the token, or user name and password, and what it may do',
  403: 'Check what the token may do',
  404: 'Check the names of bucket and organization, and the url',
  413: 'Send fewer lines at a time',
  429: 'Send less, or wait',
}

/** Reads the server's words out of an answer outside 2xx. */
export async function toHttpError(spec: RequestSpec, answer: TransportResponse): Promise<HttpError> {
  const body = await readText(answer.body, BODY_LIMIT).catch(() => '')
  const retryAfter = answer.headers.get('retry-after')
  const response: HttpErrorResponse = {
    method: spec.method,
    path: spec.path,
    status: answer.status,
    ...serverWords(answer, body),
    body,
    requestId: requestIdOf(answer.headers),
    traceId: answer.headers.get('trace-id') ?? undefined,
    retryAfterMs: retryAfter === null ? undefined : parseRetryAfter(retryAfter, Date.now()),
  }
  const message = describe(response)
  const refused = refusedLines(response)
  return refused ? new PartialWriteError(message, response, refused) : new HttpError(message, response)
}

/** What InfluxDB, or a proxy before it, calls a request in its log. */
export function requestIdOf(headers: TransportResponse['headers']): string | undefined {
  return headers.get('x-influxdb-request-id') ?? headers.get('x-request-id') ?? undefined
}

/** `POST /api/v2/write was answered 401 unauthorized: unauthorized access. Check the token (request 0a1b…)` */
function describe({ method, path, status, serverCode, serverMessage, requestId }: HttpErrorResponse): string {
  const words = serverMessage && serverMessage.length > 1000 ? `${serverMessage.slice(0, 1000)}…` : serverMessage
  const remedy = remedies[status]
  return (
    `${method} ${path} was answered ${status}${serverCode ? ` ${serverCode}` : ''}: ${words ?? 'no reason given'}` +
    (remedy ? `. ${remedy}` : '') +
    (requestId ? ` (request ${requestId})` : '')
  )
}

function serverWords(
  { headers }: TransportResponse,
  text: string,
): Pick<HttpErrorResponse, 'serverCode' | 'serverMessage' | 'serverDetails'> {
  // InfluxDB 1.x and some proxies answer `{"error": "…"}`.
  const {
    error = headers.get('x-influxdb-error'),
    code = headers.get('x-platform-error-code'),
    message = error,
    ...serverDetails
  } = parseObject(text)
  return {
    serverCode: typeof code === 'string' && code !== '' ? code : undefined,
    serverMessage: typeof message === 'string' && message !== '' ? message : plainWords(text),
    serverDetails: Object.keys(serverDetails).length > 0 ? serverDetails : undefined,
  }
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && !Array.isArray(value) ? { ...value } : {}
  } catch {
    return {}
  }
}

function plainWords(text: string): string | undefined {
  const words = text.trim()
  if (words.startsWith('<')) return `an HTML page, "${words.match(/<title>([^<]*)/i)?.[1] ?? words.slice(0, 80)}"`
  return words === '' ? undefined : words
}
