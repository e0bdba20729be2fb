import { createClient } from '@fluxline/core'
import { startLoopback } from '@fluxline/test-support'
import { describe, expect, it } from 'vitest'
import { analyze, createQueryApi } from '../src/index.ts'
import type { QueryApi } from '../src/index.ts'

const client = createClient({ url: 'http://localhost:1', org: 'acme' })
const query = createQueryApi(client)

/** How each method takes options that the types refuse. */
type Call = (options: never) => unknown

const methods: readonly (readonly [string, Call])[] = [
  ['query.collect', (options) => query.collect('x', options)],
  ['query.stream', (options) => query.stream('x', options)],
  ['query.streamBatches', (options) => query.streamBatches('x', options)],
  ['query.rows', (options) => query.rows('x', { name: 'm', definition: { fields: {} } }, options)],
  ['query.observable', (options) => query.observable('x', options)],
  ['query.csv', (options) => query.csv('x', options)],
  ['query.raw', (options) => query.raw('x', options)],
  ['analyze', (options) => analyze(client, 'x', options)],
  ['createQueryApi', (options) => createQueryApi(client, options)],
]

/** The error of a call, whether it is thrown or its promise rejects. */
async function errorOf(call: Call, options: unknown): Promise<unknown> {
  try {
    await call(options as never)
    return undefined
  } catch (error) {
    return error
  }
}

describe.each(methods)('%s', (name, call) => {
  it('refuses an unknown option and suggests the nearest', async () => {
    expect(await errorOf(call, { header: { a: '1' } })).toMatchObject({
      code: 'FLUXLINE_OPTION',
      option: 'header',
      message: `${name}: unknown option "header". Did you mean "headers"?`,
    })
  })

  it('checks the name of an option without a value', async () => {
    expect(await errorOf(call, { signals: undefined })).toMatchObject({ code: 'FLUXLINE_OPTION', option: 'signals' })
  })

  it.each([['metrics'], [null], [1], [['x']]])('refuses %j, which is not an object', async (options) => {
    expect(await errorOf(call, options)).toMatchObject({
      code: 'FLUXLINE_OPTION',
      message: `${name} takes options as an object.`,
    })
  })
})

describe('a wrong value', () => {
  it.each([
    [{ maxRows: Number.NaN }, '`maxRows` must be an integer of at least 0, not NaN'],
    [{ maxBytes: -1 }, '`maxBytes` must be an integer of at least 0, not -1'],
    [{ maxColumns: 1.5 }, '`maxColumns` must be an integer of at least 0, not 1.5'],
    [{ maxCellBytes: '64K' }, '`maxCellBytes` must be an integer of at least 0, not a text of 3 characters'],
    [{ typeHints: 'long' }, '`typeHints` must be an object of datatypes by label, not a text of 4 characters'],
    [{ integers: 'int' }, '`integers` must be "number", "safe", "bigint" or "string", not a text of 3 characters'],
    [{ times: 'date' }, '`times` must be "timestamp", "string" or "nanoseconds", not a text of 4 characters'],
    [{ emptyString: '' }, '`emptyString` must be "null" or "empty", not ""'],
    [{ paramsMode: 'cloud' }, '`paramsMode` must be "extern" or "params", not a text of 5 characters'],
    [{ profilers: 'query' }, '`profilers` must be an array of "query" and "operator", not a text of 5 characters'],
    [{ profilers: ['queries'] }, '`profilers` must be an array of "query" and "operator", not an array'],
  ])('of %j is refused before anything is sent', async (options, message) => {
    const error = { code: 'FLUXLINE_OPTION', option: Object.keys(options)[0] }
    for (const [name, call] of methods.slice(0, 5)) {
      expect(await errorOf(call, options)).toMatchObject({ ...error, message: `${name}: ${message}.` })
    }
    expect(await errorOf((given) => createQueryApi(client, given), options)).toMatchObject(error)
  })

  it('of `as` is refused', async () => {
    await expect(query.raw('x', { as: 'buffer' as never })).rejects.toMatchObject({
      message: 'query.raw: `as` must be "text", "bytes" or "stream", not a text of 6 characters.',
    })
  })

  it.each([
    [{ delimeter: ';' }, 'dialect: unknown option "delimeter". Did you mean "delimiter"?'],
    [
      { annotations: ['type'] },
      'dialect: `annotations` must be "datatype", "group" or "default", not a text of 4 characters.',
    ],
    [
      { dateTimeFormat: 'ISO' },
      'dialect: `dateTimeFormat` must be "RFC3339" or "RFC3339Nano", not a text of 3 characters.',
    ],
    ['csv', "dialect takes options as an object: { delimiter: ';' }."],
  ])('of a dialect, such as %j, is refused', async (dialect, message) => {
    const error = { code: 'FLUXLINE_OPTION', message }
    expect(await errorOf((given) => query.csv('x', { dialect: given }), dialect)).toMatchObject(error)
    expect(await errorOf((given) => query.raw('x', { dialect: given }), dialect)).toMatchObject(error)
    expect(await errorOf((given) => createQueryApi(client, { dialect: given }), dialect)).toMatchObject(error)
  })
})

