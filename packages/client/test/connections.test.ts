import { startLoopback } from '@fluxline/test-support'
import { expect, it } from 'vitest'
import { InfluxDBClient } from '../src/index.ts'

it('500 writers of one client take at most 100 connections', async () => {
  let most = 0
  await using server = await startLoopback((_, response) => {
    most = Math.max(most, server.sockets.size)
    setTimeout(() => response.writeHead(204).end(), 20)
  })
  await using client = new InfluxDBClient(server.url)
  const writers = Array.from({ length: 500 }, (_, n) =>
    client.batchWriter({ bucket: `b${n % 50}`, org: 'o', batchSize: 1 }),
  )
  for (const [n, writer] of writers.entries()) void writer.write([`m v=1 ${n}`, `m v=2 ${n}`])
  await Promise.all(writers.map((writer) => writer.flush()))
  expect(server.requests.filter(({ method }) => method === 'POST')).toHaveLength(1000)
  expect(most).toBeLessThanOrEqual(100)
})
