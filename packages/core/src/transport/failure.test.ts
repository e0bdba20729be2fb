import { inspect } from 'node:util'
import { startLoopback } from '@fluxline/test-support'
import { expect, it } from 'vitest'
import { createClient } from '../client/default-client.ts'

it('a time-out prints without a cause, which would only be how the request was ended', async () => {
  await using silent = await startLoopback(() => {})
  for (const fetcher of [undefined, fetch]) {
    await using client = createClient({ url: silent.url, timeout: { firstByte: 20 }, fetch: fetcher })
    const error: unknown = await client.request({ method: 'GET', path: '/' }).catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code: 'FLUXLINE_TIMEOUT', phase: 'firstByte' })
    expect(error).not.toHaveProperty('cause')
    expect(inspect(error)).not.toContain('[cause]')
  }
})
