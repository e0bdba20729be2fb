import { inspect } from 'node:util'
import { createClient } from '@fluxline/core'
import type { Client } from '@fluxline/core'
import { startInfluxDB3, startLoopback } from '@fluxline/test-support'
import type { InfluxDB3 } from '@fluxline/test-support'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  createDatabasesApi,
  createDistinctCachesApi,
  createLastCachesApi,
  createTablesApi,
  createTokensApi,
} from '../src/v3/index.ts'

let server: InfluxDB3
let client: Client

beforeEach(async () => {
  server = await startInfluxDB3()
  client = createClient({ url: server.url, server: '3' })
})
afterEach(async () => {
  await client.close()
  await server.close()
})

describe('databases', () => {
  it('are created, listed, kept for a time and deleted', async () => {
    const databases = createDatabasesApi(client)
    await databases.create({ name: 'metrics', retentionPeriod: '30d' })
    await databases.create({ name: 'other' })
    expect(await databases.list()).toEqual([
      { name: '_internal', deleted: false },
      { name: 'metrics', deleted: false },
      { name: 'other', deleted: false },
    ])
    expect((await databases.list({ deleted: true })).map(({ name }) => name)).toContain('metrics')
    expect(server.catalog.databases.get('metrics')!.retentionPeriod).toBe('30d')
    await databases.setRetention('metrics', '7d')
    expect(server.catalog.databases.get('metrics')!.retentionPeriod).toBe('7d')
    await databases.setRetention('metrics', null)
    expect(server.catalog.databases.get('metrics')!.retentionPeriod).toBeUndefined()
    await databases.delete('metrics')
    await databases.delete('other', { now: true })
    expect((await databases.list()).map(({ name }) => name)).toEqual(['_internal'])
    expect(server.requests.at(-2)!.url).toBe('/api/v3/configure/database?db=other&hard_delete_at=now')
  })

  it('have errors that say what to do', async () => {
    const databases = createDatabasesApi(client)
    await databases.create({ name: 'metrics' })
    await expect(databases.create({ name: 'metrics' })).rejects.toMatchObject({
      status: 409,
      message: expect.stringContaining('attempted to create a resource that already exists'),
    })
    await expect(databases.delete('nothing')).rejects.toMatchObject({
      status: 404,
      message: expect.stringContaining('Check the names'),
    })
    await expect(databases.setRetention('nothing', '1d')).rejects.toMatchObject({ status: 404 })
    await expect(databases.create({ name: 'a b' })).rejects.toMatchObject({ status: 400 })
    for (const name of ['b', 'c', 'd', 'e']) await databases.create({ name })
    await expect(databases.create({ name: 'f' })).rejects.toMatchObject({
      status: 422,
      retryable: false,
      message: expect.stringContaining('would exceed limit of 5 databases. Delete a database first'),
    })
  })

  it('have options that are checked before anything is sent', async () => {
    const databases = createDatabasesApi(client)
    for (const act of [
      () => databases.create({ name: '' }),
      () => databases.create({ name: 'a', retentionPeriod: 'month' }),
      () => databases.create({ name: 'a', retention_period: '1d' } as never),
      () => databases.setRetention('a', '-1d'),
      () => databases.list({ delted: true } as never),
      () => databases.delete('a', { force: true } as never),
    ])
      await expect(act()).rejects.toMatchObject({ code: 'FLUXLINE_OPTION' })
    expect(server.requests).toEqual([])
  })
})

describe('tables', () => {
  it('are created, listed and deleted', async () => {
    const tables = createTablesApi(client)
    const fields = { f: 'float64', i: 'int64', u: 'uint64', s: 'utf8', b: 'bool' } as const
    await tables.create({ database: 'main', name: 'made', tags: ['host'], fields })
    expect([...server.catalog.databases.get('main')!.tables.get('made')!.keys()]).toEqual([
      'host',
      'f',
      'i',
      'u',
      's',
      'b',
    ])
    await expect(tables.create({ database: 'main', name: 'made', tags: ['host'] })).rejects.toMatchObject({
      status: 409,
    })
    await tables.delete('main', 'made')
    await expect(tables.delete('main', 'made')).rejects.toMatchObject({ status: 404 })
    // The recorded server had these.
    expect(await tables.list('main')).toEqual(['cpu', 'types', 'unsigned'])
  })

  it('have types that are checked', async () => {
    const tables = createTablesApi(client)
    const wrong = { database: 'd', name: 't', tags: ['a'], fields: { x: 'int' as never } }
    await expect(tables.create(wrong)).rejects.toThrow('`fields.x` must be')
    await expect(tables.create({ database: 'd', name: 't', tags: 'a' as never })).rejects.toMatchObject({
      code: 'FLUXLINE_OPTION',
    })
  })
})

