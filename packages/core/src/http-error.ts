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
  401: 'Check the token, and that it has the permission',
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
    requestId: answer.headers.get('x-influxdb-request-id') ?? answer.headers.get('x-request-id') ?? undefined,
    retryAfterMs: retryAfter === null ? undefined : parseRetryAfter(retryAfter, Date.now()),
  }
  const message = describe(response)
  const refused = refusedLines(response)
  return refused ? new PartialWriteError(message, response, refused) : new HttpError(message, response)
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
): { serverCode: string | undefined; serverMessage: string | undefined } {
  const json = parseObject(text)
  const code = json?.['code'] ?? headers.get('x-platform-error-code')
  // InfluxDB 1.x and some proxies answer `{"error": "…"}`.
  const message = json?.['message'] ?? json?.['error'] ?? headers.get('x-influxdb-error')
  return {
    serverCode: typeof code === 'string' && code !== '' ? code : undefined,
    serverMessage: typeof message === 'string' && message !== '' ? message : plainWords(text),
  }
}

function parseObject(text: string): Record<string, unknown> | undefined {
  if (!/^\s*\{/.test(text)) return undefined
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return undefined
  }
}

function plainWords(text: string): string | undefined {
  const words = text.trim()
  if (words.startsWith('<')) return `an HTML page, "${words.match(/<title>([^<]*)/i)?.[1] ?? words.slice(0, 80)}"`
  return words === '' ? undefined : words
}
