import { startLoopback } from '@fluxline/test-support'
import { expect, it } from 'vitest'
import { ConnectionError } from '../errors.ts'
import { defaultTimeouts } from '../transport/timeout.ts'
import type { TransportRequest } from '../transport/transport.ts'
import { platform } from './browser.ts'

const request: TransportRequest = {
  call: { id: 1, attempt: 1 },
  method: 'POST',
  url: 'http://127.0.0.1:9/write',
  headers: {},
  body: 'm f=1',
  signal: undefined,
  timeouts: defaultTimeouts,
}

it('compresses nothing', async () => {
  expect(await platform.gzip('long '.repeat(1000), undefined)).toBeUndefined()
})

it('reads a stream before sending it, since browsers cannot send streams', async () => {
  await using loopback = await startLoopback((_, response) => void response.end())
  const transport = platform.createTransport({ url: loopback.url })
  const body = new Blob(['m f=1\n', 'm f=2']).stream()
  await transport.send({ ...request, url: loopback.url, body })
  expect(loopback.requests).toMatchObject([{ headers: { 'content-length': '11' } }])
})

it('adds to a failed request that CORS may be the reason', async () => {
  const transport = platform.createTransport({ url: request.url })
  const error = (await transport.send(request).catch((caught: unknown) => caught)) as ConnectionError
  expect(error).toBeInstanceOf(ConnectionError)
  expect(error).toMatchObject({ code: 'FLUXLINE_CONNECTION', message: expect.stringContaining('CORS') })
  // The added text keeps the cause, and the stack has it too.
  expect(error.cause).toBeInstanceOf(Error)
  expect(error.stack).toContain('CORS')
  expect(Object.keys(error)).not.toContain('message')
})
