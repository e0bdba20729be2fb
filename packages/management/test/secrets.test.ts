import { inspect } from 'node:util'
import { createClient } from '@fluxline/core'
import type { Client } from '@fluxline/core'
import { startLoopback } from '@fluxline/test-support'
import { expect, it } from 'vitest'
import { createOrganizationsApi, createUsersApi } from '../src/index.ts'
import { ABSENT } from './support.ts'

it.each<[string, (client: Client) => Promise<void>]>([
  ['setSecrets', (client) => createOrganizationsApi(client).setSecrets(ABSENT, { KEY: 'opensesame' })],
  ['updatePassword', (client) => createUsersApi(client).updatePassword(ABSENT, 'opensesame')],
])('an error of %s does not show the secret that the server repeats', async (_, call) => {
  await using loopback = await startLoopback(({ body }, response) => {
    response.writeHead(400, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ code: 'invalid', message: `cannot read ${body.toString()}` }))
  })
  await using client = createClient({ url: loopback.url })
  const error = await call(client).catch((reason: unknown) => reason)
  expect(error).toMatchObject({ code: 'FLUXLINE_HTTP', status: 400, body: expect.stringContaining('***') })
  expect(inspect(error) + JSON.stringify(error)).not.toContain('opensesame')
})
