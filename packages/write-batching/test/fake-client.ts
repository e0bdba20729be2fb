import type { Client, ClientResponse, RequestSpec } from '@fluxline/core'
import { watchTransitions } from './watch-transitions.ts'

watchTransitions()

/** A write request to the fake client. */
export interface SentBatch {
  readonly bucket: string
  readonly precision: string
  readonly lines: readonly string[]
  readonly spec: RequestSpec
}

/** Responds to one write: with 204, or with the error that it throws. */
export type WriteResponder = (batch: SentBatch, at: number) => void | Promise<void>

/** A client without a network, for tests whose subject is time or order. */
export function fakeClient(respond: WriteResponder = () => {}): Client & { readonly sent: SentBatch[] } {
  const sent: SentBatch[] = []
  return {
    sent,
    url: 'http://fake',
    org: 'acme',
    // Of another one a writer asks what it is.
    server: '2',
    async request(spec): Promise<ClientResponse> {
      const batch = {
        bucket: spec.query?.['bucket'] as string,
        precision: spec.query?.['precision'] as string,
        lines: new TextDecoder()
          .decode(spec.body as Uint8Array)
          .split('\n')
          .slice(0, -1),
        spec,
      }
      sent.push(batch)
      await Promise.race([respond(batch, sent.length - 1), aborted(spec.signal)])
      return {
        status: 204,
        headers: { get: () => null },
        body: (async function* () {})(),
        text: () => Promise.resolve(''),
        json: () => Promise.resolve(undefined),
      }
    },
    close: () => Promise.resolve(),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
}

function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    const abort = (): void => reject(Object.assign(new Error('aborted'), { code: 'FLUXLINE_ABORTED' }))
    signal?.addEventListener('abort', abort)
    if (signal?.aborted) abort()
  })
}

/** Returns an error with the members that core's errors have. */
export function failure(shape: {
  status?: number
  code?: string
  retryable?: boolean
  retryAfterMs?: number
  message?: string
  rejected?: readonly { line: string; reason: string }[]
  dropped?: number
}): Error {
  const { message = `status ${shape.status}`, ...rest } = shape
  return Object.assign(new Error(message), { code: 'FLUXLINE_HTTP', ...rest })
}
