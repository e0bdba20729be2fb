import { once } from 'node:events'
import { expect, it, vi } from 'vitest'
import { createClient } from '../client/default-client.ts'

it('warns once in a process of an address that ends with /api/v2', async () => {
  const warnings = vi.fn<(warning: Error) => void>()
  process.on('warning', warnings)
  const warned = once(process, 'warning')
  for (let n = 0; n < 2; n++) {
    await using client = createClient({ url: 'http://localhost:8086/influx/api/v2/' })
    expect(client.url).toBe('http://localhost:8086/influx')
  }
  expect(await warned).toMatchObject([{ code: 'FLUXLINE_URL', message: expect.stringContaining('remove it') }])
  expect(warnings).toHaveBeenCalledTimes(1)
  process.off('warning', warnings)
})
