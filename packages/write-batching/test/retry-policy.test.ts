import { createClient, retry } from '@fluxline/core'
import { startLoopback } from '@fluxline/test-support'
import { expect, it } from 'vitest'
import { createBatchWriter, writeNow } from '../src/index.ts'

it('writeNow is retried by the policy of the client if all lines have times', async () => {
  let asked = 0
  await using server = await startLoopback((_, response) => void response.writeHead(asked++ === 0 ? 503 : 204).end())
  await using client = createClient({ url: server.url, token: 't', server: '2', retry: retry({ retryInterval: 10 }) })
  await writeNow(client, [{ measurement: 'm', fields: { v: 1 }, time: new Date() }, 'm v=1 1'], { bucket: 'b' })
  expect(asked).toBe(2)
  asked = 0
  await expect(writeNow(client, ['m v=1 1', 'm v=2'], { bucket: 'b' })).rejects.toMatchObject({ status: 503 })
  expect(asked).toBe(1)
})

it.each([
  ['is busy', 503],
  ['is away', undefined],
])('a batch writer retries by its own options alone if the server %s', async (_, status) => {
  await using server = await startLoopback((_request, response) => void response.writeHead(status ?? 500).end())
  const url = status === undefined ? 'http://127.0.0.1:9' : server.url
  let calls = 0
  const hooks = { onRequest: () => void calls++ }
  await using client = createClient({ url, token: 't', server: '2', retry: retry({ retryInterval: 10 }), hooks })
  const writer = createBatchWriter(client, { bucket: 'b', maxRetries: 1, retryInterval: 10, onError() {} })
  await writer.write('m v=1 1')
  expect(await writer.close()).toMatchObject({ written: 0, failed: 1 })
  expect(calls).toBe(2)
})
