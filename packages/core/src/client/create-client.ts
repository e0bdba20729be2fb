import { addCaller, checkValues, describeUnknown, expandTags, noteCaller, passedCaller } from '#explain'
import type { Caller } from '@fluxline/internal/caller'
import { checkNames } from '@fluxline/internal/option-names'
import { onAbort } from '@fluxline/internal/signals'
import { textOfThrown } from '@fluxline/internal/text-of-thrown'
import { renewable, tokenHeaders } from '../auth/credentials.ts'
import type { CredentialHeaders, Credentials } from '../auth/credentials.ts'
import { ClosedError, ConnectionError, isInfluxDBError, OptionError } from '../errors.ts'
import { gzipBody } from '../http/gzip.ts'
import { isWhole, readText } from '../http/read-body.ts'
import { longestPageBytes, respond } from '../http/respond.ts'
import { emit, sendObserved } from '../observe/hooks.ts'
import type { Hooks } from '../observe/hooks.ts'
import type { Platform } from '../platform/platform.ts'
import type { Retry } from '../retry/retry.ts'
import { targetOf } from '../transport/call-target.ts'
import type { TargetedRequest } from '../transport/call-target.ts'
import { abortError, failed } from '../transport/failure.ts'
import { defaultTimeouts, resolveTimeouts } from '../transport/timeout.ts'
import type { TransportRequest, TransportResponse } from '../transport/transport.ts'
import { baseUrl } from './base-url.ts'
import { nextCall } from './call-number.ts'
import { knownClientOptions, knownRequestMembers } from './client-options.ts'
import type { ClientOptions } from './client-options.ts'
import type { Client, ClientResponse, RequestSpec } from './client.ts'

/**
 * Creates a client on a platform, from its options or the address alone.
 *
 * @throws OptionError if an option is unknown, missing or wrong
 */
export function createClientOn(platform: Platform, given: ClientOptions | string | URL): Client {
  const options = typeof given === 'string' || given instanceof URL ? { url: given } : given
  checkNames('createClient', options, knownClientOptions, describeUnknown)
  const { token, auth, org, gzip, defaultTags, retry, server } = options
  checkValues('createClient', options)
  if (token !== undefined && auth) {
    throw new OptionError('`token` and `auth` are mutually exclusive; pass one', { option: 'auth' })
  }
  const url = baseUrl(options.url)
  const plainAddress = platform.plainAddresses?.(url)
  const transport = options.transport ?? platform.createTransport(options)
  const timeouts = resolveTimeouts(options.timeout, defaultTimeouts, transport)
  const userAgent = [platform.userAgent, options.userAgent].filter(Boolean).join(' ')
  const headers = lowerCased({
    ...(userAgent && { 'user-agent': userAgent }),
    ...options.headers,
    ...(typeof token === 'string' && tokenHeaders(token)),
  })
  const credentials: Credentials | undefined =
    typeof token === 'function' ? renewable(async () => tokenHeaders(await token())) : auth?.((spec) => perform(spec))
  const ownHooks = [options.hooks ?? []].flat()
  const ending = new AbortController()
  const inFlight = new Set<Promise<ClientResponse>>()
  let closing: Promise<void> | undefined

  async function request(spec: RequestSpec): Promise<ClientResponse> {
    checkNames('request', spec, knownRequestMembers, describeUnknown)
    checkValues('request', spec)
    if (!/^\/(?!\/)/.test(spec.path)) {
      throw new OptionError('`path` must start with one slash, such as /api/v2/query', { option: 'path' })
    }
    if (closing) {
      const problem = 'the client is closed; create a new one.'
      throw failed({ ...spec, url: toAddress(url, spec) }, problem, (message) => new ClosedError(message, 'client'))
    }
    const caller = passedCaller(spec)
    // From here on closing waits for the call, also while its body is compressed or a token is awaited.
    // The caller may use the spec for another call while this one waits.
    const call = perform({ ...spec }, credentials, retry, caller)
    inFlight.add(call)
    // An open connection has sent it already, and the time goes by while the server works.
    noteCaller(caller, request)
    try {
      return await call
    } catch (error) {
      throw addCaller(error, caller)
    } finally {
      inFlight.delete(call)
    }
  }

  /** Everything but the credentials is the same for each attempt, and the body is compressed once. */
  async function perform(
    spec: RequestSpec,
    credentials?: Credentials,
    retry?: Retry,
    caller?: Caller,
  ): Promise<ClientResponse> {
    const id = nextCall()
    const own = lowerCased(spec.headers)
    const prepared = {
      ...spec,
      caller,
      url: plainAddress?.(spec) ?? toAddress(url, spec),
      secrets: [...(spec.secrets ?? []), ...(credentials?.secrets ?? [])],
      timeouts: spec.timeout === undefined ? timeouts : resolveTimeouts(spec.timeout, timeouts, transport),
    }
    // Only now: while the body is compressed, the caller may use the spec for another call.
    const packed = spec.gzip ? await gzipBody(platform, spec.body, spec.gzip) : undefined
    if (packed) {
      own['content-encoding'] = 'gzip'
      prepared.body = packed
    }

    async function attempt(count: number, before?: unknown): Promise<ClientResponse> {
      let sent: TargetedRequest = prepared
      const send = (credentials?: CredentialHeaders): Promise<TransportResponse> => {
        const request = {
          ...prepared,
          call: { id, attempt: count },
          headers: { ...headers, ...lowerCased(credentials), ...own },
        }
        sent = request
        return carry(request)
      }
      let response: TransportResponse
      try {
        response = await (credentials ? authorized(prepared, credentials, send) : send())
      } catch (error) {
        // If the server closes the new connection too, the first error says more.
        if (before) throw isInfluxDBError(error) && error.code === 'FLUXLINE_CONNECTION' ? before : error
        if (!platform.resends?.(spec, error)) throw error
        return attempt(count, error)
      }
      return respond(sent, response, spec.successStatus)
    }

    // `await` takes one turn of the microtasks, to return a promise takes three.
    if (!retry) return await attempt(1)
    return retry({
      spec,
      url: prepared.url,
      attempt,
      closing: ending.signal,
      onRetry: (event) => emit(hooks(), 'onRetry', { id, ...targetOf({ ...prepared, headers }), ...event }),
    })
  }

  /** Sends a request, and follows redirects if the platform does. */
  function carry(request: TransportRequest): Promise<TransportResponse> {
    return sendOnce(request).then((response) => platform.follow?.(request, response, sendOnce) ?? response)
  }

  function sendOnce(request: TransportRequest): Promise<TransportResponse> {
    const listening = hooks()
    return listening.length > 0 ? sendObserved(transport, request, listening) : transport.send(request)
  }

  function hooks(): readonly Hooks[] {
    const ofPlatform = platform.hooks?.()
    return ofPlatform ? [...ofPlatform, ...ownHooks] : ownHooks
  }

  async function end(): Promise<void> {
    ending.abort()
    await Promise.allSettled(inFlight)
    try {
      await credentials?.close?.()
    } finally {
      await transport.close()
    }
  }

  if (!options.transport) platform.markRequest?.(request)
  const close = (): Promise<void> => (closing ??= end())
  const client: Client = {
    url,
    org,
    defaultTags: expandTags('createClient', defaultTags),
    gzip: typeof gzip === 'object' ? { ...gzip } : gzip,
    connections: options.connections,
    server,
    isLocal: platform.isLocal?.(url, options),
    closing: ending.signal,
    request,
    close,
    [Symbol.asyncDispose]: close,
  }
  // Logs show data.
  const shown = { value: () => (org === undefined ? { url } : { url, org }) }
  return Object.defineProperties(client, { toJSON: shown, [Symbol.for('nodejs.util.inspect.custom')]: shown })
}

