import { createClient } from '@fluxline/core'
import { startLoopback } from '@fluxline/test-support'
import { describe, expect, it } from 'vitest'
import { createInfluxQLSchemaApi, influxql } from '../src/index.ts'
import type { InfluxQLSchemaApi } from '../src/index.ts'
import { parseSeriesKey } from '../src/schema/series-key.ts'

/** What InfluxDB 3.6 responds, by statement. It closes the connection of `/query` at two of them. */
const query3 = new Map([
  [
    'SHOW MEASUREMENTS',
    '{"results":[{"statement_id":0,"series":[{"name":"measurements","columns":["name"],"values":[["cpu"],["types"]]}]}]}\r\n',
  ],
  [
    'SHOW TAG VALUES WITH KEY = "host" WHERE time > 0',
    '{"results":[{"statement_id":0,"series":[{"name":"cpu","columns":["key","value"],"values":[["host","h1"]]}]}]}\r\n',
  ],
])
const api3 = new Map([
  [
    'SHOW DATABASES',
    '[{"iox::database":"_internal","deleted":false},{"iox::database":"gone-20261129T005121","deleted":true},{"iox::database":"main","deleted":false}]',
  ],
  ['SHOW RETENTION POLICIES', '[{"iox::database":"main","name":"autogen"}]'],
])

async function onVersion3(
  server: '3' | 'auto',
  use: (schema: InfluxQLSchemaApi, paths: () => string[]) => Promise<void>,
): Promise<void> {
  await using loopback = await startLoopback(({ url, headers, body }, response) => {
    if (url === '/query') {
      const q = new URLSearchParams(body.toString()).get('q')!
      if (headers.accept !== 'application/json')
        return void response.writeHead(500).end(`invalid mime type (${headers.accept})`)
      const text = query3.get(q)
      if (text !== undefined) return void response.writeHead(200, { 'content-type': 'application/json' }).end(text)
      if (api3.has(q)) return void response.destroy()
      return void response.writeHead(500).end('error in InfluxQL statement: parsing error: invalid CREATE statement')
    }
    const { q, db, format } = JSON.parse(body.toString()) as Record<string, string>
    expect([db, format]).toEqual(['main', 'json'])
    response.writeHead(200, { 'content-type': 'application/json' }).end(api3.get(q!))
  })
  await using client = createClient({ url: loopback.url, server })
  await use(createInfluxQLSchemaApi(client, { database: 'main' }), () => loopback.requests.map(({ url }) => url))
}

describe.each(['3', 'auto'] as const)('on InfluxDB 3, with server %j', (server) => {
  it('lists what `/query` cannot by another path', async () => {
    await onVersion3(server, async (schema, paths) => {
      expect(await schema.databases()).toEqual(['_internal', 'main'])
      expect(await schema.retentionPolicies()).toEqual([
        { name: 'autogen', duration: undefined, shardGroupDuration: undefined, replication: undefined, default: true },
      ])
      expect(paths().filter((path) => path !== '/query')).toEqual(['/api/v3/query_influxql', '/api/v3/query_influxql'])
    })
  })

  it('asks for all times, and says what there is instead of a statement', async () => {
    await onVersion3(server, async (schema) => {
      expect(await schema.measurements()).toEqual(['cpu', 'types'])
      expect(await schema.tagValues('host')).toEqual([{ measurement: 'cpu', key: 'host', value: 'h1' }])
      await expect(schema.createDatabase('d')).rejects.toMatchObject({
        code: 'FLUXLINE_HTTP',
        message: expect.stringContaining(
          'InfluxDB 3 has no such statement; it creates a database with the first write',
        ),
      })
    })
  })
})

it.each([
  ['a page', '<html>token-1</html>', 'FLUXLINE_HTTP'],
  ['another document', '{"error":"token-1"}', 'FLUXLINE_INFLUXQL_RESPONSE'],
])('%s that a proxy sends for InfluxDB 3 is an error without secrets', async (_, text, code) => {
  await using loopback = await startLoopback((__, response) => void response.writeHead(200).end(text))
  await using client = createClient({ url: loopback.url, token: 'token-1', server: '3' })
  const error = await createInfluxQLSchemaApi(client)
    .databases()
    .catch((failure: Error) => failure)
  expect(error).toMatchObject({ code })
  expect((error as Error).message).not.toContain('token-1')
})

it('writes each statement as InfluxQL knows it', async () => {
  const sent: string[] = []
  await using loopback = await startLoopback(({ body }, response) => {
    const form = new URLSearchParams(body.toString())
    sent.push(`${form.get('db')}: ${form.get('q')}`)
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"results":[{"statement_id":0}]}')
  })
  await using client = createClient({ url: loopback.url })
  const schema = createInfluxQLSchemaApi(client, { database: 'd' })
  await schema.series({ from: ['a', 'b"'], where: influxql`x = ${"'"}`, limit: 5, offset: 10 })
  await schema.tagValues(['k', 'l/'], { from: /m/i, database: 'other' })
  await schema.measurements({ from: ['a', 'b'] })
  await schema.createDatabase('new')
  await schema.createDatabase('new', { retentionPolicy: 'p' })
  await schema.createRetentionPolicy('p', { duration: '1d12h', shardDuration: 'INF', default: true })
  await schema.dropSeries({ where: influxql`x = 1` })
  // An empty list would be every measurement.
  const nothing = { from: [], where: influxql`x = 1` }
  await expect(schema.dropSeries(nothing)).rejects.toMatchObject({ code: 'FLUXLINE_OPTION' })
  expect(sent.filter((text) => !text.endsWith('SELECT * FROM x LIMIT 1'))).toEqual([
    String.raw`d: SHOW SERIES FROM "a", "b\"" WHERE x = '\'' LIMIT 5 OFFSET 10`,
    String.raw`other: SHOW TAG VALUES FROM /(?i)m/ WITH KEY =~ /^(?:k|l\/)$/`,
    'd: SHOW MEASUREMENTS WITH MEASUREMENT =~ /^(?:a|b)$/',
    'd: CREATE DATABASE "new"',
    'd: CREATE DATABASE "new" WITH NAME "p"',
    'd: CREATE RETENTION POLICY "p" ON "d" DURATION 1d12h REPLICATION 1 SHARD DURATION INF DEFAULT',
    'd: DROP SERIES WHERE x = 1',
  ])
})

it.each<[string, string, Record<string, string>]>([
  ['cpu', 'cpu', {}],
  ['cpu,host=a,region=eu', 'cpu', { host: 'a', region: 'eu' }],
  [String.raw`a\,b\ c=d,k\,\ \=\1=v\,\ \=\\x`, 'a,b c=d', { [String.raw`k, =\1`]: String.raw`v, =\\x` }],
])('reads the key of a series: %s', (key, measurement, tags) => {
  expect(parseSeriesKey(key)).toEqual({ measurement, tags, key })
})
