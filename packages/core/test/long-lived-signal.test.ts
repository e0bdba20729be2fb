import { getEventListeners } from 'node:events'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { createClient, retry, session } from '../src/index.ts'
import type { ClientOptions } from '../src/index.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

const respond = async (): Promise<Response> => new Response('{}', { headers: { 'set-cookie': 'influxdb-session=1' } })

it.each<[string, Partial<ClientOptions>]>([
  ['calls', {}],
  ['calls that may be repeated', { retry: retry() }],
  ['calls of a session', { auth: session({ username: 'me', password: 'pw' }) }],
])('%s with one signal keep nothing', { timeout: 60_000 }, async (_, options) => {
  await using client = createClient({ url: 'http://localhost', fetch: respond, ...options })
  const { signal } = new AbortController()
  const heap: number[] = []
  for (let round = 0; round < 5; round++) {
    for (let n = 0; n < 4_000; n++) await (await client.request({ method: 'GET', path: '/x', signal })).text()
    collectGarbage()
    heap.push(process.memoryUsage().heapUsed)
  }
  expect(getEventListeners(signal, 'abort')).toEqual([])
  // The first round warms up.
  expect((heap.at(-1)! - heap[1]!) / 2 ** 20).toBeLessThan(1)
})
