import { createClient } from '@fluxline/core'
import type { Client } from '@fluxline/core'
import { startLoopback } from '@fluxline/test-support'
import { describe, expect, it, vi } from 'vitest'
import {
  createAuthorizationsApi,
  createBucketsApi,
  createLabelsApi,
  createOrganizationsApi,
  createTasksApi,
  createUsersApi,
} from '../src/index.ts'
import { createScriptsApi } from '../src/scripts/index.ts'
import { ABSENT } from './support.ts'

type Open = (client: Client, signal?: AbortSignal) => AsyncIterableIterator<unknown>

const streams: readonly (readonly [name: string, open: Open])[] = [
  ['scripts.stream', (client, signal) => createScriptsApi(client).stream(ABSENT, { signal })],
  ['scripts.csv', (client, signal) => createScriptsApi(client).csv(ABSENT, { signal })],
  ['scripts.streamFrames', (client, signal) => createScriptsApi(client).streamFrames(ABSENT, { signal })],
  ['scripts.iterate', (client, signal) => createScriptsApi(client).iterate({ signal })],
  ['authorizations.iterate', (client, signal) => createAuthorizationsApi(client).iterate({ signal })],
  ['buckets.iterate', (client, signal) => createBucketsApi(client).iterate({ signal })],
  ['buckets.iterate by name', (client, signal) => createBucketsApi(client).iterate({ name: 'x', signal })],
  ['labels.iterate', (client, signal) => createLabelsApi(client).iterate({ orgID: ABSENT, signal })],
  ['organizations.iterate', (client, signal) => createOrganizationsApi(client).iterate({ signal })],
  ['tasks.iterate', (client, signal) => createTasksApi(client).iterate({ signal })],
  ['tasks.iterateRuns', (client, signal) => createTasksApi(client).iterateRuns(ABSENT, { signal })],
  ['users.iterate', (client, signal) => createUsersApi(client).iterate({ signal })],
]

describe.each(streams)('%s', (_, open) => {
  it('sends nothing before its first value is requested', async () => {
    await using loopback = await startLoopback(() => {})
    await using client = createClient({ url: loopback.url, token: 't', org: 'acme' })
    const values = open(client)
    await values.return?.()
    expect(await values.next()).toEqual({ done: true, value: undefined })
    expect(loopback.requests).toHaveLength(0)
  })

  it('closes its socket as soon as it is left, while it waits for the response', async () => {
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

  it('rejects with an AbortError as soon as its signal is aborted', async () => {
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