/** A call with its address. */
type AddressedCall = RequestSpec & TargetedRequest

/** Sends with credentials, and once more with others if the server refuses them. */
async function authorized(
  spec: AddressedCall,
  credentials: Credentials,
  send: (headers: CredentialHeaders) => Promise<TransportResponse>,
): Promise<TransportResponse> {
  for (let renewed = false; ; renewed = true) {
    const headers = await headersOf(credentials, spec)
    const response = await send(headers)
    if (response.status !== 401 || renewed || !credentials.renew) return response
    credentials.renew(headers)
    if (!isWhole(spec.body)) return response
    await readText(response.body, longestPageBytes)
  }
}

/** Returns the headers to send. If there are none, nothing is sent, whatever the reason. */
async function headersOf(credentials: Credentials, spec: AddressedCall): Promise<CredentialHeaders> {
  try {
    return await orAborted(credentials.headers(), spec)
  } catch (cause) {
    const problem = `no credentials: ${textOfThrown((cause as Error)?.message ?? cause)}. Check \`token\` or \`auth\`.`
    const error = isInfluxDBError(cause)
      ? cause
      : failed(spec, problem, (message) => new ConnectionError(message, true, { cause }))
    throw Object.assign(error, { unsent: true })
  }
}

/** Waits for what other calls wait for too; an abort ends only this wait. */
function orAborted<T>(value: T | Promise<T>, spec: AddressedCall): Promise<T> {
  return new Promise((resolve, reject) => {
    const release = onAbort(spec.signal, () => reject(abortError(spec)))
    Promise.resolve(value).then(resolve, reject).finally(release)
  })
}

function lowerCased(headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  const lower: Record<string, string> = {}
  for (const name of Object.keys(headers)) {
    const value = headers[name]
    if (typeof value !== 'string') {
      throw new OptionError(`Header "${name}" must be a string, not ${typeof value}`, { option: 'headers' })
    }
    lower[name.toLowerCase()] = value
  }
  return lower
}

function toAddress(base: string, { path, query = {} }: RequestSpec): string {
  const url = new URL(base + path)
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue
    if (typeof value !== 'object') url.searchParams.set(name, String(value))
    else if (value && 'id' in value) url.searchParams.set(`${name}ID`, value.id)
    else if (value && 'name' in value) url.searchParams.set(name, value.name)
    else throw new OptionError(`\`${name}\` must be a name, an ID, { name } or { id }`, { option: name })
  }
  return url.href
}
