import { createClient, write } from '@fluxline/core'
import type { Client } from '@fluxline/core'
import { startFaultyProxy } from '@fluxline/test-support'
import type { Fault } from '@fluxline/test-support'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { createInfluxQLApi } from '../src/index.ts'
import type { InfluxQLApi } from '../src/index.ts'
import { usePlaces } from './servers.ts'
import type { Place } from './servers.ts'

const places = usePlaces()
const ROWS = 20_000
const query = 'SELECT n FROM long'

beforeAll(async () => {
  const lines = Array.from({ length: ROWS }, (_, row) => `long,part=${row % 3} n=${row}i ${row}`)
  for (const { client, bucket } of places) await write(client, lines, { bucket })
})

/** Runs a test with a client whose connections have a fault. */
async function through(
  place: Place,
  fault: Fault,
  use: (api: InfluxQLApi, client: Client) => Promise<void>,
  timeout = 10_000,
): Promise<void> {
  await using proxy = await startFaultyProxy(place.client.url, () => fault)
  await using client = createClient({ ...place.access, url: proxy.url, timeout })
  await use(createInfluxQLApi(client, { database: place.database, chunkSize: 500, compression: 'identity' }), client)
}

async function sumOf(api: InfluxQLApi, text = query): Promise<number> {
  let sum = 0
  for await (const { values } of api.stream(text)) sum += values['n'] as number
  return sum
}
const SUM = (ROWS * (ROWS - 1)) / 2

/** The requests that an InfluxDB 1.x is working on, this one aside. */
async function activeRequests(place: Place): Promise<number> {
  const response = await place.client.request({ method: 'GET', path: '/debug/vars' })
  const vars = JSON.parse(await response.text()) as Record<string, { values?: { reqActive?: number } }>
  const http = Object.entries(vars).find(([name]) => name.startsWith('httpd:'))![1]
  return http.values!.reqActive! - 1
}

describe.each(places.map((place) => [place.name, place] as const))('on %s', (_, place) => {
  it('a slow connection gives all records', async () => {
    await through(place, { delayMs: 3 }, async (api) => {
      expect(await sumOf(api)).toBe(SUM)
    })
  })

  it.each(['reset', 'close', 'stall'] as const)(
    'a response that ends by %s gives the records before it, and an error',
    async (end) => {
      await through(
        place,
        { toClient: 100_000, end },
        async (api) => {
          let count = 0
          const read = async (): Promise<void> => {
            for await (const { values } of api.stream(query)) expect(values['n']).toBe(count++)
          }
          const codes = { reset: 'FLUXLINE_CONNECTION', close: 'FLUXLINE_CONNECTION', stall: 'FLUXLINE_TIMEOUT' }
          await expect(read()).rejects.toMatchObject({ code: codes[end] })
          expect(count).toBeGreaterThan(1000)
          expect(count).toBeLessThan(ROWS)
        },
        500,
      )
    },
  )

  it('200 streams at once give all their records', async () => {
    const api = place.api({ chunkSize: 100 })
    const sums = await Promise.all(Array.from({ length: 200 }, () => sumOf(api, `${query} WHERE n < 2000`)))
    expect(new Set(sums)).toEqual(new Set([(2000 * 1999) / 2]))
  })

  it('a stream that is left, or aborted, ends its request', async () => {
    await using proxy = await startFaultyProxy(place.client.url, () => ({ toClient: 30_000, end: 'stall' }))
    await using client = createClient({ ...place.access, url: proxy.url })
    const api = createInfluxQLApi(client, { database: place.database, chunkSize: 10 })
    const controllers = Array.from({ length: 10 }, () => new AbortController())
    const streams = controllers.map(({ signal }) => api.stream(query, { signal }))
    for (const stream of streams) expect((await stream.next()).value).toMatchObject({ values: { n: 0 } })
    expect(proxy.connections).toBe(10)
    for (const stream of streams.slice(0, 5)) await stream.return!()
    for (const controller of controllers.slice(5)) controller.abort()
    await vi.waitFor(() => expect(proxy.connections).toBe(0), { interval: 5 })
  })
})

it('InfluxDB 1.x works on no request whose stream was left', async () => {
  const [place] = places
  const lines = Array.from(
    { length: 100_000 },
    (_, row) => `longer,part=${row % 3} text="${'x'.repeat(100)}",n=${row}i ${row}`,
  )
  await write(place!.client, lines, { bucket: place!.bucket })
  await using client = createClient(place!.access)
  const api = createInfluxQLApi(client, { database: place!.database, chunkSize: 100 })
  // More than sockets hold, so that the server waits for the reader.
  const streams = Array.from({ length: 5 }, () => api.stream('SELECT * FROM longer'))
  for (const stream of streams) await stream.next()
  expect(await activeRequests(place!)).toBe(5)
  for (const stream of streams) await stream.return!()
  await vi.waitFor(async () => expect(await activeRequests(place!)).toBe(0), { interval: 20, timeout: 5000 })
})
