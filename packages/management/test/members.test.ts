import { createClient } from '@fluxline/core'
import { startLoopback } from '@fluxline/test-support'
import { expect, it } from 'vitest'
import { createBucketsApi, createOrganizationsApi, createTasksApi, createUsersApi } from '../src/index.ts'
import { ABSENT } from './support.ts'

const at = '2026-01-01T00:00:00Z'
const date = new Date(at)
const links = { self: '/self' }

const wire = {
  id: ABSENT,
  name: 'x',
  orgID: ABSENT,
  rp: 'autogen',
  schemaType: 'explicit',
  retentionRules: [],
  labels: [],
  oauthID: 'github|1',
  ownerID: ABSENT,
  flux: 'y',
  createdAt: at,
  updatedAt: at,
  links,
}

it('returns the members that only some servers send, and times as dates', async () => {
  await using loopback = await startLoopback((_, response) => void response.end(JSON.stringify(wire)))
  await using client = createClient({ url: loopback.url })
  expect(await createBucketsApi(client).find(ABSENT)).toMatchObject({
    schemaType: 'explicit',
    rp: 'autogen',
    links,
    createdAt: date,
  })
  expect(await createOrganizationsApi(client).find(ABSENT)).toMatchObject({ links, createdAt: date, updatedAt: date })
  expect(await createUsersApi(client).find(ABSENT)).toMatchObject({ oauthID: 'github|1', links })
  expect(await createTasksApi(client).find(ABSENT)).toMatchObject({ ownerID: ABSENT, links, updatedAt: date })
})
