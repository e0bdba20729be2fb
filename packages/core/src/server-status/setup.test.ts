import { inspect } from 'node:util'
import { startLoopback } from '@fluxline/test-support'
import { expect, it } from 'vitest'
import { createClient } from '../client/default-client.ts'
import { isOnboarded, setup } from './setup.ts'

const named = (name: string): object => ({ id: `id-${name}`, name, links: {} })

it('returns whether there is a first user', async () => {
  for (const allowed of [true, false]) {
    await using loopback = await startLoopback((_, response) => void response.end(JSON.stringify({ allowed })))
    await using client = createClient({ url: loopback.url })
    await expect(isOnboarded(client)).resolves.toBe(!allowed)
  }
})

it.each(['null', '{}', '', '[]', '{"allowed":null}', '{"user":null}', '{"user":{},"org":{},"bucket":{},"auth":{}}'])(
  'throws on the response %j, which is about something else',
  async (body) => {
    await using loopback = await startLoopback((_, response) => void response.end(body))
    await using client = createClient({ url: loopback.url })
    const refusal = {
      code: 'FLUXLINE_HTTP',
      message: expect.stringMatching(/ \/api\/v2\/setup returned 200, but without/),
    }
    await expect(isOnboarded(client)).rejects.toMatchObject(refusal)
    await expect(setup(client, { username: 'me', org: 'acme', bucket: 'b' })).rejects.toMatchObject(refusal)
  },
)

it('creates the first user, organization, bucket and token, which a log does not show', async () => {
  const made = { user: named('me'), org: named('acme'), bucket: named('metrics'), auth: { token: 'all-access' } }
  await using loopback = await startLoopback((_, response) => void response.writeHead(201).end(JSON.stringify(made)))
  await using client = createClient({ url: loopback.url })
  const result = await setup(client, { username: 'me', org: 'acme', bucket: 'metrics', timeout: 1000 })
  expect(result).toMatchObject({ user: { id: 'id-me', name: 'me' }, org: { name: 'acme' }, token: 'all-access' })
  expect(inspect(result) + JSON.stringify(result)).not.toContain('all-access')
  expect(JSON.parse(loopback.requests[0]!.body.toString())).toEqual({ username: 'me', org: 'acme', bucket: 'metrics' })
})
