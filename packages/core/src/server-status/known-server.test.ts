import type { ServerResponse } from 'node:http'
import { startLoopback } from '@fluxline/test-support'
import { expect, it } from 'vitest'
import type { RequestSpec } from '../client/client.ts'
import { createClient } from '../client/default-client.ts'
import { HttpError } from '../errors.ts'
import { knownServer, serverOf } from './known-server.ts'
import { explainMissing } from './not-on-this-server.ts'

const three = { 'x-influxdb-version': '3.6.0', 'x-influxdb-build': 'Core' }

it('asks once, for all who ask at the same time and later', async () => {
  await using loopback = await startLoopback((_, response) => void response.writeHead(200, three).end('{}'))
  await using client = createClient({ url: loopback.url })
  const wrapper = { closing: client.closing, request: (spec: RequestSpec) => client.request(spec) }
  expect(knownServer(client)).toBeUndefined()
  const found = await Promise.all([serverOf(client), serverOf(wrapper), serverOf(client)])
  expect(found.map(({ major }) => major)).toEqual([3, 3, 3])
  expect(await serverOf(client)).toEqual({ product: 'InfluxDB 3', major: 3, version: '3.6.0', build: 'Core' })
  expect([knownServer(client), knownServer(wrapper)]).toEqual([3, 3])
  expect(loopback.requests).toHaveLength(1)
})

it.each([500, 503, 401, 429])('takes a server that fails with %d for 2.x, and asks again', async (status) => {
  let pings = 0
  await using loopback = await startLoopback(
    (_, response) => void response.writeHead(++pings > 1 ? 200 : status, three).end(),
  )
  await using client = createClient({ url: loopback.url })
  expect(await serverOf(client)).toMatchObject({ major: 2, version: undefined })
  expect(knownServer(client)).toBeUndefined()
  expect(await serverOf(client)).toMatchObject({ major: 3 })
})

it('takes a server for 2.x that cannot be asked, such as one behind a proxy that knows no /ping', async () => {
  await using loopback = await startLoopback((_, response) => void response.writeHead(404).end())
  await using client = createClient({ url: loopback.url })
  await serverOf(client)
  expect(await serverOf(client)).toMatchObject({ product: 'InfluxDB 2.x', major: 2 })
  expect(loopback.requests).toHaveLength(1)
  await using nobody = createClient({ url: 'http://127.0.0.1:1' })
  expect(await serverOf(nobody)).toMatchObject({ major: 2 })
})

it.each(['1', '2', '3'] as const)('believes the option %s', async (server) => {
  await using loopback = await startLoopback((_, response) => void response.writeHead(204).end())
  await using client = createClient({ url: loopback.url, server })
  expect(knownServer(client)).toBe(Number(server))
  expect(await serverOf(client)).toMatchObject({ major: Number(server) })
  await using nobody = createClient({ url: 'http://127.0.0.1:1', server })
  expect(await serverOf(nobody)).toMatchObject({ major: Number(server) })
})

it('stops waiting at a signal, while others wait on', async () => {
  const responses: ServerResponse[] = []
  await using loopback = await startLoopback((_, response) => void responses.push(response))
  await using client = createClient({ url: loopback.url })
  const ending = new AbortController()
  const left = serverOf(client, ending.signal)
  const waiting = serverOf(client)
  ending.abort()
  expect(await left).toMatchObject({ major: 2 })
  while (responses.length === 0) await new Promise((resolve) => setTimeout(resolve, 1))
  responses[0]!.writeHead(200, three).end()
  expect(await waiting).toMatchObject({ major: 3 })
})

it('works with a client on another thread, which passes on no headers', async () => {
  const response = { status: 200, text: async () => '{"version":"3.6.0"}' }
  expect(await serverOf({ request: async () => response })).toMatchObject({ major: 3, version: '3.6.0' })
})

it('explains a 404 only if the server lacks the feature', async () => {
  await using loopback = await startLoopback((_, response) => void response.writeHead(200, three).end())
  await using client = createClient({ url: loopback.url })
  const feature = { name: 'x', on: [2], instead: {} } as const
  for (const error of [
    new Error('other'),
    failure('/api/v2/x', 'not found', 500),
    failure('/api/v2/x', 'bucket not found'),
  ])
    expect(await explainMissing(client, feature, error)).toBe(error)
  const here = failure('/api/v2/x', 'not found')
  expect(await explainMissing(client, { ...feature, on: [3] }, here)).toBe(here)
  const missing = await explainMissing(client, feature, here)
  expect(missing).toMatchObject({ code: 'FLUXLINE_NOT_ON_THIS_SERVER', cause: here, status: 404 })
  expect((missing as Error).message).toBe(
    'GET /api/v2/x failed: 404: not found. This is InfluxDB 3.6.0 Core, which has no x.',
  )
})

function failure(path: string, serverMessage: string, status = 404): HttpError {
  return new HttpError('x', { method: 'GET', path, status, serverMessage })
}
