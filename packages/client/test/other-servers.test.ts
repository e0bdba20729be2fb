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

/** Starts a server that responds as the recorded one did, and with an empty 500 to everything else. */
async function replay(version: string): Promise<Loopback> {
  const folder = join(import.meta.dirname, 'recorded', version)
  const recordings = new Map<string, Recording['response']>()
  for (const file of readdirSync(folder)) {
    const { request, response } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Recording
    recordings.set(keyOf(request.method, request.path), response)
  }
  return startLoopback(({ method, url }, response) => {
    const recorded = recordings.get(keyOf(method, url))
    if (!recorded) return void response.writeHead(500).end()
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
const range = { bucket: 'b', start: 0, stop: 1, everything: true } as const

describe('InfluxDB 3', () => {
  serve('v3.6')

  it('is healthy, and reports its version', async () => {
    await expect(client.health()).resolves.toEqual({ name: 'influxdb', status: 'pass' })
    await expect(client.ping()).resolves.toBe(true)
    await expect(client.version()).resolves.toBe('3.6.0')
    await expect(client.waitUntilReady()).resolves.toBeUndefined()
  })

  it.each<[string, () => Promise<unknown>]>([
    ['ready', () => client.ready()],
    ['query.collect', () => client.query.collect('from(bucket: "b") |> range(start: 0)')],
    ['dataFrame.collect', () => client.dataFrame.collect('from(bucket: "b") |> range(start: 0)')],
    ['buckets.list', () => client.buckets.list()],
    ['buckets.create', () => client.buckets.create({ name: 'x' })],
    ['organizations.list', () => client.organizations.list()],
    ['organizations.me', () => client.organizations.me()],
    ['isOnboarded', () => client.isOnboarded()],
    ['delete', () => client.delete(range)],
  ])('says what it is and what works there: %s', async (_, act) => {
    const error = await act().catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(NotOnThisServerError)
    expect(error).toMatchObject({
      status: 404,
      message: expect.stringMatching(
        /failed: 404: not found\. This is probably InfluxDB 3, which has no Flux and no management API\. Writes work there; query with SQL at \/api\/v3\/query_sql or InfluxQL at \/api\/v3\/query_influxql$/,
      ),
    })
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

  it.each<[string, () => Promise<unknown>]>([
    ['ready', () => client.ready()],
    ['buckets.create', () => client.buckets.create({ name: 'x' })],
    ['organizations.list', () => client.organizations.list()],
    ['organizations.me', () => client.organizations.me()],
    ['isOnboarded', () => client.isOnboarded()],
  ])('says what it is and what works there: %s', async (_, act) => {
    await expect(act()).rejects.toMatchObject({
      code: 'FLUXLINE_NOT_ON_THIS_SERVER',
      status: 404,
      message: expect.stringMatching(
        /failed: 404: 404 page not found\. This is InfluxDB v1\.13\.2\. Writes, deletes, health and, with `flux-enabled`, Flux queries work there; for the rest use InfluxQL at \/query/,
      ),
    })
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
