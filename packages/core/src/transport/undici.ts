import { pipeline } from 'node:stream'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { Agent, request as undiciRequest } from 'undici'
import type { Dispatcher } from 'undici'
import { abortError, connectionError, timeoutError } from './failure.ts'
import type { ResolvedTimeouts } from '../timeout.ts'
import type { Transport, TransportRequest, TransportResponse } from './transport.ts'

/** Carries requests over undici's connection pool, with keep-alive. */
export function undiciTransport(timeouts: ResolvedTimeouts): Transport {
  const agent = new Agent({ connect: { timeout: timeouts.connect } })
  return {
    send: (request) => send(agent, request),
    close: () => agent.close(),
  }
}

async function send(dispatcher: Dispatcher, request: TransportRequest): Promise<TransportResponse> {
  const watch = watchTotal(request)
  try {
    const answer = await undiciRequest(request.url, {
      dispatcher,
      method: request.method,
      headers: request.headers,
      // Bytes and iterables alike; undici's types know only streams.
      body: (request.body ?? null) as string | null,
      headersTimeout: request.timeouts.firstByte,
      bodyTimeout: request.timeouts.idle,
      ...(watch.signal && { signal: watch.signal }),
    })
    const headers = headersOf(answer.headers)
    const gzipped = headers.get('content-encoding') === 'gzip'
    return { status: answer.statusCode, headers, body: read(answer.body, gzipped, request, watch) }
  } catch (error) {
    watch.stop()
    throw failure(error, request, watch)
  }
}

interface TotalWatch {
  readonly signal: AbortSignal | undefined
  readonly expired: () => boolean
  readonly stop: () => void
}

/** undici knows no total time-out, so that one is an abort of our own. */
function watchTotal({ signal, timeouts }: TransportRequest): TotalWatch {
  if (timeouts.total === 0) return { signal, expired: () => false, stop: () => {} }
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(), timeouts.total)
  return {
    signal: signal ? AbortSignal.any([signal, controller.signal]) : controller.signal,
    expired: () => controller.signal.aborted,
    stop: () => clearTimeout(timer),
  }
}

async function* read(
  raw: Readable,
  gzipped: boolean,
  request: TransportRequest,
  watch: TotalWatch,
): AsyncGenerator<Uint8Array> {
  // Destroying one end of the pipeline destroys the other, so leaving the loop closes the socket.
  const body = gzipped ? pipeline(raw, createGunzip(), () => {}) : raw
  try {
    for await (const chunk of body) yield chunk as Uint8Array
  } catch (error) {
    throw failure(error, request, watch)
  } finally {
    watch.stop()
  }
}

const phases = {
  UND_ERR_CONNECT_TIMEOUT: 'connect',
  UND_ERR_HEADERS_TIMEOUT: 'firstByte',
  UND_ERR_BODY_TIMEOUT: 'idle',
} as const

function failure(error: unknown, request: TransportRequest, watch: TotalWatch): Error {
  const phase = phases[(error as { code?: keyof typeof phases } | undefined)?.code ?? ('' as keyof typeof phases)]
  if (phase !== undefined) return timeoutError(request, phase, error)
  if (request.signal?.aborted) return abortError(request)
  if (watch.expired()) return timeoutError(request, 'total', error)
  return connectionError(request, error)
}

function headersOf(raw: Record<string, string | string[] | undefined>): TransportResponse['headers'] {
  return {
    get(name) {
      const value = raw[name.toLowerCase()]
      return value === undefined ? null : Array.isArray(value) ? value.join(', ') : value
    },
  }
}
