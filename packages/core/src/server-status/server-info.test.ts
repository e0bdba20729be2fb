import { startLoopback } from '@fluxline/test-support'
import { describe, expect, it } from 'vitest'
import { createClient } from '../client/default-client.ts'
import { serverInfo } from './server-info.ts'
import type { ServerInfo } from './server-info.ts'

describe('serverInfo', () => {
  it.each<[string, number, Record<string, string>, string, Omit<ServerInfo, 'product'>]>([
    [
      '1.x',
      204,
      { 'x-influxdb-version': 'v1.13.2', 'x-influxdb-build': 'OSS' },
      '',
      { major: 1, version: 'v1.13.2', build: 'OSS' },
    ],
    [
      '2.x',
      204,
      { 'x-influxdb-version': 'v2.7.12', 'x-influxdb-build': 'OSS' },
      '',
      { major: 2, version: 'v2.7.12', build: 'OSS' },
    ],
    [
      '3',
      200,
      { 'x-influxdb-version': '3.6.0', 'x-influxdb-build': 'Core' },
      '{"version":"3.6.0"}',
      { major: 3, version: '3.6.0', build: 'Core' },
    ],
    [
      '3, whose headers a browser hides',
      200,
      {},
      '{"version":"3.6.0"}',
      { major: 3, version: '3.6.0', build: undefined },
    ],
    ['a server without a version', 204, {}, '', { major: 2, version: undefined, build: undefined }],
    ['a later version', 204, { 'x-influxdb-version': 'v10.1' }, '', { major: 2, version: 'v10.1', build: undefined }],
  ])('knows %s', async (_, status, headers, body, expected) => {
    await using loopback = await startLoopback(
      (_request, response) => void response.writeHead(status, headers).end(body),
    )
    await using client = createClient({ url: loopback.url })
    const product = { 1: 'InfluxDB 1.x', 2: 'InfluxDB 2.x', 3: 'InfluxDB 3' }[expected.major]
    expect(await serverInfo(client)).toEqual({ product, ...expected })
  })

  it('believes the option rather than the server', async () => {
    await using loopback = await startLoopback((_, response) => void response.writeHead(204).end())
    await using client = createClient({ url: loopback.url, server: '3' })
    expect(client.server).toBe('3')
    expect(await serverInfo(client)).toMatchObject({ product: 'InfluxDB 3', major: 3 })
    expect(() => createClient({ url: loopback.url, server: '4' as never })).toThrow(
      'createClient: `server` must be "auto", "1", "2" or "3", not "4".',
    )
  })
})
