import { createClient } from '@fluxline/core'
import { startLoopback } from '@fluxline/test-support'
import { expect, it } from 'vitest'
import { createSqlApi } from '../src/index.ts'

it('sends the parameters that a stream was called with, although it sends them later', async () => {
  await using loopback = await startLoopback((_, response) => {
    response.writeHead(200, { 'content-type': 'application/jsonl' }).end()
  })
  await using client = createClient({ url: loopback.url, server: '3' })
  const params = { host: '' }
  const streams = ['a', 'b'].map((host) => {
    params.host = host
    return createSqlApi(client, { database: 'd' }).stream('SELECT $host', { params })
  })
  for (const stream of streams) await stream.next()
  const sent = loopback.requests.map(({ body }) => (JSON.parse(body.toString()) as { params: unknown }).params)
  expect(sent).toEqual([{ host: 'a' }, { host: 'b' }])
})

it('queries with the options that the API was made with, whatever the caller sets afterwards', async () => {
  await using loopback = await startLoopback((_, response) => {
    response.writeHead(200, { 'content-type': 'application/jsonl' }).end()
  })
  await using client = createClient({ url: loopback.url, server: '3' })
  const options = { database: 'first', headers: { 'x-trace': 'first' }, params: { host: 'first' } }
  const api = createSqlApi(client, options)
  options.database = options.headers['x-trace'] = options.params.host = 'second'
  await api.raw('SELECT $host', { format: 'jsonl' })
  await api.collect('SELECT $host')
  for (const { headers, body } of loopback.requests) {
    expect(headers['x-trace']).toBe('first')
    expect(JSON.parse(body.toString())).toMatchObject({ db: 'first', params: { host: 'first' } })
  }
  expect(loopback.requests).toHaveLength(2)
})
