import { WholeBody } from '@fluxline/internal/whole-body'
import type { Dispatcher } from 'undici'
import { alwaysHide } from '#explain'
import { ConnectionError } from '../errors.ts'
import { proxySecrets } from '../pool/node-options.ts'
import type { NodeOptions } from '../pool/node-options.ts'
import { openPool } from '../pool/pool.ts'
import { planPool } from '../pool/pool-plan.ts'
import type { ConnectionPool } from '../pool/pool-plan.ts'
import { Exchange } from './exchange.ts'
import { codingError } from './failure.ts'
import { InFlight } from './in-flight.ts'
import { GRACE_MS, startRequestTimer } from './request-timer.ts'
import { SharedTimer } from './shared-timer.ts'
import type { Transport, TransportRequest, TransportResponse } from './transport.ts'

/**
 * Sends requests over undici's connection pool, with keep-alive. undici is loaded by the first request.
 *
 * @throws OptionError if a certificate, a key, the proxy's URL or the number of connections is wrong
 */
export function undiciTransport(url: string | URL, connectMs: number, options: NodeOptions = {}): Transport {
  // The caller closes the dispatcher that it passed.
  let pool: ConnectionPool | Promise<ConnectionPool> | undefined = options.dispatcher && {
    dispatcher: options.dispatcher as Dispatcher,
    destroy: () => Promise.resolve(),
  }
  const plan = pool ? undefined : planPool(url, connectMs, options, process.env)
  alwaysHide(proxySecrets(options.proxy, process.env))
  const proxy = plan?.proxy && new URL(plan.proxy.url).host
  const inFlight = new InFlight()
  const line = { movedMs: 0 }
  const timers = new SharedTimer()
  const open = (): ConnectionPool | Promise<ConnectionPool> =>
    (pool ??= openPool(plan!).then((opened) => (pool = opened)))
  return {
    seesConnect: true,
    send: (request) => inFlight.track(send({ pool: open(), inFlight, line, timers, proxy }, request)),
    async close() {
      await inFlight.whenSettled(QUIET_MS)
      // undici's own `close` would wait for connections of requests that were aborted, and for responses that nobody reads.
      await (await pool)?.destroy()
      timers.stop()
    },
  }
}

/** After this time a response is no longer read, if the client is being closed. */
const QUIET_MS = 1000

/** The requests that wait for a connection. */
interface WaitingLine {
  /** When one of them last got a connection. */
  movedMs: number
}

/** What the requests of a client share. */
interface Shared {
  readonly pool: ConnectionPool | Promise<ConnectionPool>
  readonly inFlight: InFlight
  readonly line: WaitingLine
  readonly timers: SharedTimer
  /** The host of the proxy. */
  readonly proxy: string | undefined
}

async function send(shared: Shared, request: TransportRequest): Promise<TransportResponse> {
  const { pool, inFlight, line, timers, proxy } = shared
  let leave: (() => void) | undefined
  let isSent = false
  let stopWaiting: (() => void) | undefined
  const exchange = new Exchange(() => {
    isSent = true
    line.movedMs = performance.now()
    stopWaiting?.()
    timer.expect('firstByte')
  })
  const abort = (): void => {
    // Nothing more comes after an abort, also if nobody reads the response.
    leave?.()
    exchange.abort(new Error('aborted'))
  }
  const timer = startRequestTimer(request, abort, () => leave?.(), timers)
  try {
    const { dispatcher } = pool instanceof Promise ? await pool : pool
    const sending = exchange.send(dispatcher, toDispatchOptions(request, timer.sending(request.body)))
    // On an open connection it was sent at once.
    if (!isSent) stopWaiting = onStandstill(shared, request.timeouts.connect, () => timer.expire('connect'))
    const response = await sending
    const headers: TransportResponse['headers'] = {
      get(name) {
        const value = response.headers[name.toLowerCase()]
        return value === undefined ? null : Array.isArray(value) ? value.join(', ') : value
      },
    }
    const coding = headers.get('content-encoding')?.trim().toLowerCase() ?? ''
    const isGzip = coding === 'gzip' || coding === 'x-gzip'
    if (!isGzip && coding !== '' && coding !== 'identity' && !accepts(request, coding)) {
      void exchange.return()
      throw codingError(request, coding)
    }
    // Nothing at all is not gzip.
    const hasBody = request.method !== 'HEAD' && response.status !== 204
    // The socket often has the head and the end at once. Nothing can time out any more, nor be left.
    const whole = isGzip && hasBody ? undefined : exchange.takeWhole()
    if (whole) {
      timer.stop()
      return { status: response.status, headers, body: new WholeBody(whole) }
    }
    const chunks = isGzip && hasBody ? (await import('./gunzip.ts')).gunzip(exchange) : exchange
    return {
      status: response.status,
      headers,
      body: timer.body(
        {
          next() {
            leave ??= inFlight.openResponse()
            return inFlight.track(chunks.next())
          },
          return: () => chunks.return!(),
        },
        response.status,
      ),
    }
  } catch (error) {
    stopWaiting?.()
    const failure = timer.failure(proxy === undefined ? error : namingProxy(error, proxy))
    if (error instanceof ConnectionError) throw error
    throw isSent ? failure : Object.assign(failure, { unsent: true })
  }
}

// A failure of the connection to the proxy, or of its tunnel; after a tunnel is open, the server's own TLS may fail.
const OF_PROXY = /^(?:E(?!RR_|PROTO)[A-Z_]+|UND_ERR_(?:SOCKET|PRX_CONN|CONNECT_TIMEOUT))$/

function namingProxy(error: unknown, proxy: string): unknown {
  const { code = '', message = '' } = Object(error) as Partial<NodeJS.ErrnoException>
  if (!OF_PROXY.test(code)) return error
  return Object.assign(new Error(`the proxy ${proxy}: ${message || code}`), { code: `PROXY_${code}` })
}

function toDispatchOptions(request: TransportRequest, body: unknown): Dispatcher.DispatchOptions {
  const { url, method, headers } = request
  const path = url.indexOf('/', 'https://'.length)
  return {
    origin: url.slice(0, path),
    path: url.slice(path),
    method,
    headers,
    // Bytes and iterables alike; undici's types know only streams.
    body: (body ?? null) as null,
    // undici checks its own time-outs only once a second.
    headersTimeout: 0,
    bodyTimeout: 0,
  }
}

/**
 * Calls back when the request, and every other, had to wait for a connection for that long: to wait in a line that moves is no
 * failure.
 */
function onStandstill({ line, timers }: Shared, limitMs: number, callback: () => void): () => void {
  let timer: ReturnType<SharedTimer['set']> | undefined
  const wait = (ms: number, isLast = false): void => {
    timer = timers.set(() => {
      const leftMs = line.movedMs + limitMs - performance.now()
      if (leftMs > 0) wait(leftMs)
      else if (isLast) callback()
      else wait(GRACE_MS, true)
    }, ms)
  }
  if (limitMs > 0) wait(limitMs)
  return () => timers.clear(timer)
}

/** Whether a request asks for this content coding, so that its caller decodes it. */
function accepts({ headers }: TransportRequest, coding: string): boolean {
  const accepted = (headers['accept-encoding'] ?? '').toLowerCase().split(',')
  return accepted.some((part) => part.split(';')[0]!.trim() === coding)
}
