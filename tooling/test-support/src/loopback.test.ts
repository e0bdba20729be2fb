import { expect, it } from 'vitest'
import { startLoopback } from './loopback.ts'

it('responds as the test says, and records requests', async () => {
  await using loopback = await startLoopback((request, response) => void response.writeHead(202).end(request.body))
  const response = await fetch(`${loopback.url}/path?a=1`, {
    method: 'POST',
    body: 'hello',
    headers: { 'x-mine': '1' },
  })
  expect([response.status, await response.text()]).toEqual([202, 'hello'])
  expect(loopback.requests).toMatchObject([{ method: 'POST', url: '/path?a=1', headers: { 'x-mine': '1' } }])
})

it('responds with 500 and the error if the handler throws', async () => {
  await using loopback = await startLoopback(() => {
    throw new Error('expected something else')
  })
  const response = await fetch(loopback.url)
  expect([response.status, await response.text()]).toEqual([500, 'Error: expected something else'])
})

it('closes all sockets on close', async () => {
  const loopback = await startLoopback(() => {})
  const pending = fetch(loopback.url).catch((error: unknown) => error)
  while (loopback.sockets.size === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  await loopback.close()
  expect(await pending).toBeInstanceOf(TypeError)
})
