import { inspect } from 'node:util'
import { startLoopback } from '@fluxline/test-support'
import { expect, it, vi } from 'vitest'
import { InfluxDBClient } from './index.ts'

it('is created from environment variables, and signs their user in', async () => {
  await using loopback = await startLoopback((request, response) => {
    const headers = request.url === '/api/v2/signin' ? { 'set-cookie': 'influxdb-oss-session=abc; Path=/api/' } : {}
    response.writeHead(204, headers).end()
  })
  const env = { INFLUXDB_V2_URL: loopback.url, INFLUXDB_V2_USERNAME: 'me', INFLUXDB_V2_PASSWORD: 'password' }
  await using client = InfluxDBClient.fromEnv(env, { org: 'acme' })
  expect([client.url, client.org]).toEqual([loopback.url, 'acme'])
  await client.ping()
  expect(loopback.requests.map(({ url, headers }) => [url, headers.cookie])).toEqual([
    ['/api/v2/signin', undefined],
    ['/ping', 'influxdb-oss-session=abc'],
  ])
})

it('is created from a connection string', async () => {
  await using client = InfluxDBClient.fromConnectionString('http://localhost:8086?org=acme&token=t&tags.site=a')
  expect([client.url, client.org, client.defaultTags]).toEqual(['http://localhost:8086', 'acme', { site: 'a' }])
})

it('rejects with a ConfigError if the file cannot be read', async () => {
  await expect(InfluxDBClient.fromConfigFile('nowhere.toml')).rejects.toMatchObject({ code: 'FLUXLINE_CONFIG' })
})

it('ends a stream of frames at once, and sends nothing for one that ends before its start', async () => {
  await using loopback = await startLoopback((_, response) => void response.writeHead(200).write('#datatype'))
  await using client = new InfluxDBClient({ url: loopback.url, org: 'acme' })
  const frames = client.dataFrame.stream('x')
  const next = frames.next()
  await vi.waitFor(() => expect(loopback.requests).toHaveLength(1))
  await frames.return?.()
  expect(await next).toEqual({ done: true, value: undefined })
  await vi.waitFor(() => expect(loopback.sockets.size).toBe(0))
  const others = client.dataFrame.stream('x')
  await others.return?.()
  expect(await others.next()).toEqual({ done: true, value: undefined })
  expect(loopback.requests).toHaveLength(1)
})

it('shows its URL and organization, never its credentials', async () => {
  await using client = new InfluxDBClient({ url: 'http://localhost:8086', token: 'secret', org: 'acme' })
  expect(inspect(client)).toBe("InfluxDBClient { url: 'http://localhost:8086', org: 'acme' }")
  expect(JSON.stringify(client)).toBe('{"url":"http://localhost:8086","org":"acme"}')
  expect(inspect({ client }, { depth: 0 })).toBe('{ client: [InfluxDBClient] }')
})

it('creates each part once, on first use', async () => {
  await using client = new InfluxDBClient({ url: 'http://localhost:8086', org: 'acme' })
  for (const part of [
    'query',
    'influxql',
    'sql',
    'dataFrame',
    'buckets',
    'dbrps',
    'organizations',
    'users',
    'authorizations',
    'labels',
    'tasks',
    'scripts',
  ] as const) {
    expect(client[part]).toBe(client[part])
  }
})

it('reads Arrow tables with the options of the call, although Arrow is loaded first', async () => {
  await using loopback = await startLoopback((_, response) => void response.writeHead(200).end('\r\n'))
  await using client = new InfluxDBClient({ url: loopback.url, org: 'acme' })
  const options = { org: 'first' }
  const [collected, streamed] = [client.dataFrame.collect('x', options), client.dataFrame.stream('x', options)]
  const statements = { database: 'first' }
  const frames = client.influxql.collectFrames('SHOW SERIES', statements).catch(() => 'the response is of Flux')
  options.org = statements.database = 'second'
  await Promise.all([collected, streamed.next(), frames])
  expect(
    loopback.requests.map(({ url, body }) => url + String(body)).filter((sent) => /first|second/.test(sent)),
  ).toEqual([1, 2, 3].map(() => expect.stringContaining('first') as string))
})

it('keeps its options as they are at the call', async () => {
  await using loopback = await startLoopback((_, response) => void response.writeHead(200).end('\r\n'))
  const [profilers, gzip, headers] = [['query'] as ('query' | 'operator')[], { threshold: 0 }, { 'x-proxy': 'a' }]
  const proxy = { url: loopback.url, headers }
  const options = { url: 'http://influx.example', org: 'acme', profilers, gzip, onProfile: () => {}, proxy }
  await using client = new InfluxDBClient(options)
  profilers[0] = 'operator'
  gzip.threshold = 1_000_000
  headers['x-proxy'] = 'b'
  await client.query.collect('x')
  const [request] = loopback.requests
  expect(request!.headers['x-proxy']).toBe('a')
  expect(request!.body.toString()).toContain('query')
  expect(request!.body.toString()).not.toContain('operator')
  expect(client.gzip).toEqual({ threshold: 0 })
})
