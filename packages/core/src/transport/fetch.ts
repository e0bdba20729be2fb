import { isWhole } from '../http/read-body.ts'
import { chunksOf } from './chunks.ts'
import type { Transport } from './transport.ts'
import { watchOver } from './request-timer.ts'

/** Carries requests over `fetch`, as browsers, Workers, Deno and Bun have it. */
export function fetchTransport(fetcher: typeof fetch = (...args) => fetch(...args)): Transport {
  return {
    seesConnect: false,
    async send(request) {
      const watch = watchOver(request)
      watch.expect('firstByte')
      try {
        const { status, headers, body } = await fetcher(request.url, {
          method: request.method,
          headers: request.headers,
          redirect: 'manual',
          signal: watch.signal,
          body: isWhole(request.body) ? (request.body as BodyInit) : watch.sending(request.body),
          // Asked for with a stream; without one it says nothing.
          ...({ duplex: 'half' } as object),
        })
        return { status, headers, body: watch.body(body ? chunksOf(body) : undefined) }
      } catch (error) {
        throw watch.failure(error)
      }
    },
    async close() {},
  }
}
