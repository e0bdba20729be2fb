import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { createClient, write } from '../src/index.ts'
import type { Client } from '../src/index.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

/** A client of a server that responds to the first request of each connection, and breaks it with the second. */
async function given(breakOff: (socket: Socket) => void): Promise<{ client: Client; requests: string[] }> {
  const requests: string[] = []
  const server = createServer((socket) => {
    let count = 0
    socket.on('error', () => {})
    socket.on('data', (data) => {
      requests.push(data.toString().split(' ', 1)[0]!)
      if (++count > 1) breakOff(socket)
      else socket.write('HTTP/1.1 204 No Content\r\n\r\n')
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = createClient({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, connections: 1 })
  closing.push(
    () => client.close(),
    () => server.close(),
  )
  return { client, requests }
}

const ways: readonly [name: string, breakOff: (socket: Socket) => void][] = [
  ['closed', (socket) => socket.end()],
  ['reset', (socket) => socket.resetAndDestroy()],
]

it.each(ways)('a read on a kept connection that is %s meanwhile is made again', async (_, breakOff) => {
  const { client, requests } = await given(breakOff)
  for (let n = 0; n < 3; n++) await client.request({ method: 'GET', path: '/x' })
  expect(requests).toHaveLength(5)
})

it.each(ways)('so are lines that have times, on one that is %s', async (_, breakOff) => {
  const { client, requests } = await given(breakOff)
  for (let n = 0; n < 3; n++) await write(client, 'm f=1 1', { bucket: 'b' })
  expect(requests).toHaveLength(5)
})

it.each(ways)('a request that may have changed something is not made again, on one that is %s', async (_, breakOff) => {
  const { client, requests } = await given(breakOff)
  await write(client, 'm f=1', { bucket: 'b' })
  await expect(write(client, 'm f=1', { bucket: 'b' })).rejects.toMatchObject({ code: 'FLUXLINE_CONNECTION' })
  expect(requests).toHaveLength(2)
})

it.each(ways)('a new connection that is %s is an error at once', async (_, breakOff) => {
  const requests: string[] = []
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.on('data', (data) => {
      requests.push(data.toString())
      breakOff(socket)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(() => server.close())
  await using client = createClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  await expect(client.request({ method: 'GET', path: '/x' })).rejects.toMatchObject({ code: 'FLUXLINE_CONNECTION' })
  expect(requests).toHaveLength(1)
})
