import { isWhole } from '../body.ts'
import { OptionError } from '../errors.ts'
import type { Transport, TransportRequest, TransportResponse } from './transport.ts'
import { Watch } from './watch.ts'

/** Carries requests over `fetch`, as browsers, Workers, Deno and Bun have it. */
export function fetchTransport(fetcher: typeof fetch = (...args) => fetch(...args)): Transport {
  return {
    seesConnect: false,
    send: (request) => send(fetcher, request),
    close: () => Promise.resolve(),
  }
}

async function send(fetcher: typeof fetch, request: TransportRequest): Promise<TransportResponse> {
  const watch = new Watch(request)
  watch.expect('firstByte')
  try {
    const { status, headers, type, body } = await fetcher(request.url, {
      method: request.method,
      headers: request.headers,
      redirect: 'manual',
      signal: watch.signal,
      ...bodyOf(request.body, watch),
    })
    // A browser hides where a redirect leads.
    if (type === 'opaqueredirect') {
      throw new OptionError(`${request.url} redirects elsewhere; set the client's url to where it leads.`)
    }
    const reader = body?.getReader()
    return {
      status,
      headers,
      body: watch.body({
        next: async () => (await reader?.read())?.value,
        cancel: () => reader?.cancel().catch(() => {}),
      }),
    }
  } catch (error) {
    throw watch.failure(error)
  }
}

function bodyOf(body: TransportRequest['body'], watch: Watch): RequestInit {
  if (isWhole(body)) return { body: body as BodyInit }
  const chunks = watch.sending(body)
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await chunks.next()
      if (next.done) controller.close()
      else controller.enqueue(next.value)
    },
    async cancel() {
      await chunks.return(undefined)
    },
  })
  return { body: stream, duplex: 'half' } as RequestInit
}
