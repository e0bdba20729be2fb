import { platform } from '#platform'
import { baseUrl } from './base-url.ts'
import { readText } from './body.ts'
import type { Client, ClientResponse, GzipOptions, QueryValue, RequestSpec } from './client.ts'
import { tokenCredentials } from './credentials.ts'
import type { Credentials, Token } from './credentials.ts'
import { ClosedError, HttpError, OptionError } from './errors.ts'
import { gzipBody } from './gzip.ts'
import { toHttpError } from './http-error.ts'
import { follow } from './redirect.ts'
import { defaultTimeout, resolveTimeouts } from './timeout.ts'
import type { ResolvedTimeouts, Timeout } from './timeout.ts'
import type { Transport, TransportResponse } from './transport/transport.ts'

/** How to reach one InfluxDB, and what its requests have in common. */
export interface ClientOptions {
  /** Where InfluxDB answers, such as `http://localhost:8086`; a path prefix is kept. */
  url: string | URL
  /** An API token, or a function that gives one and is asked again once when the server refuses it. */
  token?: Token | undefined
  /** Credentials of another kind, such as `basic(…)`, in place of `token`. */
  auth?: Credentials | undefined
  /** Name or ID of the organization that requests use unless they name their own. */
  org?: string | undefined
  /** Milliseconds for connecting, the first byte and each pause between bytes, or each by name. @defaultValue 10000 */
  timeout?: Timeout | undefined
  /** Headers that every request carries. */
  headers?: Readonly<Record<string, string>> | undefined
  /** Appended to `User-Agent`: the name and version of your application. */
  userAgent?: string | undefined
  /** Compresses writes. @defaultValue false */
  gzip?: boolean | GzipOptions | undefined
  /** Tags for every point that does not have them. */
  defaultTags?: Readonly<Record<string, string>> | undefined
  /** Carries the requests, in place of undici on Node and `fetch` elsewhere. */
  transport?: Transport | undefined
}

/**
 * Opens a client. Nothing is sent before the first request.
 *
 * @throws OptionError where an option is missing or cannot be right
 */
export function createClient(options: ClientOptions): Client {
  const url = baseUrl(options.url)
  const credentials = resolveCredentials(options)
  const headers = lowerCased({ ...userAgentHeader(options.userAgent), ...options.headers })
  const fallback = defaultTimeout
  const timeouts = resolveTimeouts(options.timeout, {
    connect: fallback,
    firstByte: fallback,
    idle: fallback,
    total: 0,
  })
  const transport = options.transport ?? platform.createTransport(timeouts)
  let closing: Promise<void> | undefined

  async function request(spec: RequestSpec): Promise<ClientResponse> {
    if (closing) throw new ClosedError(`${spec.method} ${spec.path}: the client is closed; make a new one.`)
    const attempt = await prepare(spec, { url, headers, timeouts, transport })
    let answer = await attempt(await credentials?.headers())
    if (answer.status === 401 && isRepeatable(spec) && (await credentials?.renew?.())) {
      await readText(answer.body)
      answer = await attempt(await credentials?.headers())
    }
    if (answer.status >= 200 && answer.status < 300) return toResponse(spec, answer)
    throw await toHttpError(spec, answer)
  }

  const close = (): Promise<void> => (closing ??= transport.close())
  return {
    url,
    org: options.org,
    defaultTags: options.defaultTags,
    gzip: options.gzip,
    request,
    close,
    [Symbol.asyncDispose]: close,
  }
}

interface Connection {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly timeouts: ResolvedTimeouts
  readonly transport: Transport
}

type Attempt = (credentials: Readonly<Record<string, string>> | undefined) => Promise<TransportResponse>

/** Everything but the credentials is the same for each attempt; the body is compressed once. */
async function prepare(spec: RequestSpec, { url, headers, timeouts, transport }: Connection): Promise<Attempt> {
  const { body, encoding } = await gzipBody(spec.body, spec.gzip)
  const request = {
    method: spec.method,
    url: url + spec.path + queryString(spec.query),
    body,
    signal: spec.signal,
    timeouts: resolveTimeouts(spec.timeout, timeouts),
  }
  return (credentials) =>
    follow({ ...request, headers: { ...headers, ...credentials, ...lowerCased(spec.headers), ...encoding } }, transport)
}

function isRepeatable({ body }: RequestSpec): boolean {
  return body === undefined || typeof body === 'string' || body instanceof Uint8Array
}

function toResponse(spec: RequestSpec, { status, headers, body }: TransportResponse): ClientResponse {
  return {
    status,
    headers,
    body,
    text: () => readText(body),
    async json() {
      const text = await readText(body)
      try {
        return text === '' ? undefined : (JSON.parse(text) as unknown)
      } catch (cause) {
        const response = { method: spec.method, path: spec.path, status, serverMessage: text }
        throw new HttpError(
          `${spec.method} ${spec.path} was answered ${status} without the JSON that was expected: ${text.slice(0, 200)}. Check that the url leads to InfluxDB`,
          response,
          { cause },
        )
      }
    },
  }
}

function resolveCredentials({ token, auth }: ClientOptions): Credentials | undefined {
  if (token !== undefined && auth !== undefined) throw new OptionError('token and auth exclude each other; give one')
  // Never show the token itself: whoever logs the error would log the secret.
  if (typeof token === 'string' && !/^[\x21-\x7e]+$/.test(token)) {
    throw new OptionError('token is empty, or holds a character that no header can carry; check where it comes from')
  }
  return token === undefined ? auth : tokenCredentials(token)
}

function userAgentHeader(suffix: string | undefined): Record<string, string> {
  const value = [platform.userAgent, suffix].filter(Boolean).join(' ')
  return value === '' ? {} : { 'user-agent': value }
}

function lowerCased(headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}

function queryString(query: Readonly<Record<string, QueryValue>> = {}): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) params.set(name, String(value))
  return params.size === 0 ? '' : `?${params}`
}
