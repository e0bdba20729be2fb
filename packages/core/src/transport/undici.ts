import { pipeline } from 'node:stream'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { request as undiciRequest } from 'undici'
import type { Dispatcher } from 'undici'
import { isWhole } from '../http/read-body.ts'
import { defaultTimeout } from './timeout.ts'
import { createPool } from './dispatcher.ts'
import { explain } from './explain-tls.ts'
import type { NodeOptions } from './node-options.ts'
import { onAbort } from '@fluxline/internal/signals'
import type { Transport, TransportRequest, TransportResponse } from './transport.ts'
import { Traffic } from './in-flight.ts'
import { watchOver } from './request-timer.ts'

/**
 * Carries requests over undici's connection pool, with keep-alive.
 *
 * @throws OptionError where a certificate, a key, the proxy's address or the number of connections cannot be right
 */
export function undiciTransport(connectMs: number, options: NodeOptions = {}): Transport {
  const given = options.dispatcher as Dispatcher | undefined
  // What the caller brought is the caller's to close.
  const { dispatcher, destroy } = given
    ? { dispatcher: given, destroy: () => Promise.resolve() }
    : createPool(connectMs, options)
  const traffic = new Traffic()
  return {
    seesConnect: true,
    send: (request) => traffic.during(send(dispatcher, request, traffic)),
    async close() {
      await traffic.settled(defaultTimeout)
      // It may still be connecting for a request that was given up, or hold an answer that nobody reads; its own `close`
      // would wait for both.
      await destroy()
    },
  }
}

async function send(dispatcher: Dispatcher, request: TransportRequest, traffic: Traffic): Promise<TransportResponse> {
  let leave: (() => void) | undefined
  const watch = watchOver(request, () => leave?.())
  // Nothing more comes then, also where nobody reads on.
  onAbort(watch.signal, () => leave?.())
  watch.expect('connect')
  try {
    const { body } = request
    const answer = await Promise.race([
      givenUp(watch.signal),
      undiciRequest(request.url, {
        dispatcher: dispatcher.compose(whenConnected(() => watch.expect('firstByte'))),
        method: request.method,
        headers: request.headers,
        // Bytes and iterables alike; undici's types know only streams.
        body: (isWhole(body) ? (body ?? null) : watch.sending(body)) as null,
        // Its own time-outs are checked once a second.
        headersTimeout: 0,
        bodyTimeout: 0,
        signal: watch.signal,
      }),
    ])
    const headers = headersOf(answer.headers)
    const chunks = decoded(answer.body, headers)
    // Whoever reads gets the error; where nobody does, it must not end the process.
    chunks.on('error', () => {})
    const iterator = chunks[Symbol.asyncIterator]() as AsyncIterator<Uint8Array, undefined>
    return {
      status: answer.statusCode,
      headers,
      body: watch.body({
        next() {
          leave ??= traffic.open()
          return traffic.during(iterator.next())
        },
        async return() {
          // Destroying one end of the pipeline destroys the other, so the socket is closed.
          chunks.destroy()
          return { done: true, value: undefined }
        },
      }),
    }
  } catch (error) {
    const failure = watch.failure(error)
    throw (failure.code === 'FLUXLINE_CONNECTION' && explain(request, error)) || failure
  }
}

/** Rejects on abort. undici itself waits for the connection before it looks whether a request is still wanted. */
function givenUp(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => void onAbort(signal, () => reject(new Error('given up'))))
}

/** undici tells a request's handler when there is a socket for it. */
function whenConnected(connected: () => void): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) => {
    const start = handler.onRequestStart?.bind(handler)
    handler.onRequestStart = (controller, context: unknown) => {
      connected()
      start?.(controller, context)
    }
    return dispatch(options, handler)
  }
}

function decoded(raw: Readable, headers: TransportResponse['headers']): Readable {
  if (headers.get('content-encoding') !== 'gzip') return raw
  return pipeline(raw, createGunzip(), () => {})
}

function headersOf(raw: Record<string, string | string[] | undefined>): TransportResponse['headers'] {
  return {
    get(name) {
      const value = raw[name.toLowerCase()]
      return value === undefined ? null : Array.isArray(value) ? value.join(', ') : value
    },
  }
}
