import { chunksOf } from '@fluxline/internal/web-stream'
import { startRequestTimer } from './request-timer.ts'
import type { Transport } from './transport.ts'

/** Sends requests with `fetch`, as browsers, Workers, Deno and Bun have it. */
export function fetchTransport(fetcher: typeof fetch = (...args) => fetch(...args)): Transport {
  return {
    seesConnect: false,
    async send(request) {
      const controller = new AbortController()
      const timer = startRequestTimer(request, () => controller.abort())
      timer.expect('firstByte')
      try {
        const { status, headers, body } = await fetcher(request.url, {
          method: request.method,
          headers: request.headers,
          redirect: 'manual',
          signal: controller.signal,
          body: timer.sending(request.body) as BodyInit,
          // Required with a stream, and ignored without one.
          ...({ duplex: 'half' } as object),
        })
        return { status, headers, body: timer.body(body ? chunksOf(body) : undefined, status) }
      } catch (error) {
        throw timer.failure(error)
      }
    },
    async close() {},
  }
}
