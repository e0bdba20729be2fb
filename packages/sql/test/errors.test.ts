import { createClient } from '@fluxline/core'
import { recordingsOf, startInfluxDB3, startLoopback } from '@fluxline/test-support'
import type { InfluxDB3 } from '@fluxline/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSqlFrameApi } from '../src/frames.ts'
import type { SqlFrameApi } from '../src/frames.ts'
import { createSqlApi } from '../src/index.ts'
import type { SqlApi } from '../src/index.ts'

let server: InfluxDB3
let api: SqlApi
const opened: { close: () => Promise<void> }[] = []

beforeAll(async () => {
  server = await startInfluxDB3()
  const client = createClient({ url: server.url })
  opened.push(client)
  api = createSqlApi(client, { database: 'main' })
})
afterAll(async () => {
  for (const each of opened) await each.close()
  await server.close()
})

const TYPES = 'SELECT * FROM types ORDER BY time'

describe('an error', () => {
  const failing = recordingsOf('sql').filter(
    ({ name, request, response }) =>
      response.status === 500 &&
      !('accept' in request.headers) &&
      !/params|empty-q/.test(name) &&
      request.method === 'GET',
  )

  it.each(failing.map(({ name, request, response }) => [name, request, response] as const))(
    'of the caller is not retryable: %s',
    async (_, request, response) => {
      const q = new URL(request.path, 'http://localhost').searchParams.get('q')!
      await expect(api.raw(q)).rejects.toMatchObject({
        code: 'FLUXLINE_HTTP',
        status: 500,
        retryable: false,
        serverMessage: response.body.text,
      })
    },
  )

  it('names an unknown database', async () => {
    await expect(api.raw('SELECT 1', { database: 'nodb' })).rejects.toMatchObject({
      status: 404,
      message: expect.stringContaining('query error: database not found: nodb'),
    })
  })

  it('of tables comes after the rows that arrived', async () => {
    await using other = await startLoopback((_, response) => {
      response.writeHead(200, { 'content-type': 'application/jsonl' }).write('{"a":1}\n{"a":2}\n')
      setTimeout(() => response.destroy(), 20)
    })
    await using client = createClient({ url: other.url })
    let rows = 0
    const read = async (): Promise<void> => {
      for await (const { numRows } of createSqlFrameApi(client, { database: 'x' }).streamFrames('SELECT a'))
        rows += numRows
    }
    await expect(read()).rejects.toMatchObject({ code: 'FLUXLINE_CONNECTION' })
    expect(rows).toBe(2)
  })

  it('while the query runs is a broken connection, never a short result', async () => {
    await expect(api.collect('SELECT n/(n-n) FROM cpu')).rejects.toMatchObject({ code: 'FLUXLINE_CONNECTION' })
  })

  it.each([
    ['{"a":1}\n{"a":', 'FLUXLINE_TRUNCATED', 1],
    ['{"a":1}\n{"a":2}', 'FLUXLINE_TRUNCATED', 1],
    ['{"a":1}\nnonsense\n', 'FLUXLINE_SQL_RESPONSE', 1],
    ['{"a":1}\n{"a":1}}\n', 'FLUXLINE_SQL_RESPONSE', 1],
    ['{"a" 1}\n', 'FLUXLINE_SQL_RESPONSE', 0],
    ['{"a":tru}\n', 'FLUXLINE_SQL_RESPONSE', 0],
    ['{"a":[1}\n', 'FLUXLINE_SQL_RESPONSE', 0],
  ])('comes after the good rows: %j', async (text, code, good) => {
    server.prepare('SELECT prepared', text)
    const seen: unknown[] = []
    const read = async (): Promise<void> => {
      for await (const record of api.stream('SELECT prepared')) seen.push(record)
    }
    await expect(read()).rejects.toMatchObject({ code })
    expect(seen).toHaveLength(good)
  })

  it.each<[string, string, (fails: SqlApi, frames: SqlFrameApi) => Promise<unknown>]>([
    ['a refusal', 'FLUXLINE_HTTP', (fails) => fails.collect('SELECT refused')],
    ['another type', 'FLUXLINE_SQL_RESPONSE', (fails) => fails.raw('SELECT html')],
    ['bytes of another kind', 'FLUXLINE_SQL_RESPONSE', (fails) => fails.collect('SELECT nonsense')],
    ['a value that is too large', 'FLUXLINE_SQL_RESPONSE', (fails) => fails.collect('SELECT large')],
    ['a limit', 'FLUXLINE_LIMIT', (fails) => fails.collect('SELECT large', { maxBytes: 3 })],
    ['a row that was cut', 'FLUXLINE_TRUNCATED', (fails) => fails.collect('SELECT short')],
    ['a broken connection', 'FLUXLINE_CONNECTION', (fails) => fails.collect('SELECT broken')],
    ['a broken connection, of text', 'FLUXLINE_CONNECTION', (fails) => fails.raw('SELECT broken', { format: 'jsonl' })],
    ['an abort', 'FLUXLINE_ABORTED', (fails) => fails.collect('SELECT 1', { signal: AbortSignal.abort() })],
    ['tables', 'FLUXLINE_SQL_RESPONSE', (_, frames) => frames.collectFrames('SELECT nonsense')],
    ['streamed tables', 'FLUXLINE_CONNECTION', (_, frames) => drain(frames.streamFrames('SELECT broken'))],
  ])('names the server, the path and the database, once: %s', async (_, code, fail) => {
    const texts: Record<string, string> = {
      nonsense: 'nonsense\n',
      large: '{"a":9007199254740993}\n',
      short: '{"a":1',
      broken: '{"a":1}\n',
    }
    await using other = await startLoopback(({ url: path, body }, response) => {
      if (path === '/ping') return void response.writeHead(200, { 'x-influxdb-version': '3.6.0' }).end('{}')
      const what = (JSON.parse(String(body)) as { q: string }).q.slice('SELECT '.length)
      if (what === 'refused') return void response.writeHead(500).end('Error while planning query')
      response.writeHead(200, { 'content-type': what === 'html' ? 'text/html' : 'application/jsonl' })
      if (what !== 'broken') return void response.end(texts[what] ?? '<html>')
      response.write(texts[what])
      setTimeout(() => response.destroy(), 20)
    })
    await using client = createClient({ url: other.url })
    const options = { database: 'main' }
    const call = fail(createSqlApi(client, options), createSqlFrameApi(client, options))
    const error = (await call.then(String, (reason: unknown) => reason)) as Error
    const url = `${other.url}/api/v3/query_sql`
    expect(error).toMatchObject({ code, method: 'POST', url, database: 'main' })
    for (const text of [`POST ${url}`, 'database "main"']) expect(error.message.split(text)).toHaveLength(2)
  })

  it('of limits names the option', async () => {
    for (const limit of [{ maxRows: 2 }, { maxBytes: 50 }, { maxColumns: 3 }, { maxCellBytes: 3 }]) {
      await expect(api.collect(TYPES, { ...limit, integers: 'safe' })).rejects.toMatchObject({ code: 'FLUXLINE_LIMIT' })
    }
  })

  it.each([
    [
      404,
      '404 page not found',
      { 'x-influxdb-version': 'v1.13.2' },
      /This is InfluxDB v1\.13\.2, which has no SQL\. Query it with InfluxQL/,
    ],
    [
      404,
      'no assets included in binary',
      { 'x-influxdb-version': 'v2.7.12' },
      /InfluxDB v2\.7\.12, which has no SQL\. Query it with Flux/,
    ],
    [
      200,
      '<!doctype html><title>InfluxDB</title>',
      { 'x-influxdb-version': 'v2.7.12', 'content-type': 'text/html' },
      /which has no SQL/,
    ],
  ])('says that the server has no SQL: %d %s', async (status, body, headers, message) => {
    await using other = await startLoopback(({ url }, response) => {
      if (url === '/ping') response.writeHead(204, headers).end()
      else response.writeHead(status, headers).end(body)
    })
    await using client = createClient({ url: other.url })
    await expect(createSqlApi(client, { database: 'x' }).collect('SELECT 1')).rejects.toMatchObject({
      code: 'FLUXLINE_NOT_ON_THIS_SERVER',
      message: expect.stringMatching(message) as string,
    })
  })

  it('of options comes before anything is sent', async () => {
    const none = createSqlApi(createClient({ url: server.url }))
    await expect(none.collect('SELECT 1')).rejects.toThrow('`database` is missing')
    await expect(api.collect(' ; ')).rejects.toThrow('The query is empty')
    expect(() => api.stream('SELECT 1', { db: 'x' } as never)).toThrow('"db" is called "database" here')
    expect(() => api.stream('SELECT 1', { timeColumns: [1] } as never)).toThrow('must be names')
    await expect(api.raw('SELECT 1', { format: 'xml' as never })).rejects.toThrow('`format`')
  })
})

async function drain(values: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of values);
}
