import { startLoopback } from '@fluxline/test-support'
import { expect, it } from 'vitest'
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

it('gathers a stream, which browsers cannot send', async () => {
  await using loopback = await startLoopback((_, response) => void response.end())
  const transport = platform.createTransport({ url: loopback.url })
  const body = new Blob(['m f=1\n', 'm f=2']).stream()
  await transport.send({ ...request, url: loopback.url, body })
  expect(loopback.requests).toMatchObject([{ headers: { 'content-length': '11' } }])
})

it('says what else a failed request may mean to a page', async () => {
  const transport = platform.createTransport({ url: request.url })
  await expect(transport.send(request)).rejects.toMatchObject({
    code: 'FLUXLINE_CONNECTION',
    message: expect.stringContaining('CORS'),
  })
})