it('refuses options of records in a response that is not read as records', () => {
  expect(() => query.csv('x', { integers: 'bigint' } as never)).toThrow(/query\.csv: unknown option "integers"/)
  expect(() => query.stream('x', { dialect: {} } as never)).toThrow(/query\.stream: unknown option "dialect"/)
})

it('needs an organization, of the client, of the API or of the call', async () => {
  await using server = await startLoopback((_, response) => void response.end())
  await using orgless = createClient({ url: server.url })
  const api: QueryApi = createQueryApi(orgless)
  for (const call of [api.collect('x'), api.stream('x').next(), api.csv('x').next(), api.raw('x')]) {
    await expect(call).rejects.toMatchObject({
      code: 'FLUXLINE_OPTION',
      option: 'org',
      message: '`org` is missing; set it on the client or in this call.',
    })
  }
  expect(server.requests).toEqual([])
  await api.raw('x', { org: 'acme' })
  await createQueryApi(orgless, { org: 'acme' }).raw('x')
  expect(server.requests).toHaveLength(2)
})

it('a change of the options after the call changes nothing', async () => {
  await using server = await startLoopback((_, response) => void response.end('\r\n'))
  await using influx = createClient({ url: server.url, org: 'acme' })
  const defaults = { now: new Date(1), integers: 'bigint' as 'bigint' | 'number' }
  const options = { now: new Date(2) }
  const api = createQueryApi(influx, defaults)
  const first = api.stream('x', options)
  const observable = api.observable('x', options)
  defaults.now = options.now = new Date(3)
  defaults.integers = 'int' as never
  await first.next()
  await observable[Symbol.asyncIterator]().next()
  await api.collect('x')
  await api.stream('x').next()
  expect(server.requests.map(({ body }) => (JSON.parse(String(body)) as { now: string }).now.slice(-4))).toEqual([
    '002Z',
    '002Z',
    '001Z',
    '001Z',
  ])
})

it('a change of the members of an option after the call changes nothing', async () => {
  await using server = await startLoopback((_, response) => void response.end('\r\n'))
  await using influx = createClient({ url: server.url, org: 'acme' })
  const defaults = { headers: { 'x-trace': 'first' }, params: { host: 'first' } }
  const options = { headers: { 'x-trace': 'first' } }
  const api = createQueryApi(influx, defaults)
  const stream = api.stream('x', options)
  defaults.headers['x-trace'] = options.headers['x-trace'] = defaults.params.host = 'second'
  await stream.next()
  await api.collect('x')
  expect(server.requests).toHaveLength(2)
  for (const { headers, body } of server.requests) {
    expect(headers['x-trace']).toBe('first')
    expect(String(body)).toContain('first')
  }
})

it('sends `now` of every form to the nanosecond', async () => {
  await using server = await startLoopback((_, response) => void response.end())
  await using influx = createClient({ url: server.url, org: 'acme' })
  const api = createQueryApi(influx)
  const times = [
    new Date(0),
    { nanoseconds: 1n },
    { epochNanoseconds: -1n },
    '2026-01-31T23:59:59.123456789+01:00',
    1_767_225_600_000_000_001n,
    2n ** 63n - 2n,
    { epochNanoseconds: 2n ** 63n - 1n },
  ]
  for (const now of times) await api.raw('x', { now })
  expect(server.requests.map(({ body }) => (JSON.parse(String(body)) as { now: string }).now)).toEqual([
    '1970-01-01T00:00:00.000Z',
    '1970-01-01T00:00:00.000000001Z',
    '1969-12-31T23:59:59.999999999Z',
    '2026-01-31T22:59:59.123456789Z',
    '2026-01-01T00:00:00.000000001Z',
    '2262-04-11T23:47:16.854775806Z',
    '2262-04-11T23:47:16.854775807Z',
  ])
  for (const [now, message] of [
    ['yesterday', /^now \(a text of 9 characters\) is not an RFC 3339 timestamp/],
    [1_767_225_600, /^now \(1767225600\) looks like the wrong unit/],
    [new Date(Number.NaN), /^now is an invalid Date/],
    [{ nanoseconds: 2n ** 63n }, /^now is outside Flux's time range, 1677-09-21 to 2262-04-11\.$/],
  ] as const) {
    await expect(api.raw('x', { now })).rejects.toMatchObject({
      code: 'FLUXLINE_QUERY',
      message: expect.stringMatching(message),
    })
  }
})
