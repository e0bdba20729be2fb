import { checkOptions } from '@fluxline/internal/options'
import { OptionError } from '../errors.ts'
import { headOf } from './hooks.ts'
import type { EndEvent, Hooks, RequestEvent } from './hooks.ts'
import { describeTarget } from '../transport/call-target.ts'

/** Options of {@link logTo}. */
export interface LogOptions {
  /**
   * Whether the query of each address and a line for each header are written too, with `***` for each value that may be a
   * secret: all but those of a list of harmless names. @defaultValue false
   */
  readonly headers?: boolean | undefined
}

/** Headers whose values are shown. The others may hold a secret, whatever their name is. */
const harmlessHeaders: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'accept',
  'accept-encoding',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'date',
  'retry-after',
  'server',
  'transfer-encoding',
  'user-agent',
  'vary',
  'x-influxdb-build',
  'x-influxdb-request-id',
  'x-influxdb-version',
  'x-platform-error-code',
  'x-request-id',
])
/** Parameters of an address whose values are shown. */
const harmlessParameters: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'after',
  'bucket',
  'bucketID',
  'db',
  'limit',
  'offset',
  'org',
  'orgID',
  'precision',
  'rp',
])

/**
 * Returns hooks that write a line for every request, response, retry and error, such as
 * `#3.1 < 204 in 12 ms, 0 bytes (request 0a1b…)`: the number of the call and of the attempt, then what happened.
 *
 * Bodies are never logged, headers only on request, and then without secrets. Other clients call this `debug`.
 * @throws OptionError if an option is unknown or wrong
 */
export function logTo(write: (line: string) => void, options: LogOptions = {}): Hooks {
  checkOptions('logTo', options, { headers: 'a boolean' })
  if (typeof write !== 'function')
    throw new OptionError('logTo takes a function that writes a line, such as console.log')
  const { headers = false } = options
  const writeAll = (lines: readonly string[]): void => {
    for (const line of lines) write(line)
  }
  return {
    onRequest: (event) =>
      writeAll(headers ? [requestLine(event, true), ...requestHeaders(event)] : [requestLine(event, false)]),
    onEnd: (event) => writeAll(headers ? [endLine(event), ...responseHeaders(event)] : [endLine(event)]),
    onRetry: ({ error, delayMs, ...event }) =>
      write(`${name(event)} ! again in ${Math.round(delayMs)} ms, after ${String(error)}`),
    onError: ({ error, durationMs, ...event }) =>
      write(`${name(event)} ! ${String(error)} after ${Math.round(durationMs)} ms`),
  }
}

function requestLine(event: RequestEvent, withQuery: boolean): string {
  const target = withQuery
    ? `${event.method} ${event.url}${shownQuery(headOf(event)?.url ?? '')}`
    : describeTarget(event)
  return `${name(event)} > ${target}, ${event.requestBytes ?? 'streamed'} bytes`
}

function endLine(event: EndEvent): string {
  const { status, durationMs, responseBytes, requestId } = event
  const request = requestId ? ` (request ${requestId})` : ''
  return `${name(event)} < ${status} in ${Math.round(durationMs)} ms, ${responseBytes} bytes${request}`
}

function requestHeaders(event: RequestEvent): string[] {
  return Object.entries(headOf(event)?.headers ?? {}).map(
    ([header, value]) => `${name(event)} > ${header}: ${harmlessHeaders.has(header.toLowerCase()) ? value : '***'}`,
  )
}

function responseHeaders(event: EndEvent): string[] {
  return [...harmlessHeaders].flatMap((header) => {
    const value = event.headers.get(header)
    return value === null ? [] : [`${name(event)} < ${header}: ${value}`]
  })
}

/** Returns the query of an address, decoded except for line breaks and the like, without the values that may be secrets. */
function shownQuery(url: string): string {
  const [, query = ''] = url.split('?', 2)
  const shown = Array.from(
    new URLSearchParams(query),
    ([parameter, value]) => `${parameter}=${harmlessParameters.has(parameter) ? value : '***'}`,
  )
  const text = shown.join('&').replace(/\p{Cc}/gu, (character) => encodeURIComponent(character))
  return text && `?${text}`
}

function name({ id, attempt }: Pick<RequestEvent, 'id' | 'attempt'>): string {
  return `#${id}.${attempt}`
}
