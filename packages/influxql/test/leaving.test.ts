import { createClient } from '@fluxline/core'
import { describeLeaving, startLoopback } from '@fluxline/test-support'
import { from } from 'rxjs'
import { expect, it, vi } from 'vitest'
import { createInfluxQLApi } from '../src/index.ts'
import type { InfluxQLApi } from '../src/index.ts'

const start = {
  body: '{"results":[{"statement_id":0,"series":[{"name":"m","columns":["time","v"],"values":[[1,1.5],',
  values: 1,
  type: 'application/json',
}
type Open = (api: InfluxQLApi, signal?: AbortSignal) => AsyncIterator<unknown>

function leavable(name: string, open: Open): Parameters<typeof describeLeaving>[0][number] {
  return { name, open: (url, signal) => open(createInfluxQLApi(createClient({ url })), signal), start }
}

const schema = { name: 'm', definition: { fields: {} } }

describeLeaving([
  leavable('stream', (api, signal) => api.stream('SELECT v FROM m', { signal })),
  leavable('streamBatches', (api, signal) => api.streamBatches('SELECT v FROM m', { signal })),
  leavable('rows', (api, signal) => api.rows('SELECT v FROM m', schema, { signal })),
  leavable('observable', (api, signal) => api.observable('SELECT v FROM m', { signal })[Symbol.asyncIterator]()),
])

it('an observable sends the query for each subscriber, and unsubscribing ends the request', async () => {
  await using server = await startLoopback(
    (_, response) => void response.writeHead(200, { 'content-type': start.type }).write(start.body),
  )
  await using client = createClient({ url: server.url })
  const values = from(createInfluxQLApi(client).observable('SELECT v FROM m'))
  const got: unknown[] = []
  const subscriptions = [1, 2].map(() => values.subscribe((record) => got.push(record.values['v'])))
  await vi.waitFor(() => expect(got).toEqual([1.5, 1.5]))
  expect(server.requests).toHaveLength(2)
  for (const subscription of subscriptions) subscription.unsubscribe()
  await vi.waitFor(() => expect(server.sockets.size).toBe(0))
})
