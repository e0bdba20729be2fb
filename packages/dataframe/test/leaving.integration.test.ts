import { randomUUID } from 'node:crypto'
import { createClient } from '@fluxline/core'
import { createQueryApi } from '@fluxline/query'
import { useServer } from '@fluxline/test-support'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { createDataFrameApi } from '../src/index.ts'

const access = useServer()
let influx: ReturnType<typeof createClient>
let org: { id: string }
beforeAll(async () => {
  influx = createClient({ url: access.url, token: access.token, org: access.org })
  // A separate organization, since other tests run queries at the same time.
  const body = JSON.stringify({ name: `frames-${randomUUID()}` })
  org = (await (await influx.request({ method: 'POST', path: '/api/v2/orgs', body })).json()) as typeof org
})
afterAll(async () => {
  await influx.request({ method: 'DELETE', path: `/api/v2/orgs/${org.id}` })
  await influx.close()
})

/** Returns the number of queries that the server executes for the organization. */
async function executing(): Promise<number> {
  const metrics = await (await influx.request({ method: 'GET', path: '/metrics' })).text()
  return Number(new RegExp(`^qc_executing_active\\{org="${org.id}"\\} (\\d+)$`, 'm').exec(metrics)?.[1] ?? Number.NaN)
}

const script = `import "generate"
  generate.from(start: 2026-01-01T00:00:00Z, stop: 2027-01-01T00:00:00Z, count: 200000, fn: (n) => n)`

it.each([
  ['leaves its loop', undefined],
  ['aborts them', 'FLUXLINE_ABORTED'],
])('the server stops a query as soon as the reader of its frames %s', async (_, code) => {
  const frames = createDataFrameApi(createQueryApi(influx, { org, compression: 'identity' }))
  const controller = new AbortController()
  const reading = (async () => {
    for await (const frame of frames.stream(script, { blockRows: 1000, signal: controller.signal })) {
      expect(frame.numRows).toBeLessThanOrEqual(1000)
      expect(await executing()).toBe(1)
      if (code === undefined) break
      controller.abort()
    }
  })()
  expect(await reading.catch((error: unknown) => (error as { code: string }).code)).toBe(code)
  await vi.waitFor(async () => expect(await executing()).toBe(0), { timeout: 5_000, interval: 20 })
})
