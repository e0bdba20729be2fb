import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { startLoopback } from '@fluxline/test-support'
import type { Loopback } from '@fluxline/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { InfluxDBClient, NotOnThisServerError } from '../src/index.ts'

/** A request and the response of a real server. */
interface Recording {
  readonly request: { readonly method: string; readonly path: string }
  readonly response: {
    readonly status: number
    readonly headers: readonly (readonly [string, string])[]
    readonly body: { readonly text: string }
  }
}

function keyOf(method: string, path: string): string {
  return `${method} ${path.replace(/\?.*/, '')}`
}

/** Starts a server that responds as the recorded one did, and as it does to an unknown path to everything else. */
async function replay(version: string): Promise<Loopback> {
  const folder = join(import.meta.dirname, 'recorded', version)
  const recordings = new Map<string, Recording['response']>()
  for (const file of readdirSync(folder)) {
    const { request, response } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Recording
    recordings.set(keyOf(request.method, request.path), response)
  }
  return startLoopback(({ method, url }, response) => {
    const recorded = recordings.get(keyOf(method, url))
    if (!recorded)
      return void response
        .writeHead(404, version === 'v3.6' ? [] : ['x-influxdb-version', 'v1.13.2'])
        .end(version === 'v3.6' ? 'not found' : '404 page not found')
    response.writeHead(recorded.status, recorded.headers.flat()).end(recorded.body.text)
  })
}

let loopback: Loopback
let client: InfluxDBClient

function serve(version: string): void {
  beforeAll(async () => {
    loopback = await replay(version)
    client = new InfluxDBClient({ url: loopback.url, token: 'x', org: 'acme' })
  })
  afterAll(async () => {
    await client.close()
    await loopback.close()
  })
}

const id = '0123456789abcdef'
const script = 'from(bucket: "b") |> range(start: 0)'
const range = { bucket: 'b', start: 0, stop: 1, everything: true } as const

describe('InfluxDB 3', () => {
  serve('v3.6')

  it('is healthy, and reports its version', async () => {
    await expect(client.health()).resolves.toEqual({ name: 'influxdb', status: 'pass' })
    await expect(client.ping()).resolves.toBe(true)
    await expect(client.version()).resolves.toBe('3.6.0')
    await expect(client.waitUntilReady()).resolves.toBeUndefined()
  })

  it.each<[string, () => Promise<unknown>, RegExp]>([
    ['ready', () => client.ready(), /has no `\/ready`\. Use `health`, or `waitUntilReady`\.$/],
    ['query.collect', () => client.query.collect(script), /has no Flux\. Query it with SQL .* or with InfluxQL/],
    ['query.raw', () => client.query.raw(script), /has no Flux/],
    ['query.stream', () => client.query.stream(script).next(), /has no Flux/],
    ['dataFrame.collect', () => client.dataFrame.collect(script), /has no Flux/],
    [
      'buckets.list',
      () => client.buckets.list(),
      /has no buckets\. .* createDatabasesApi of @fluxline\/management\/v3/,
    ],
    [
      'buckets.create',
      () => client.buckets.create({ name: 'x' }),
      /Create, list and delete them with createDatabasesApi/,
    ],
    [
      'organizations.list',
      () => client.organizations.list(),
      /has no organizations\. Databases belong to the server\./,
    ],
    ['organizations.me', () => client.organizations.me(), /has no API for users/],
    ['users.list', () => client.users.list(), /has no API for users/],
    ['authorizations.list', () => client.authorizations.list(), /has no authorizations\. .* createTokensApi/],
    ['labels.list', () => client.labels.list(), /has no organizations/],
    ['dbrps.list', () => client.dbrps.list(), /has no DBRP mappings/],
    ['tasks.list', () => client.tasks.list(), /has no tasks\. Run the work outside of InfluxDB/],
    ['scripts.list', () => client.scripts.list(), /has no invokable scripts\. Send the query itself/],
    ['scripts.collect', () => client.scripts.collect(id), /has no invokable scripts/],
    ['isOnboarded', () => client.isOnboarded(), /has no initial setup over HTTP/],
    ['delete', () => client.delete(range), /has no delete by time and predicate\. Delete a whole table/],
  ])('says what it is, what it lacks and what to use: %s', async (_, act, message) => {
    const error = await act().catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(NotOnThisServerError)
    expect(error).toMatchObject({ status: 404, cause: { code: expect.stringMatching(/^FLUXLINE_/) } })
    const text = (error as Error).message
    expect(text).toMatch(/^(?:GET|POST) \/\S+ failed: 404: not found\. This is InfluxDB 3\.6\.0 Core, which has no /)
    expect(text).toMatch(message)
  })

  it('is asked once what it is', async () => {
    const pings = (): number => loopback.requests.filter(({ url }) => url === '/ping').length
    await using other = new InfluxDBClient({ url: loopback.url, token: 'x', org: 'acme' })
    const before = pings()
    await Promise.allSettled([other.buckets.list(), other.query.collect(script), other.tasks.list()])
    await other.isOnboarded().catch(() => {})
    expect(pings() - before).toBe(1)
  })
})

describe('InfluxDB 1.x', () => {
  serve('v1.13')

  it('is healthy, lists databases as buckets, and deletes', async () => {
    await expect(client.health()).resolves.toMatchObject({ name: 'influxdb', status: 'pass', version: 'v1.13.2' })
    await client.waitUntilReady()
    const [first] = await client.buckets.list()
    expect([first?.name, first?.labels]).toEqual(['main/autogen', []])
    await expect(client.delete(range)).resolves.toBeUndefined()
  })

  it.each<[string, () => Promise<unknown>, RegExp]>([
    ['ready', () => client.ready(), /no `\/ready`/],
    ['buckets.create', () => client.buckets.create({ name: 'x' }), /no organizations\. .* Use InfluxQL there/],
    ['organizations.list', () => client.organizations.list(), /no organizations/],
    ['organizations.me', () => client.organizations.me(), /no API for users/],
    ['isOnboarded', () => client.isOnboarded(), /no initial setup over HTTP\. .* CREATE USER/],
  ])('says what it is, what it lacks and what to use: %s', async (_, act, message) => {
    await expect(act()).rejects.toMatchObject({
      code: 'FLUXLINE_NOT_ON_THIS_SERVER',
      status: 404,
      message: expect.stringMatching(/failed: 404: 404 page not found\. This is InfluxDB v1\.13\.2 OSS, which has /),
    })
    await expect(act()).rejects.toThrow(message)
  })

  it('says that Flux is off, with one full stop', async () => {
    await expect(client.query.collect('from(bucket: "b") |> range(start: 0)')).rejects.toMatchObject({
      code: 'FLUXLINE_HTTP',
      status: 403,
      message: expect.stringMatching(
        /section of the InfluxDB config\. Flux is off on this server; set `flux-enabled = true` there, or use InfluxQL at \/query/,
      ),
    })
  })
})

describe('a 404 of InfluxDB 2.x', () => {
  it.each([
    ['{"code":"not found","message":"bucket not found"}', 'v2.7.12', 'Check the ID or the name.'],
    ['404 page not found', 'v2.7.12', 'or the token cannot read it.'],
  ])('stays what it is: %s', async (body, version, remedy) => {
    await using server = await startLoopback(
      (_, response) => void response.writeHead(404, { 'x-influxdb-version': version }).end(body),
    )
    await using other = new InfluxDBClient({ url: server.url })
    await expect(other.buckets.find(id)).rejects.toMatchObject({
      code: 'FLUXLINE_HTTP',
      message: expect.stringContaining(remedy),
    })
  })
})
