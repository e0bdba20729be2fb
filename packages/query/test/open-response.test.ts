import { createClient } from '@fluxline/core'
import { startLoopback } from '@fluxline/test-support'
import { expect, it } from 'vitest'
import { createQueryApi } from '../src/index.ts'
import { openResponseOf } from '../src/response.ts'
import type { ResponseSource } from '../src/response.ts'
import { all } from './all.ts'

const text = async (body: AsyncIterable<Uint8Array>): Promise<string> => Buffer.concat(await all(body)).toString()

it('returns the iterable of the client itself, with the options of the API and the default dialect', async () => {
  await using server = await startLoopback((_, response) => void response.end('a,b'))
  await using client = createClient({ url: server.url })
  const api = createQueryApi(client, { org: 'acme', dialect: { delimiter: ';' }, headers: { 'x-mine': '1' } })
  // The umbrella makes its API out of another.
  for (const source of [api, { ...api }]) {
    expect(await text((await openResponseOf(source)('x', { compression: 'identity' })).bytes)).toBe('a,b')
  }
  const sent = server.requests.map(({ headers, body }) => [headers['x-mine'], JSON.parse(String(body)) as object])
  expect(sent).toMatchObject([
    ['1', { query: 'x', dialect: { delimiter: ',' } }],
    ['1', { query: 'x', dialect: { delimiter: ',' } }],
  ])
})

it('shows the location of an error in the script', async () => {
  await using server = await startLoopback((_, response) => {
    response.writeHead(400).end('{"code":"invalid","message":"error @1:1-1:2: undefined identifier x"}')
  })
  await using client = createClient({ url: server.url, org: 'acme' })
  const api = createQueryApi(client)
  await expect(openResponseOf(api)('x', {})).rejects.toThrow(/undefined identifier x[^]*\n  1 \| x\n    \| \^$/)
})

it('reads the stream of another API, in the default dialect', async () => {
  const calls: unknown[] = []
  const other: ResponseSource = {
    raw: async (...call) => {
      calls.push(call)
      return new Blob(['a,b']).stream()
    },
  }
  expect(await text((await openResponseOf(other)('x', { org: 'acme' })).bytes)).toBe('a,b')
  const dialect = expect.objectContaining({ delimiter: ',', header: true }) as unknown
  expect(calls).toEqual([['x', { org: 'acme', as: 'stream', dialect }]])
})