describe('tokens', () => {
  it('are created, listed and deleted; no log shows them', async () => {
    const tokens = createTokensApi(client)
    const admin = await tokens.createAdmin()
    expect(admin).toMatchObject({ name: '_admin', token: 'apiv3__admin', expiry: undefined })
    const made = await tokens.create('ops')
    expect(made.createdAt).toEqual(new Date('2026-11-29T00:47:50.841Z'))
    expect(inspect(made) + JSON.stringify(made)).not.toContain('apiv3')
    await expect(tokens.create('ops')).rejects.toMatchObject({
      status: 409,
      message: expect.stringContaining('Choose another name'),
    })
    await expect(tokens.createAdmin()).rejects.toMatchObject({ status: 409 })
    // As the recorded server had them.
    expect(await tokens.list()).toEqual([
      { id: 0, name: '_admin', createdAt: new Date('2026-11-29T00:35:24.222Z'), expiry: undefined },
      { id: 1, name: 'ops', createdAt: new Date('2026-11-29T00:47:50.841Z'), expiry: undefined },
    ])
    await tokens.delete('ops')
    await expect(tokens.delete('ops')).rejects.toMatchObject({ status: 404 })
  })
})

describe('caches', () => {
  it('are created, listed and deleted', async () => {
    const caches = createLastCachesApi(client)
    const cache = { database: 'main', table: 'cpu', name: 'lc' }
    await caches.create({ ...cache, keyColumns: ['host'], valueColumns: ['usage'], count: 2, ttlSeconds: 3600 })
    expect(JSON.parse(server.requests.at(-1)!.body.toString())).toEqual({
      db: 'main',
      table: 'cpu',
      name: 'lc',
      key_columns: ['host'],
      value_columns: ['usage'],
      count: 2,
      ttl: 3600,
    })
    await expect(caches.create(cache)).rejects.toMatchObject({ status: 409 })
    expect(await caches.list('main')).toEqual([
      { table: 'cpu', name: 'lc', keyColumns: ['host'], valueColumns: ['usage'], count: 2, ttlSeconds: 3600 },
    ])
    await caches.delete(cache)
    await expect(caches.delete(cache)).rejects.toMatchObject({ status: 404 })
  })

  it('of distinct values too', async () => {
    const caches = createDistinctCachesApi(client)
    const cache = { database: 'main', table: 'cpu', name: 'dc' }
    await caches.create({ ...cache, columns: ['host', 'region'], maxCardinality: 100, maxAgeSeconds: 3600 })
    expect(JSON.parse(server.requests.at(-1)!.body.toString())).toMatchObject({
      columns: ['host', 'region'],
      max_cardinality: 100,
      max_age: 3600,
    })
    await caches.delete(cache)
    await expect(caches.create({ ...cache, columns: ['host'], maxCardinality: 0 })).rejects.toMatchObject({
      code: 'FLUXLINE_OPTION',
    })
  })
})

describe('a response of another form is an error', () => {
  it.each([
    ['"of my-secret-token"', 'the response is "of ***", not a list'],
    ['[{}, null]', 'item 1 is null, not an object'],
    ['[[], "my-secret-token"]', 'item 1 is "***", not an object'],
  ])('without the token: %s', async (body, problem) => {
    await using loopback = await startLoopback((_, response) => void response.end(body))
    await using other = createClient({ url: loopback.url, token: 'my-secret-token', server: '3' })
    const error = await createDatabasesApi(other)
      .list()
      .catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'FLUXLINE_HTTP', message: expect.stringContaining(problem) })
    expect(inspect(error)).not.toContain('my-secret-token')
  })

  it('of the call that was made', async () => {
    await using loopback = await startLoopback((_, response) => void response.end('{}'))
    await using other = createClient({ url: loopback.url, server: '3' })
    await expect(createTokensApi(other).create('x')).rejects.toMatchObject({ code: 'FLUXLINE_HTTP', method: 'POST' })
  })
})

it.each([
  ['v2.7.12', 'no assets included in binary', 'InfluxDB v2.7.12'],
  ['v1.13.2', '404 page not found', 'InfluxDB v1.13.2'],
])('says that %s has none of it', async (version, body, name) => {
  await using loopback = await startLoopback(({ url }, response) => {
    response.writeHead(url === '/ping' ? 204 : 404, { 'x-influxdb-version': version }).end(url === '/ping' ? '' : body)
  })
  await using other = createClient({ url: loopback.url })
  for (const act of [
    () => createDatabasesApi(other).list(),
    () => createTablesApi(other).list('d'),
    () => createTokensApi(other).create('x'),
    () => createLastCachesApi(other).list('d'),
  ])
    await expect(act()).rejects.toMatchObject({
      code: 'FLUXLINE_NOT_ON_THIS_SERVER',
      message: expect.stringContaining(`This is ${name}, which has no management API of InfluxDB 3`),
    })
})
