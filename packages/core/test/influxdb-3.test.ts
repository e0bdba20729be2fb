import { startInfluxDB3 } from '@fluxline/test-support'
import { describe, expect, it } from 'vitest'
import {
  bearer,
  build,
  createClient,
  health,
  ping,
  ready,
  retry,
  serverInfo,
  version,
  waitUntilReady,
  write,
} from '../src/index.ts'

describe('InfluxDB 3', () => {
  it('says what it is, with Token and with Bearer, and that a token is missing', async () => {
    await using server = await startInfluxDB3({ token: 'TOKEN' })
    for (const access of [{ token: 'TOKEN' }, { auth: bearer('TOKEN') }]) {
      await using client = createClient({ url: server.url, ...access })
      expect(await ping(client)).toBe(true)
      expect([await version(client), await build(client)]).toEqual(['3.6.0', 'Core'])
      expect(await health(client)).toEqual({ name: 'influxdb', status: 'pass' })
      expect(await serverInfo(client)).toMatchObject({ major: 3, version: '3.6.0', build: 'Core' })
      await waitUntilReady(client)
      await expect(ready(client)).rejects.toMatchObject({
        code: 'FLUXLINE_NOT_ON_THIS_SERVER',
        message:
          'GET /ready failed: 404: not found. This is InfluxDB 3.6.0 Core, which has no `/ready`. Use `health`, or `waitUntilReady`.',
      })
    }
    await using nobody = createClient({ url: server.url })
    expect(await ping(nobody)).toBe(false)
    await expect(health(nobody)).rejects.toMatchObject({ status: 401 })
  })
})

describe('a one-shot write to InfluxDB 3', () => {
  it.each([
    [{ server: 'auto' }, {}, '/api/v2/write?bucket=main&precision=ns'],
    [{ server: '2' }, {}, '/api/v2/write?bucket=main&precision=ns'],
    [{ server: '3' }, { writePath: 'v2' }, '/api/v2/write?bucket=main&precision=ns'],
    [{ server: '3' }, {}, '/api/v3/write_lp?db=main&precision=nanosecond&accept_partial=true'],
    [{ server: '3' }, { precision: 'us' }, '/api/v3/write_lp?db=main&precision=microsecond&accept_partial=true'],
    [{ server: '3' }, { precision: 'ms' }, '/api/v3/write_lp?db=main&precision=millisecond&accept_partial=true'],
    [{ server: '3' }, { precision: 's' }, '/api/v3/write_lp?db=main&precision=second&accept_partial=true'],
    [
      { server: '3' },
      { noSync: true },
      '/api/v3/write_lp?db=main&precision=nanosecond&accept_partial=true&no_sync=true',
    ],
  ] as const)('with %j and %j', async (ofClient, options, url) => {
    await using server = await startInfluxDB3()
    await using client = createClient({ url: server.url, ...ofClient })
    await write(client, 'm,t=a f=1', { bucket: 'main', ...options })
    expect(server.requests.map((request) => request.url)).toEqual([url])
    expect(server.lines('main')).toEqual(['m,t=a f=1'])
  })

  it('names the refused lines, among comments and strings of several lines; the others are stored', async () => {
    await using server = await startInfluxDB3()
    await using client = createClient({ url: server.url, server: '3' })
    const text = '# a comment\nm,t=a f=1,s="x\n# y" 1\n\nm,t=a f="text" 2\n  # another\nm,t=b\nm,t=c f=3 3\n'
    await expect(write(client, text, { bucket: 'main' })).rejects.toMatchObject({
      code: 'FLUXLINE_PARTIAL_WRITE',
      status: 400,
      dropped: 2,
      rejected: [
        { line: 'm,t=a f="text" 2', reason: expect.stringContaining("invalid column type for column 'f'") },
        { line: 'm,t=b', reason: 'A generic parsing error occurred: TakeWhile1' },
      ],
      message: expect.stringMatching(/partial write of line protocol occurred.*column 'f'.*and 1 more/),
    })
    expect(server.lines('main')).toHaveLength(2)
  })

  it('names a refusal without lines as it is, and what is too large is not tried again', async () => {
    await using server = await startInfluxDB3({ maxRequestBytes: 20 })
    await using client = createClient({ url: server.url, server: '3', retry: retry({ retryInterval: 1 }) })
    await expect(write(client, 'm f=1', { bucket: 'no name!' })).rejects.toMatchObject({
      code: 'FLUXLINE_HTTP',
      message: expect.stringContaining('invalid character in database'),
    })
    await expect(write(client, 'm,tag=longer f=1 12345678', { bucket: 'main' })).rejects.toMatchObject({
      status: 500,
      retryable: false,
    })
    expect(server.requests).toHaveLength(2)
  })
})
