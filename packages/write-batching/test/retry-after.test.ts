import { createClient } from '@fluxline/core'
import { startLoopback } from '@fluxline/test-support'
import { expect, it, vi } from 'vitest'
import { createBatchWriter } from '../src/index.ts'
import type { BatchEvent, BatchOptions } from '../src/index.ts'

const bounds: BatchOptions = { bucket: 'b', maxRetryDelay: 300, maxRetryTime: 10_000, retryInterval: 10 }

it.each(['999999999', '9'.repeat(400), 'Fri, 31 Dec 9999 23:59:59 GMT', '3600', '5'])(
  'a Retry-After of %s holds a batch, and the other writers of the client, for no longer than the bounds',
  async (retryAfter) => {
    let asked = 0
    await using server = await startLoopback((_, response) => {
      response.writeHead(asked++ === 0 ? 429 : 204, { 'retry-after': retryAfter }).end()
    })
    await using client = createClient({ url: server.url, token: 't', server: '2' })
    const onRetry = vi.fn<(event: BatchEvent) => void>()
    const first = createBatchWriter(client, { ...bounds, onRetry })
    const second = createBatchWriter(client, bounds)
    await first.write('m v=1 1')
    void first.flush()
    await vi.waitFor(() => expect(onRetry).toHaveBeenCalledTimes(1), 5000)
    await second.write('m v=2 2')
    await expect(second.close()).resolves.toMatchObject({ written: 1 })
    await expect(first.close()).resolves.toMatchObject({ written: 1, failed: 0, unsent: 0 })
    expect(onRetry.mock.calls.map(([{ delayMs }]) => delayMs)).toEqual([300])
  },
)

it('maxRetryTime bounds it too, and the last attempt is made then', async () => {
  await using server = await startLoopback(
    (_, response) => void response.writeHead(503, { 'retry-after': '3600' }).end(),
  )
  await using client = createClient({ url: server.url, token: 't', server: '2' })
  const onRetry = vi.fn<(event: BatchEvent) => void>()
  const onError = vi.fn<(event: BatchEvent) => void>()
  const writer = createBatchWriter(client, { bucket: 'b', maxRetryTime: 300, onRetry, onError })
  await writer.write('m v=1 1')
  expect(await writer.close()).toMatchObject({ written: 0, failed: 1 })
  expect(onRetry.mock.lastCall?.[0].delayMs).toBeLessThanOrEqual(300)
  expect(onError.mock.lastCall?.[0]).toMatchObject({ outcome: 'refused' })
  expect(server.requests).toHaveLength(2)
})

it('a batch that waits for its retry is not held by the limits that later responses set', async () => {
  await using server = await startLoopback(
    (_, response) => void response.writeHead(429, { 'retry-after': '3600' }).end(),
  )
  await using client = createClient({ url: server.url, token: 't', server: '2' })
  const writer = createBatchWriter(client, { bucket: 'b', maxRetryTime: 400, maxRetryDelay: 200, onError() {} })
  for (let time = 0; time < 10; time++) {
    await writer.write(`m v=1 ${time}`)
    void writer.flush()
  }
  expect(await writer.close()).toMatchObject({ written: 0, failed: 10 })
})
