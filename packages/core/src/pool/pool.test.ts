import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { startLoopback } from '@fluxline/test-support'
import { MockAgent } from 'undici'
import { afterEach, describe, expect, it } from 'vitest'
import type { Client } from '../client/client.ts'
import { createClient } from '../client/default-client.ts'
import type { ClientOptions } from '../client/client-options.ts'

const open: { close(): unknown }[] = []

afterEach(async () => {
  await Promise.all(open.splice(0).map((resource) => resource.close()))
})

function given(options: ClientOptions): Client {
  const client = createClient({ timeout: 5000, ...options })
  open.push(client)
  return client
}

async function ask(client: Client): Promise<unknown> {
  return (await client.request({ method: 'GET', path: '/x' })).json()
}

describe('connections', () => {
  it('do not exceed their maximum', async () => {
    let most = 0
    const loopback = await startLoopback(async (_, response) => {
      most = Math.max(most, loopback.sockets.size)
      await new Promise((resolve) => setTimeout(resolve, 5))
      response.end('{}')
    })
    open.push(loopback)
    const client = given({ url: loopback.url, connections: 2 })
    await Promise.all(Array.from({ length: 10 }, () => ask(client)))
    expect(most).toBe(2)
  })

  it.each([0, -1, 1.5, Number.NaN])('are refused if their maximum is %d', (connections) => {
    expect(() => createClient({ url: 'http://localhost', connections })).toThrow(
      `\`connections\` must be a whole number of at least 1, not ${connections}`,
    )
  })

  it('are reused, and closed with the client', async () => {
    const loopback = await startLoopback((_, response) => void response.end('{}'))
    open.push(loopback)
    const client = given({ url: loopback.url })
    for (let n = 0; n < 20; n++) await ask(client)
    // undici opens a second one if the first is about to be free.
    expect(loopback.sockets.size).toBeLessThanOrEqual(2)
    await Promise.all([...[...loopback.sockets].map((socket) => once(socket, 'close')), client.close()])
  })

  it('that take too long end the call, also by the time-out of the call', async () => {
    // The handshake of TLS is a part of connecting, and this server sends nothing.
    const sockets: Socket[] = []
    const server = createServer((socket) => void sockets.push(socket.resume().on('error', () => {}))).listen(
      0,
      '127.0.0.1',
    )
    open.push(server)
    await once(server, 'listening')
    const client = given({ url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, timeout: 60_000 })
    const timeout = { connect: 80 }
    await expect(client.request({ method: 'GET', path: '/', timeout })).rejects.toMatchObject({
      code: 'FLUXLINE_TIMEOUT',
      phase: 'connect',
      timeoutMs: 80,
    })
    const signal = AbortSignal.timeout(20)
    await expect(client.request({ method: 'GET', path: '/', signal })).rejects.toMatchObject({
      code: 'FLUXLINE_ABORTED',
    })
    await Promise.all([...sockets.map((socket) => once(socket, 'close')), client.close()])
  })
})

it('sends requests with the dispatcher that was passed, and does not close it', async () => {
  const dispatcher = new MockAgent()
  dispatcher.disableNetConnect()
  open.push(dispatcher)
  const mocked = dispatcher.get('http://influx.example')
  mocked.intercept({ path: '/x' }).reply(200, { mocked: true }).times(2)
  const client = given({ url: 'http://influx.example', dispatcher })
  await expect(ask(client)).resolves.toEqual({ mocked: true })
  await client.close()
  await expect(ask(given({ url: 'http://influx.example', dispatcher }))).resolves.toEqual({ mocked: true })
})

it('reports headers that cannot be sent, as not retryable', async () => {
  const client = given({ url: 'http://127.0.0.1:9', headers: { 'x-key': 'my\nsecret' } })
  const error = await ask(client).catch((caught: unknown) => caught)
  expect(error).toMatchObject({
    code: 'FLUXLINE_CONNECTION',
    retryable: false,
    message: expect.stringMatching(/: invalid x-key header\. Check the headers/),
  })
})
