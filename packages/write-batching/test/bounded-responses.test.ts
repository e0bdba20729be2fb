import { createClient } from '@fluxline/core'
import { startLoopback } from '@fluxline/test-support'
import type { RequestHandler } from '@fluxline/test-support'
import { describe, expect, it } from 'vitest'
import { createBatchWriter } from '../src/index.ts'
import { lines } from './lines.ts'

/** Responds with a body that never ends, one byte at a time. */
function drip(status: number): RequestHandler {
  return (_, response, socket) => {
    response.writeHead(status).flushHeaders()
    const timer = setInterval(() => response.write('x'), 20)
    socket.once('close', () => clearInterval(timer))
  }
}

/** Responds with a body that never ends, as fast as it is read. */
function flood(status: number): RequestHandler {
  return (_, response, socket) => {
    response.writeHead(status)
    const send = (): void => {
      let canTakeMore = true
      while (canTakeMore && !socket.destroyed) canTakeMore = response.write('x'.repeat(65_536))
      if (!socket.destroyed) response.once('drain', send)
    }
    send()
  }
}

describe.each([
  ['a time-out, and retried', drip],
  ['judged by its status, and retried', flood],
] as const)('a response that never ends is %s', (_, fault) => {
  it.each([503, 500])('with status %d', async (status) => {
    let asked = 0
    await using server = await startLoopback((request, response, socket) => {
      // As many as there are concurrent requests.
      if (asked++ < 2) return fault(status)(request, response, socket)
      response.writeHead(204).end()
    })
    await using client = createClient({ url: server.url, token: 't', server: '2', timeout: 300 })
    const writer = createBatchWriter(client, { bucket: 'b', batchSize: 20, retryInterval: 10 })
    await writer.write(lines(40))
    expect(await writer.close()).toMatchObject({ written: 40, failed: 0, unsent: 0 })
    expect(server.requests).toHaveLength(4)
  })
})

it('a success or a refusal that never ends does not hold the writer', async () => {
  let asked = 0
  await using server = await startLoopback((request, response, socket) => {
    asked++
    if (asked < 3) return drip(asked === 1 ? 200 : 400)(request, response, socket)
    response.writeHead(204).end()
  })
  await using client = createClient({ url: server.url, token: 't', server: '2', timeout: 300 })
  const writer = createBatchWriter(client, { bucket: 'b', batchSize: 20, retryInterval: 10 })
  await writer.write(lines(40))
  expect(await writer.close()).toMatchObject({ written: 40, failed: 0, unsent: 0 })
})
