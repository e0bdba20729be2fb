import { startLoopback } from '@fluxline/test-support'
import type { Loopback } from '@fluxline/test-support'
import { afterEach, describe, expect, it } from 'vitest'
import type { Client } from '../client/client.ts'
import { createClient } from '../client/default-client.ts'
import { build, health, ping, ready, version } from './server-status.ts'

const open: (Client | Loopback)[] = []

afterEach(async () => {
  await Promise.all(open.splice(0).map((resource) => resource.close()))
})

async function given(status: number, body: string, headers: Record<string, string> = {}): Promise<Client> {
  const loopback = await startLoopback((_, response) => void response.writeHead(status, headers).end(body))
  const client = createClient({ url: loopback.url })
  open.push(client, loopback)
  return client
}

describe('health', () => {
  it("returns the server's report, also if the report is that it fails", async () => {
    const passing = { name: 'influxdb', status: 'pass', checks: [] }
    await expect(health(await given(200, JSON.stringify(passing)))).resolves.toEqual(passing)
    const failing = { name: 'influxdb', status: 'fail', message: 'no disk' }
    await expect(health(await given(503, JSON.stringify(failing)))).resolves.toEqual(failing)
  })

  it.each([
    [200, '{"ok":true}', 'Check that `url` points to InfluxDB'],
    [200, '<html>', 'Check that `url` points to InfluxDB'],
    [503, '{"status":"starting"}', '503'],
    [502, '', 'no reason given'],
  ])('throws on %d with %j, which is not about health', async (status, body, words) => {
    await expect(health(await given(status, body))).rejects.toMatchObject({
      code: 'FLUXLINE_HTTP',
      status,
      message: expect.stringContaining(words),
    })
  })
})

describe('ready', () => {
  it('returns since when', async () => {
    const client = await given(200, '{"status":"ready","started":"2026-01-01T00:00:00Z","up":"1m0s"}')
    await expect(ready(client)).resolves.toEqual({ status: 'ready', started: new Date('2026-01-01'), up: '1m0s' })
  })

  it('throws a retryable error while the server is starting', async () => {
    const client = await given(503, '{"status":"starting"}')
    await expect(ready(client)).rejects.toMatchObject({ status: 503, retryable: true })
  })

  it('throws on a response about something else', async () => {
    await expect(ready(await given(200, '{"status":"ready"}'))).rejects.toThrow('but without status and started and up')
  })
})

it('ping returns false for every failure, and throws only for an unknown option', async () => {
  await expect(ping(await given(204, ''))).resolves.toBe(true)
  await expect(ping(await given(500, ''))).resolves.toBe(false)
  await using nobody = createClient({ url: 'http://127.0.0.1:1' })
  await expect(ping(nobody)).resolves.toBe(false)
  await expect(ping(nobody, { timout: 5 } as never)).rejects.toThrow('ping: unknown option "timout"')
})

it('version and build are what the server reports', async () => {
  const client = await given(204, '', { 'x-influxdb-version': 'v2.7.12', 'x-influxdb-build': 'OSS' })
  await expect(Promise.all([version(client), build(client)])).resolves.toEqual(['v2.7.12', 'OSS'])
  await expect(version(await given(204, ''))).resolves.toBeUndefined()
})

describe('ping', () => {
  it('returns false for the log-in page of a proxy', async () => {
    await expect(ping(await given(200, '<html><title>Log in</title>'))).resolves.toBe(false)
    await expect(version(await given(200, '\n<!doctype html>'))).rejects.toThrow('Check that `url` points to InfluxDB')
  })
})
