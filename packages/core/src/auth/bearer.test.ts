import { startLoopback } from '@fluxline/test-support'
import { expect, it } from 'vitest'
import { createClient } from '../client/default-client.ts'
import { bearer } from './bearer.ts'

it('sends the token as Bearer, and asks again for one that the server refuses', async () => {
  await using loopback = await startLoopback(({ headers }, response) => {
    response.writeHead(headers.authorization === 'Bearer new' ? 204 : 401).end()
  })
  let made = 0
  const token = async (): Promise<string> => (made++ === 0 ? 'old' : 'new')
  await using client = createClient({ url: loopback.url, auth: bearer(token) })
  await client.request({ method: 'GET', path: '/a' })
  expect(loopback.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer old', 'Bearer new'])
  await using fixed = createClient({ url: loopback.url, auth: bearer('new') })
  await fixed.request({ method: 'GET', path: '/a' })
  expect(() => bearer('a b')).toThrow(/`token` is empty or contains whitespace/)
})

it.each(['Authorization', 'X-API-KEY'])('a header %s of credentials is hidden, whatever its case', async (name) => {
  await using loopback = await startLoopback((_, response) => void response.writeHead(401).end('no secret-token here'))
  const credentials = { headers: () => ({ [name]: 'Token secret-token' }) }
  await using client = createClient({ url: loopback.url, headers: { [name]: 'mine' }, auth: () => credentials })
  await expect(client.request({ method: 'GET', path: '/a' })).rejects.toThrow('failed: 401: no *** here. ')
  const { headers } = loopback.requests[0]!
  expect(headers[name.toLowerCase()]).toBe('Token secret-token')
})

it('is hidden in errors', async () => {
  await using loopback = await startLoopback((_, response) => void response.writeHead(400).end('no secret-token here'))
  await using client = createClient({ url: loopback.url, auth: bearer('secret-token') })
  await expect(client.request({ method: 'GET', path: '/a' })).rejects.toThrow('failed: 400: no *** here')
})
