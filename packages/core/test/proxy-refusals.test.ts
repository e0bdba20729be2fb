import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { createClient, ping } from '../src/index.ts'

it.each([
  [403, false],
  [405, false],
  [407, false],
  [429, true],
  [503, true],
])('a proxy that responds to CONNECT with %d is named, and retryable: %s', async (status, retryable) => {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.on('data', () => socket.end(`HTTP/1.1 ${status} X\r\ncontent-length: 0\r\n\r\n`))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  await using client = createClient({ url: 'http://localhost:8086', proxy: { url, tunnel: true } })
  await expect(client.request({ method: 'GET', path: '/x' })).rejects.toMatchObject({
    code: 'FLUXLINE_CONNECTION',
    retryable,
    unsent: true,
    message: expect.stringContaining(`the proxy returned ${status}`),
  })
  server.close()
})

it('a ping of a closed client is an error, not false', async () => {
  const client = createClient({ url: 'http://127.0.0.1:9' })
  await client.close()
  await expect(ping(client)).rejects.toMatchObject({ code: 'FLUXLINE_CLOSED' })
})

it.each([false, true])('a proxy that is down is named, with a tunnel: %s', async (tunnel) => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  await new Promise((resolve) => server.close(resolve))
  await using client = createClient({
    url: 'http://influx.example:8086',
    proxy: { url: `http://me:my-password@${host}`, tunnel },
  })
  const error = await client.request({ method: 'GET', path: '/x' }).catch((caught: unknown) => caught)
  expect(error).toMatchObject({
    code: 'FLUXLINE_CONNECTION',
    retryable: true,
    unsent: true,
    message: expect.stringMatching(new RegExp(`the proxy ${host}: connect ECONNREFUSED .*Check \`proxy\``)),
  })
  expect(String(error)).not.toContain('my-password')
})
