import { createClient } from '@fluxline/core'
import type { Client } from '@fluxline/core'
import { describeLeaving, startLoopback } from '@fluxline/test-support'
import { describe, expect, it, vi } from 'vitest'
import {
  createAuthorizationsApi,
  createBucketsApi,
  createDbrpsApi,
  createLabelsApi,
  createOrganizationsApi,
  createTasksApi,
  createUsersApi,
} from '../src/index.ts'
import { createScriptsApi } from '../src/scripts/index.ts'
import type { ScriptsApi } from '../src/scripts/index.ts'
import { ABSENT } from './support.ts'

type Open = (client: Client, signal?: AbortSignal) => AsyncIterableIterator<unknown>

type Iterations = readonly (readonly [name: string, open: Open])[]

const paged: Iterations = [
  ['scripts.iterate', (client, signal) => createScriptsApi(client).iterate({ signal })],
  ['buckets.iterate', (client, signal) => createBucketsApi(client).iterate({ signal })],
  ['organizations.iterate', (client, signal) => createOrganizationsApi(client).iterate({ signal })],
  ['tasks.iterate', (client, signal) => createTasksApi(client).iterate({ signal })],
  ['tasks.iterateRuns', (client, signal) => createTasksApi(client).iterateRuns(ABSENT, { limit: 1, signal })],
  ['users.iterate', (client, signal) => createUsersApi(client).iterate({ signal })],
]

const iterations: Iterations = [
  ...paged,
  ['authorizations.iterate', (client, signal) => createAuthorizationsApi(client).iterate({ signal })],
  ['buckets.iterate by name', (client, signal) => createBucketsApi(client).iterate({ name: 'x', signal })],
  ['dbrps.iterate', (client, signal) => createDbrpsApi(client).iterate({ signal })],
  ['labels.iterate', (client, signal) => createLabelsApi(client).iterate({ orgID: ABSENT, signal })],
]

// A page of every list that has pages.
const items = [{ id: ABSENT, name: 'x', flux: 'y', status: 'success', scheduledFor: '2026-01-01T00:00:00Z' }]
const lists = ['buckets', 'orgs', 'runs', 'scripts', 'tasks', 'users']
const page = Object.fromEntries(lists.map((list) => [list, items]))

// Their pages are JSON, so they have no value in the middle of a response.
describe.each(iterations)('leaving %s', (_, open) => {
  it('sends nothing if it is left before the first value is requested', async () => {
    await using loopback = await startLoopback(() => {})
    await using client = createClient({ url: loopback.url, token: 't', org: 'acme' })
    const values = open(client)
    await values.return?.()
    expect(await values.next()).toEqual({ done: true, value: undefined })
    expect(loopback.requests).toHaveLength(0)
  })

  it('ends the request at once, while the response is awaited', async () => {
    await using loopback = await startLoopback(() => {})
    await using client = createClient({ url: loopback.url, token: 't', org: 'acme' })
    const values = open(client)
    const next = values.next()
    await vi.waitFor(() => expect(loopback.requests).toHaveLength(1))
    const start = performance.now()
    expect(await values.return!()).toEqual({ done: true, value: undefined })
    expect(await next).toEqual({ done: true, value: undefined })
    await vi.waitFor(() => expect(loopback.sockets.size).toBe(0), { timeout: 300, interval: 5 })
    expect(performance.now() - start).toBeLessThan(300)
  })

  it('by its signal ends the request at once, while the response is awaited', async () => {
    await using loopback = await startLoopback(() => {})
    await using client = createClient({ url: loopback.url, token: 't', org: 'acme' })
    const controller = new AbortController()
    const next = open(client, controller.signal).next()
    const failure = next.catch((error: unknown) => error)
    await vi.waitFor(() => expect(loopback.requests).toHaveLength(1))
    controller.abort('enough')
    expect(await failure).toMatchObject({ code: 'FLUXLINE_ABORTED', cause: 'enough' })
    await vi.waitFor(() => expect(loopback.sockets.size).toBe(0), { timeout: 300, interval: 5 })
  })
})

it.each(paged)('leaving %s ends the request at once, while its second page is awaited', async (_, open) => {
  await using loopback = await startLoopback((_request, response) => {
    // Its socket is not kept for the second page.
    if (loopback.requests.length === 1) response.writeHead(200, { connection: 'close' }).end(JSON.stringify(page))
  })
  await using client = createClient({ url: loopback.url, token: 't', org: 'acme' })
  const values = open(client)
  expect(await values.next()).toMatchObject({ done: false, value: { id: ABSENT } })
  const next = values.next()
  await vi.waitFor(() => expect(loopback.requests).toHaveLength(2))
  await values.return!()
  expect(await next).toEqual({ done: true, value: undefined })
  await vi.waitFor(() => expect(loopback.sockets.size).toBe(0), { timeout: 300, interval: 5 })
})

const scripts = (url: string): ScriptsApi => createScriptsApi(createClient({ url, token: 't' }))
const row = ',_result,0,1\r\n'
const start = { body: `,result,table,v\r\n${row}`, values: 1 }

describeLeaving([
  { name: 'scripts.stream', open: (url, signal) => scripts(url).stream(ABSENT, { signal }), start },
  { name: 'scripts.csv', open: (url, signal) => scripts(url).csv(ABSENT, { signal }), start: { ...start, values: 2 } },
  {
    name: 'scripts.streamFrames',
    open: (url, signal) => scripts(url).streamFrames(ABSENT, { signal, blockRows: 1 }),
    start,
  },
])

it('a run of a script starts with its loop, and ends with it', async () => {
  await using loopback = await startLoopback((_request, response) => void response.write(start.body))
  const records = scripts(loopback.url).stream(ABSENT)
  expect(loopback.requests).toHaveLength(0)
  for await (const _ of records) break
  expect(loopback.requests).toHaveLength(1)
  await vi.waitFor(() => expect(loopback.sockets.size).toBe(0))
})
