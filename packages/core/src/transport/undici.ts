import { pipeline } from 'node:stream'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { alwaysHide } from '#explain'
import { onAbort } from '@fluxline/internal/signals'
import { request as undiciRequest } from 'undici'
import type { Dispatcher } from 'undici'
import { ConnectionError } from '../errors.ts'
import { createPool } from './dispatcher.ts'
import { codingError } from './failure.ts'
import { InFlight } from './in-flight.ts'
import { proxySecrets } from './node-options.ts'
import type { NodeOptions } from './node-options.ts'
import { GRACE_MS, startRequestTimer } from './request-timer.ts'
import type { Transport, TransportRequest, TransportResponse } from './transport.ts'

/**
 * Sends requests over undici's connection pool, with keep-alive.
 *
 * @throws OptionError if a certificate, a key, the proxy's URL or the number of connections is wrong
 */
export function undiciTransport(connectMs: number, options: NodeOptions = {}): Transport {
  const given = options.dispatcher as Dispatcher | undefined
  // The caller closes the dispatcher that it passed.
  const { dispatcher, destroy } = given
    ? { dispatcher: given, destroy: () => Promise.resolve() }
    : createPool(connectMs, options)
  alwaysHide(proxySecrets(options.proxy, process.env))
  const timed = dispatcher.compose(expectFirstByte)
  const inFlight = new InFlight()
  const line = { movedMs: 0 }
  return {
    seesConnect: true,
    send: (request) => inFlight.track(send(timed, request, inFlight, line)),
    async close() {
      await inFlight.whenSettled(QUIET_MS)
      // undici's own `close` would wait for connections of requests that were aborted, and for responses that nobody reads.
      await destroy()
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

async function send(
  dispatcher: Dispatcher,
  request: TransportRequest,
  inFlight: InFlight,
  line: WaitingLine,
): Promise<TransportResponse> {
  let leave: (() => void) | undefined
  let isSent = false
  const ended = (): void => leave?.()
  const timer = startRequestTimer(request, ended)
  const stopWaiting = onStandstill(request.timeouts.connect, line, () => timer.expire('connect'))
  try {
    const response = await new Promise<Dispatcher.ResponseData<unknown>>((resolve, reject) => {
      // undici itself waits for the connection before it looks at the signal. Nothing more comes after an abort, also if
      // nobody reads the response.
      onAbort(timer.signal, () => {
        ended()
        reject(new Error('aborted'))
      })
      undiciRequest(request.url, {
        dispatcher,
        method: request.method,
        headers: request.headers,
        // Bytes and iterables alike; undici's types know only streams.
        body: (timer.sending(request.body) ?? null) as null,
        // undici checks its own time-outs only once a second.
        headersTimeout: 0,
        bodyTimeout: 0,
        signal: timer.signal,
        opaque: () => {
          isSent = true
          line.movedMs = performance.now()
          stopWaiting()
          timer.expect('firstByte')
        },
      }).then(resolve, reject)
    })
    const headers: TransportResponse['headers'] = {
      get(name) {
        const value = response.headers[name.toLowerCase()]
        return value === undefined ? null : Array.isArray(value) ? value.join(', ') : value
      },
    }
    const coding = headers.get('content-encoding')?.trim().toLowerCase() ?? ''
    const isGzip = coding === 'gzip' || coding === 'x-gzip'
    if (!isGzip && coding !== '' && coding !== 'identity' && !accepts(request, coding)) {
      response.body.on('error', () => {}).destroy()
      throw codingError(request, coding)
    }
    // Nothing at all is not gzip.
    const hasBody = request.method !== 'HEAD' && response.statusCode !== 204
    const chunks = isGzip && hasBody ? gunzip(response.body) : response.body
    // The reader gets the error. If there is none, it must not end the process.
    chunks.on('error', () => {})
    const iterator = chunks[Symbol.asyncIterator]() as AsyncIterator<Uint8Array, undefined>
    return {
      status: response.statusCode,
      headers,
      body: timer.body(
        {
          next() {
            leave ??= inFlight.openResponse()
            return inFlight.track(iterator.next())
          },
          async return() {
            // Destroying one end of the pipeline destroys the other, so the socket is closed.
            chunks.destroy()
            return { done: true, value: undefined }
          },
        },
        response.statusCode,
      ),
    }
  } catch (error) {
    stopWaiting()
    const failure = timer.failure(error)
    if (error instanceof ConnectionError) throw error
    throw isSent ? failure : Object.assign(failure, { unsent: true })
  }
}

/**
 * Calls back when the request, and every other, had to wait for a connection for that long: to wait in a line that moves is no
 * failure.
 */
function onStandstill(limitMs: number, line: WaitingLine, callback: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const wait = (ms: number, isLast = false): void => {
    timer = setTimeout(() => {
      const leftMs = line.movedMs + limitMs - performance.now()
      if (leftMs > 0) wait(leftMs)
      else if (isLast) callback()
      else wait(GRACE_MS, true)
    }, ms)
  }
  if (limitMs > 0) wait(limitMs)
  return () => clearTimeout(timer)
}

/** Calls back when undici has a socket for the request, and begins to send it. */
const expectFirstByte: Dispatcher.DispatcherComposeInterceptor = (dispatch) => (options, handler) => {
  const { opaque } = options as { opaque?: () => void }
  const start = handler.onRequestStart?.bind(handler)
  handler.onRequestStart = (controller, context: unknown) => {
    opaque?.()
    start?.(controller, context)
  }
  return dispatch(options, handler)
}

function gunzip(raw: Readable): Readable {
  return pipeline(raw, createGunzip(), () => {})
}

/** Whether a request asks for this content coding, so that its caller decodes it. */
function accepts({ headers }: TransportRequest, coding: string): boolean {
  const accepted = (headers['accept-encoding'] ?? '').toLowerCase().split(',')
  return accepted.some((part) => part.split(';')[0]!.trim() === coding)
}
