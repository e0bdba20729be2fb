import { brotliCompressSync, gzipSync } from 'node:zlib'
import { startLoopback } from '@fluxline/test-support'
import { expect, it } from 'vitest'
import { createClient } from '../index.ts'
import { describeTransport } from './transport.contract.ts'
import { undiciTransport } from './undici.ts'

describeTransport('undici', () => undiciTransport('http://localhost', 5000))

it.each(['gzip', 'GZIP', 'x-gzip', 'X-GZip', ' gzip '])('decodes the content coding %j', async (coding) => {
  await using server = await startLoopback(
    (_, response) => void response.writeHead(200, { 'content-encoding': coding }).end(gzipSync('text')),
  )
  await using client = createClient({ url: server.url })
  expect(await (await client.request({ method: 'GET', path: '/x' })).text()).toBe('text')
})

it.each(['br', 'deflate', 'zstd', 'gzip, br', 'secret'])('refuses the content coding %s', async (coding) => {
  await using server = await startLoopback(
    (_, response) => void response.writeHead(200, { 'content-encoding': coding }).end(brotliCompressSync('text')),
  )
  await using client = createClient({ url: server.url })
  const request = { method: 'GET', path: '/x', headers: { 'accept-encoding': 'gzip' } } as const
  await expect(client.request(request)).rejects.toMatchObject({
    code: 'FLUXLINE_CONNECTION',
    retryable: false,
    message: expect.stringContaining(`the response has the content coding "${coding}"`),
  })
})

it('leaves a coding that the caller asked for to the caller, and takes identity as none', async () => {
  await using server = await startLoopback(({ headers }, response) => {
    const coding = headers['accept-encoding'] === 'identity' ? 'Identity' : 'br'
    response.writeHead(200, { 'content-encoding': coding }).end(coding === 'br' ? brotliCompressSync('text') : 'text')
  })
  await using client = createClient({ url: server.url })
  const request = async (accepted: string): Promise<string> => {
    const headers = { 'accept-encoding': accepted }
    return (await client.request({ method: 'GET', path: '/x', headers })).text()
  }
  expect(await request('identity')).toBe('text')
  expect(await request('gzip, BR;q=0.5')).not.toBe('text')
})
