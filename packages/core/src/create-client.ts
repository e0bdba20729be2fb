import { platform } from '#platform'
import { baseUrl } from './base-url.ts'
import { isWhole, readText } from './body.ts'
import type { Client, ClientResponse, GzipOptions, Org, QueryValue, RequestSpec } from './client.ts'
import { tokenCredentials } from './credentials.ts'
import type { Authentication, CredentialHeaders, Credentials, Token } from './credentials.ts'
import { ClosedError, HttpError, OptionError } from './errors.ts'
import { gzipBody } from './gzip.ts'
import { toHttpError } from './http-error.ts'
import type { Observer } from './observe.ts'
import type { TransportOptions } from './platform/platform.ts'
import { follow } from './redirect.ts'
import type { Retry } from './retry.ts'
import { defaultTimeout, resolveTimeouts } from './timeout.ts'
import type { ResolvedTimeouts, Timeout } from './timeout.ts'
import { abortError } from './transport/failure.ts'
import type { CallId, Transport, TransportResponse } from './transport/transport.ts'

/** How to reach one InfluxDB, and what its requests have in common. */
export interface ClientOptions extends TransportOptions {
  /** Where InfluxDB answers, such as `http://localhost:8086`; a path prefix is kept. */
  url: string | URL
  /** An API token, or a function that gives one and is asked again once when the server refuses it. */
  token?: Token | undefined
  /** Credentials of another kind in place of `token`: `session({ username, password })` or `basic({ username, password })`. */
  auth?: Authentication | undefined
  /** The organization that requests use unless they name their own: a name, an ID, `{ name }` or `{ id }`. */
  org?: Org | undefined
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
  /** Makes calls again that may be: `retry()`. Writes are left to the batch writer. @defaultValue none */
  retry?: Retry | undefined
  /** See every request, answer, retry and error: `observe({ onRequest, … })`, `logTo(console.error)`. */
  hooks?: Observer | readonly Observer[] | undefined
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
  const headers = lowerCased({ ...userAgentHeader(options.userAgent), ...options.headers })
  const fallback = defaultTimeout
  const timeouts = resolveTimeouts(options.timeout, {
    connect: fallback,
    firstByte: fallback,
    idle: fallback,
    total: 0,
  })
  const observers = [platform.observer ?? [], options.hooks ?? []].flat()
  const transport = observers.reduce<Transport>(
    (inner, observer) => observer.wrap(inner),
    options.transport ?? platform.createTransport(timeouts, options),
  )
  const connection = { url, headers, timeouts, transport }
  refuseUnseen(options.timeout, transport)
  const ending = new AbortController()
  let closing: Promise<void> | undefined
  let calls = 0
  const credentials = resolveCredentials(options, async (spec) => {
    const attempt = await prepare(spec, connection)
    return toResponse(spec, await attempt({ id: ++calls, attempt: 1 }))
  })

  async function request(spec: RequestSpec): Promise<ClientResponse> {
    refuseUnseen(spec.timeout, transport)
    const send = await prepare(spec, connection)
    const id = ++calls
    const attempt = async (count: number): Promise<ClientResponse> => {
      if (closing) throw new ClosedError(`${spec.method} ${spec.path}: the client is closed; make a new one.`)
      const answer = await authorized(spec, credentials, (headers) => send({ id, attempt: count }, headers))
      return toResponse(spec, answer)
    }
    if (!options.retry) return attempt(1)
    return options.retry({
      spec,
      attempt,
      closing: ending.signal,
      onRetry(event) {
        for (const observer of observers) observer.onRetry({ id, method: spec.method, path: spec.path, ...event })
      },
    })
  }

  async function end(): Promise<void> {
    ending.abort()
    await credentials?.close?.()
    await transport.close()
  }

  const close = (): Promise<void> => (closing ??= end())
  return {
    url,
    org: options.org,
    defaultTags: options.defaultTags && { ...options.defaultTags },
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

type Attempt = (call: CallId, credentials?: CredentialHeaders) => Promise<TransportResponse>

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
  return (call, credentials) =>
    follow(
      { ...request, call, headers: { ...headers, ...credentials, ...lowerCased(spec.headers), ...encoding } },
      transport,
    )
}

/** Sends with credentials, and once more with others where the server refuses them. */
async function authorized(
  spec: RequestSpec,
  credentials: Credentials | undefined,
  send: (headers?: CredentialHeaders) => Promise<TransportResponse>,
): Promise<TransportResponse> {
  const headers = await abortable(spec, credentials?.headers())
  const answer = await send(headers)
  if (answer.status !== 401 || !headers || !credentials?.renew) return answer
  credentials.renew(headers)
  if (!isWhole(spec.body)) return answer
  await readText(answer.body)
  return send(await abortable(spec, credentials.headers()))
}

/** Waits for what other calls wait for too, so that an abort ends the wait alone. */
async function abortable<T>({ signal, method, path }: RequestSpec, value: T | Promise<T>): Promise<T> {
  if (!signal || !(value instanceof Promise)) return value
  return new Promise<T>((resolve, reject) => {
    const abort = (): void => reject(abortError({ method, url: path, signal }))
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort)
    void value.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}

async function toResponse(spec: RequestSpec, answer: TransportResponse): Promise<ClientResponse> {
  const { status, headers, body } = answer
  if (status < 200 || status > 299) throw await toHttpError(spec, answer)
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
        const message = `${spec.method} ${spec.path} was answered ${status}, but not with JSON: ${text.slice(0, 200)}. Check that the url leads to InfluxDB`
        throw new HttpError(message, response, { cause })
      }
    },
  }
}

function resolveCredentials(
  { token, auth }: ClientOptions,
  send: Parameters<Authentication>[0],
): Credentials | undefined {
  if (token !== undefined && auth !== undefined) throw new OptionError('token and auth exclude each other; give one')
  return token === undefined ? auth?.(send) : tokenCredentials(token)
}

function refuseUnseen(timeout: Timeout | undefined, transport: Transport): void {
  if (transport.seesConnect === false && typeof timeout === 'object' && timeout.connect !== undefined) {
    throw new OptionError('timeout.connect is for Node: fetch cannot tell connecting from waiting; use firstByte')
  }
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
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue
    if (typeof value !== 'object') params.set(name, String(value))
    else if ('id' in value) params.set(`${name}ID`, value.id)
    else params.set(name, value.name)
  }
  return params.size === 0 ? '' : `?${params}`
}
