import { setTimeout as sleep } from 'node:timers/promises'
import { startLoopback } from '@fluxline/test-support'
import { expect, it } from 'vitest'
import { createClient, write } from '../src/index.ts'

it('2000 writes at once take at most 100 connections, and wait in order, also for longer than the time-out', async () => {
  let most = 0
  await using server = await startLoopback(async (_, response) => {
    most = Math.max(most, server.sockets.size)
    await sleep(150)
    response.writeHead(204).end()
  })
  // Twenty rounds of 150 ms: most wait for longer than a second.
  await using client = createClient({ url: server.url, token: 't', timeout: { connect: 1000 } })
  await Promise.all(Array.from({ length: 2000 }, (_, time) => write(client, `m v=1 ${time}`, { bucket: 'b' })))
  expect(most).toBeLessThanOrEqual(100)
  const times = server.requests.map(({ body }) => Number(body.toString().split(' ')[2]))
  const late = times.filter((time, index) => Math.abs(time - index) > 200)
  expect(late).toEqual([])
}, 30_000)

it('a request times out if no connection becomes free', async () => {
  await using server = await startLoopback((_, response) => void response.write('x'))
  await using client = createClient({ url: server.url, connections: 1, timeout: { connect: 200 } })
  const { body } = await client.request({ method: 'GET', path: '/x' })
  await expect(client.request({ method: 'GET', path: '/y' })).rejects.toMatchObject({
    code: 'FLUXLINE_TIMEOUT',
    phase: 'connect',
    unsent: true,
  })
  await body[Symbol.asyncIterator]().return?.()
})

it.each([0, 1])('close does not wait for a response of which %d chunks were read', async (chunks) => {
  await using server = await startLoopback((_, response) => void response.write('x'.repeat(1_000_000)))
  const client = createClient({ url: server.url })
  const { body } = await client.request({ method: 'GET', path: '/x' })
  const reader = body[Symbol.asyncIterator]()
  for (let n = 0; n < chunks; n++) await reader.next()
  await client.close()
  await expect.poll(() => server.sockets.size).toBe(0)
})
