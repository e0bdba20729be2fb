import { platform } from '#platform'
import { baseUrl } from './base-url.ts'
import { isWhole, readText } from '../http/read-body.ts'
import type { Client, ClientResponse, GzipOptions, Org, RequestSpec } from './client.ts'
import { renewable, tokenHeaders } from '../auth/credentials.ts'
import type { Authentication, CredentialHeaders, Credentials, Token } from '../auth/credentials.ts'
import { ClosedError, OptionError } from '../errors.ts'
import { gzipBody } from '../http/gzip.ts'
import { toError } from '../http/to-http-error.ts'
import { emit, sendObserved } from '../observe/hooks.ts'
import type { Hooks } from '../observe/hooks.ts'
import type { TransportOptions } from '../platform/platform.ts'
import type { Retry } from '../retry/retry.ts'
import { defaultTimeouts, resolveTimeouts } from '../transport/timeout.ts'
import type { Timeout } from '../transport/timeout.ts'
import { abortError } from '../transport/failure.ts'
import { onAbort } from '@fluxline/internal/signals'
import type { Transport, TransportRequest, TransportResponse } from '../transport/transport.ts'

/** How to reach one InfluxDB, and what its requests have in common. */
export interface ClientOptions extends TransportOptions {
  /**
   * Where InfluxDB answers, such as `http://localhost:8086`; a path prefix is kept. `/api/v2` at its end is left out, of
   * which Node is told by a process warning.
   */
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
  /** Callbacks for every request, response, retry and error: `{ onRequest(event) { … } }`. To debug, `logTo(console.error)`. */
  hooks?: Hooks | readonly Hooks[] | undefined
  /** Carries the requests, in place of undici on Node and `fetch` elsewhere. */
  transport?: Transport | undefined
}

/**
 * Opens a client. Nothing is sent before the first request.
 *
 * @throws OptionError where an option is missing or cannot be right
 */
export function createClient(options: ClientOptions): Client {
  const { token, auth, org, gzip, defaultTags, retry } = options
  if (token !== undefined && auth) throw new OptionError('token and auth exclude each other; give one')
  const url = baseUrl(options.url)
  const transport = options.transport ?? platform.createTransport(options)
  const ownHooks = [options.hooks ?? []].flat()
  const hooks = (): readonly Hooks[] => [...(platform.hooks?.() ?? []), ...ownHooks]
  const timeouts = resolveTimeouts(options.timeout, defaultTimeouts, transport)
  const userAgent = [platform.userAgent, options.userAgent].filter(Boolean).join(' ')
  const headers = lowerCased({
    ...(userAgent && { 'user-agent': userAgent }),
    ...options.headers,
    ...(typeof token === 'string' && tokenHeaders(token)),
  })
  const credentials: Credentials | undefined =
    typeof token === 'function'
      ? renewable(async () => tokenHeaders(await token()))
      : auth?.(async (spec) => respond(spec, await (await prepare(spec, ++calls))(1)))
  const follow = platform.follow ?? ((request, send) => send(request))
  const ending = new AbortController()
  const underWay = new Set<Promise<ClientResponse>>()
  let closing: Promise<void> | undefined
  let calls = 0

  /** One request over the wire. */
  function carry(request: TransportRequest): Promise<TransportResponse> {
    const listening = hooks()
    return listening.length > 0 ? sendObserved(transport, request, listening) : transport.send(request)
  }

  /** Everything but the credentials is the same for each attempt; the body is compressed once. */
  async function prepare(spec: RequestSpec, id: number): Promise<Send> {
    const packed = await gzipBody(spec.body, spec.gzip)
    const request = {
      ...spec,
      url: addressOf(url, spec),
      body: packed ?? spec.body,
      timeouts: resolveTimeouts(spec.timeout, timeouts, transport),
    }
    const own = { ...lowerCased(spec.headers), ...(packed && { 'content-encoding': 'gzip' }) }
    return (attempt, credentials) =>
      follow({ ...request, call: { id, attempt }, headers: { ...headers, ...credentials, ...own } }, carry)
  }

  async function request(spec: RequestSpec): Promise<ClientResponse> {
    if (closing) throw new ClosedError(`${spec.method} ${spec.path}: the client is closed; create a new one.`, 'client')
    // From here on closing waits for the call, also while its body is compressed and a token is asked for.
    const call = perform(spec, ++calls)
    underWay.add(call)
    return call.finally(() => underWay.delete(call))
  }

  async function perform(spec: RequestSpec, id: number): Promise<ClientResponse> {
    const send = await prepare(spec, id)
    const attempt = async (count: number): Promise<ClientResponse> =>
      respond(spec, await authorized(spec, credentials, (headers) => send(count, headers)))
    if (!retry) return attempt(1)
    return retry({
      spec,
      attempt,
      closing: ending.signal,
      onRetry(event) {
        emit(hooks(), 'onRetry', { id, method: spec.method, path: spec.path, ...event })
      },
    })
  }

  async function end(): Promise<void> {
    ending.abort()
    await Promise.allSettled(underWay)
    await credentials?.close?.()
    await transport.close()
  }

  const close = (): Promise<void> => (closing ??= end())
  return {
    url,
    org,
    defaultTags: defaultTags && { ...defaultTags },
    gzip,
    closing: ending.signal,
    request,
    close,
    [Symbol.asyncDispose]: close,
  }
}

type Send = (attempt: number, credentials?: CredentialHeaders) => Promise<TransportResponse>

/** Sends with credentials, and once more with others where the server refuses them. */
async function authorized(
  spec: RequestSpec,
  credentials: Credentials | undefined,
  send: (headers?: CredentialHeaders) => Promise<TransportResponse>,
): Promise<TransportResponse> {
  for (let renewed = false; ; renewed = true) {
    const headers = await orAborted(credentials?.headers(), spec)
    const answer = await send(headers)
    if (answer.status !== 401 || renewed || !headers || !credentials?.renew) return answer
    credentials.renew(headers)
    if (!isWhole(spec.body)) return answer
    await readText(answer.body)
  }
}

/** Waits for what other calls wait for too; an abort ends the wait alone. */
function orAborted<T>(value: T | Promise<T>, { signal, method, path }: RequestSpec): Promise<T> {
  return new Promise((resolve, reject) => {
    const forget = onAbort(signal, () => reject(abortError({ method, url: path, signal })))
    Promise.resolve(value).then(resolve, reject).finally(forget)
  })
}

// A refused batch is answered with each of its bad lines.
const LONGEST_ERROR_BYTES = 16 * 1024 * 1024

async function respond(spec: RequestSpec, answer: TransportResponse): Promise<ClientResponse> {
  const { status, headers, body } = answer
  if (status < 200 || status > 299) {
    throw toError(spec, answer, await readText(body, LONGEST_ERROR_BYTES).catch(() => ''))
  }
  const text = (): Promise<string> => readText(body)
  return {
    status,
    headers,
    body,
    text,
    async json() {
      const json = await text()
      try {
        return json === '' ? undefined : (JSON.parse(json) as unknown)
      } catch (cause) {
        throw toError(spec, answer, json, cause)
      }
    },
  }
}

function lowerCased(headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}

function addressOf(base: string, { path, query = {} }: RequestSpec): string {
  const url = new URL(base + path)
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue
    if (typeof value !== 'object') url.searchParams.set(name, String(value))
    else if ('id' in value) url.searchParams.set(`${name}ID`, value.id)
    else url.searchParams.set(name, value.name)
  }
  return url.href
}
