import { createClient } from '@fluxline/core'
import type { Client } from '@fluxline/core'
import { startLoopback } from '@fluxline/test-support'
import { describe, expect, it } from 'vitest'
import { createInfluxQLApi, createInfluxQLSchemaApi } from '../src/index.ts'

// A call that sends something does not throw an OptionError.
const client = {
  url: 'http://localhost:8086',
  request: () => Promise.reject(new Error('It was sent.')),
} as unknown as Client
const api = createInfluxQLApi(client)

type Method = 'collect' | 'stream' | 'streamBatches' | 'statements' | 'observable' | 'raw' | 'rows'

async function errorOf(
  method: Method,
  options: object,
  [query]: readonly unknown[] = ['SHOW DATABASES'],
): Promise<unknown> {
  try {
    const result: unknown =
      method === 'rows'
        ? api.rows(query as string, { name: 'm', definition: { fields: {} } }, options as never)
        : (api[method] as (query: unknown, options: object) => unknown)(query, options)
    if (typeof result === 'object' && result && Symbol.asyncIterator in result) {
      await (result as AsyncIterable<unknown>)[Symbol.asyncIterator]().next()
    } else await result
  } catch (error) {
    return error
  }
  return undefined
}

const methods: readonly Method[] = ['collect', 'stream', 'streamBatches', 'statements', 'rows', 'observable', 'raw']

describe.each(methods)('%s', (method) => {
  it.each<[object, string, string]>([
    [{ databse: 'x' }, 'databse', 'unknown option "databse". Did you mean "database"?'],
    [{ db: 'x' }, 'db', '"db" is called "database" here.'],
    [{ rp: 'x' }, 'rp', '"rp" is called "retentionPolicy" here.'],
    [{ placeholders: {} }, 'placeholders', '"placeholders" of node-influx is called "params" here.'],
    [{ database: '' }, 'database', '`database` must be a name, not "".'],
    [{ retentionPolicy: 5 }, 'retentionPolicy', '`retentionPolicy` must be a name, not 5.'],
    [{ chunkSize: 0 }, 'chunkSize', '`chunkSize` must be an integer of at least 1, not 0.'],
    [{ compression: 'br' }, 'compression', '`compression` must be "gzip" or "identity", not "br".'],
    [{ format: 'xml' }, 'format', '`format` must be'],
  ])('refuses %j', async (options, option, message) => {
    expect(await errorOf(method, options)).toMatchObject({
      code: 'FLUXLINE_OPTION',
      option,
      message: expect.stringContaining(`influxql.${method}: ${message}`),
    })
  })

  it.each([undefined, null, 5, {}, '', ' ; ;'])('refuses the query %j', async (query) => {
    expect(await errorOf(method, {}, [query])).toMatchObject({
      code: 'FLUXLINE_OPTION',
      message: expect.stringMatching(/^The query is (?:.*; pass InfluxQL as text|empty; pass a statement)/),
    })
  })

  it('sends nothing if a parameter cannot be written', async () => {
    expect(await errorOf(method, { params: { a: null } })).toMatchObject({
      code: 'FLUXLINE_QUERY',
      message: expect.stringContaining('params.a is null'),
    })
  })
})

it.each(methods.filter((method) => method !== 'raw'))('%s checks how values are read', async (method) => {
  for (const [options, message] of [
    [{ maxRows: -1 }, '`maxRows` must be an integer of at least 0, not -1.'],
    [{ maxCellBytes: 1.5 }, '`maxCellBytes` must be an integer of at least 0, not 1.5.'],
    [{ integers: 'long' }, '`integers` must be "number", "safe", "bigint" or "string"'],
    [{ times: 'ms' }, '`times` must be "timestamp", "string" or "nanoseconds"'],
    [{ typeHints: { n: 'long' } }, '`typeHints.n` must be "float", "integer", "unsigned", "string" or "boolean"'],
  ] as const) {
    expect(await errorOf(method, options)).toMatchObject({
      code: 'FLUXLINE_OPTION',
      message: expect.stringContaining(message),
    })
  }
})

it('checks the defaults of an API, and those of raw', async () => {
  expect(() => createInfluxQLApi(client, { databse: 'x' } as never)).toThrow(
    /createInfluxQLApi: unknown option "databse"/,
  )
  expect(await errorOf('raw', { epoch: 'µ' })).toMatchObject({ code: 'FLUXLINE_OPTION', option: 'epoch' })
  expect(await errorOf('raw', { as: 'blob' })).toMatchObject({ code: 'FLUXLINE_OPTION', option: 'as' })
  expect(await errorOf('collect', {})).toMatchObject({ message: 'It was sent.' })
})

it('the defaults of an API are those that it was created with', async () => {
  const requests: string[] = []
  const request = (options: object): Promise<never> => {
    requests.push(JSON.stringify(options))
    return Promise.reject(new Error('It was sent.'))
  }
  const defaults = { database: 'first' }
  const other = createInfluxQLApi({ url: client.url, request } as unknown as Client, defaults)
  defaults.database = 'second'
  for (const call of [other.collect('SHOW x'), other.raw('SHOW x'), other.stream('SHOW x').next()])
    await expect(call).rejects.toThrow('It was sent.')
  expect(requests).toEqual([1, 2, 3].map(() => expect.stringContaining('first')))
})

it('queries with the options that an API was made with, whatever the caller sets afterwards', async () => {
  await using loopback = await startLoopback((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"results":[{"statement_id":0}]}')
  })
  await using influx = createClient({ url: loopback.url })
  const options = { database: 'first', headers: { 'x-trace': 'first' } }
  const [queries, schema] = [createInfluxQLApi(influx, options), createInfluxQLSchemaApi(influx, options)]
  options.database = options.headers['x-trace'] = 'second'
  await queries.raw('SHOW SERIES')
  await queries.collect('SHOW SERIES')
  await schema.dropMeasurement('x')
  expect(loopback.requests).toHaveLength(3)
  for (const { url, headers, body } of loopback.requests) {
    expect(headers['x-trace']).toBe('first')
    expect(url + String(body)).toContain('first')
    expect(url + String(body)).not.toContain('second')
  }
})
