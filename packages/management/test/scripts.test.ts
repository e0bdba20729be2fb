import { createClient } from '@fluxline/core'
import type { Client } from '@fluxline/core'
import { startLoopback } from '@fluxline/test-support'
import type { Loopback, RecordedRequest, RequestHandler } from '@fluxline/test-support'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createScriptsApi } from '../src/scripts/index.ts'
import type { Script, ScriptsApi } from '../src/scripts/index.ts'
import { ABSENT, collect, scriptResponse as csv } from './support.ts'

type Json = Record<string, unknown>

/** An operation of the API's contract. */
interface Operation {
  readonly method: string
  readonly path: RegExp
  /** Known parameters of the query. */
  readonly query: readonly string[]
  /** Known members of the body, and those that are required. */
  readonly body?: readonly string[]
  readonly required?: readonly string[]
}

const script = '/api/v2/scripts/[0-9a-f]{16}'

const contract: readonly Operation[] = [
  { method: 'GET', path: /^\/api\/v2\/scripts$/, query: ['offset', 'limit', 'name'] },
  {
    method: 'POST',
    path: /^\/api\/v2\/scripts$/,
    query: [],
    body: ['name', 'description', 'script', 'language'],
    required: ['name', 'description', 'script', 'language'],
  },
  { method: 'GET', path: new RegExp(`^${script}$`), query: [] },
  { method: 'PATCH', path: new RegExp(`^${script}$`), query: [], body: ['description', 'script'] },
  { method: 'DELETE', path: new RegExp(`^${script}$`), query: [] },
  { method: 'GET', path: new RegExp(`^${script}/params$`), query: [] },
  { method: 'POST', path: new RegExp(`^${script}/invoke$`), query: [], body: ['params'] },
]

/** Reads a request of the contract. It throws on any other, which makes the server respond with 500. */
function checked({ method, url, headers, body }: RecordedRequest): {
  path: string
  query: URLSearchParams
  json: Json
} {
  const { pathname: path, searchParams: query } = new URL(url, 'http://localhost')
  const operation = contract.find((known) => known.method === method && known.path.test(path))
  if (!operation) throw new Error(`The contract has no ${method} ${path}`)
  for (const name of query.keys()) if (!operation.query.includes(name)) throw new Error(`Unknown parameter ${name}`)
  if (headers.authorization !== 'Token t') throw new Error('No token')
  const limit = Number(query.get('limit') ?? 100)
  if (!(limit >= 0 && limit <= 500 && Number(query.get('offset') ?? 0) >= 0)) throw new Error('Out of range')
  if (operation.body === undefined) {
    if (body.length > 0) throw new Error('A body that is not expected')
    return { path, query, json: {} }
  }
  if (!headers['content-type']?.startsWith('application/json')) throw new Error('The body has no type')
  const json = JSON.parse(body.toString()) as Json
  for (const name of Object.keys(json)) if (!operation.body.includes(name)) throw new Error(`Unknown member ${name}`)
  for (const name of operation.required ?? []) if (typeof json[name] !== 'string') throw new Error(`No member ${name}`)
  return { path, query, json }
}

let stored: Json[] = []
let loopback: Loopback
let client: Client

const failure = (status: number, code: string | number, message: string): [number, object] => [
  status,
  { code, message },
]

function responseTo(request: RecordedRequest): [status: number, content?: object | string] {
  const { path, query, json } = checked(request)
  const found = stored.find(({ id }) => path.includes(`/${String(id)}`))
  if (path === '/api/v2/scripts' && request.method === 'GET') {
    const name = query.get('name')
    const offset = Number(query.get('offset'))
    const scripts = stored.filter((one) => name === null || one['name'] === name)
    return [200, { scripts: scripts.slice(offset, offset + Number(query.get('limit'))) }]
  }
  if (path === '/api/v2/scripts') {
    if (stored.some(({ name }) => name === json['name'])) return failure(422, 'conflict', 'uniqueness violation')
    const times = { createdAt: '2022-07-17T23:43:26.660308Z', updatedAt: '2022-07-17T23:43:26.660308Z' }
    stored.push({
      id: (0x9afa23ff13e4000 + stored.length).toString(16).padStart(16, '0'),
      orgID: 'bea7ea952287f70d',
      ...json,
      ...times,
    })
    return [201, stored.at(-1)!]
  }
  if (request.method === 'DELETE') {
    stored = stored.filter((one) => one !== found)
    return [204]
  }
  if (!found) return failure(404, 'not found', `script "${path.split('/')[4]}" not found`)
  if (request.method === 'PATCH') return [200, Object.assign(found, json, { updatedAt: '2022-07-19T22:27:23.185436Z' })]
  if (path.endsWith('/params')) return [200, { params: { mybucket: 'string' } }]
  if (path.endsWith('/invoke')) {
    if (!('mybucket' in (json['params'] as Json))) return failure(400, 'invalid', 'invalid parameters provided')
    return [200, 'fails' in (json['params'] as Json) ? `${csv}error,reference\r\nboom,897\r\n` : csv]
  }
  return [200, found]
}

const respond: RequestHandler = (request, response) => {
  const [status, content] = responseTo(request)
  const isCsv = typeof content === 'string'
  response.writeHead(status, { 'content-type': isCsv ? 'text/csv' : 'application/json' })
  response.end(isCsv ? content : content && JSON.stringify(content))
}

beforeAll(async () => {
  loopback = await startLoopback(respond)
  client = createClient({ url: loopback.url, token: 't' })
})

beforeEach(() => {
  stored = []
  loopback.requests.length = 0
})

afterAll(async () => {
  await client.close()
  await loopback.close()
})

const scripts = (): ReturnType<typeof createScriptsApi> => createScriptsApi(client)
const make = (name = 'last', flux = 'from(bucket: params.mybucket) |> range(start: -7d)'): Promise<Script> =>
  scripts().create({ name, script: flux })
const params = { mybucket: 'air' }

describe('a script', () => {
  it('can be created, found, changed and deleted', async () => {
    const made = await make()
    expect(made).toEqual({
      id: '09afa23ff13e4000',
      orgID: 'bea7ea952287f70d',
      name: 'last',
      description: '',
      language: 'flux',
      script: 'from(bucket: params.mybucket) |> range(start: -7d)',
      createdAt: new Date('2022-07-17T23:43:26.660Z'),
      updatedAt: new Date('2022-07-17T23:43:26.660Z'),
    })
    expect(await scripts().find(made.id)).toEqual(made)
    expect(await scripts().findByName('last')).toEqual(made)
    expect(await scripts().findByName('first')).toBeUndefined()
    expect(await scripts().parameters(made)).toEqual({ mybucket: 'string' })
    const changed = await scripts().update(made, { description: 'new' })
    expect(changed).toMatchObject({ name: 'last', description: 'new', updatedAt: new Date('2022-07-19T22:27:23.185Z') })
    expect(await scripts().update(made.id, { description: null })).toMatchObject({ description: '' })
    await scripts().delete(made)
    await scripts().delete(made.id)
    await expect(scripts().find(made)).rejects.toMatchObject({
      code: 'FLUXLINE_HTTP',
      status: 404,
      serverMessage: 'script "09afa23ff13e4000" not found',
    })
  })

  it.each([1, 7, 100, 500])('is listed once among 250, with pages of %d', async (limit) => {
    for (let at = 0; at < 250; at++) {
      stored.push({ id: at.toString(16).padStart(16, '0'), orgID: 'bea7ea952287f70d', name: `n${at}`, script: 'x' })
    }
    const given = await collect(scripts().iterate({ limit }))
    expect(given.map(({ name }) => name)).toEqual(stored.map(({ name }) => name))
    expect(await scripts().list({ limit: 3, offset: 5 })).toMatchObject([
      { name: 'n5' },
      { name: 'n6' },
      { name: 'n7' },
    ])
  })

  it('is refused if its name is taken or empty', async () => {
    await make()
    await expect(make()).rejects.toMatchObject({ status: 422, serverCode: 'conflict' })
    await expect(make(' ')).rejects.toMatchObject({ code: 'FLUXLINE_OPTION' })
  })
})

describe('a run', () => {
  it('returns tables', async () => {
    const [table, ...others] = await scripts().collect(await make(), { params })
    expect(others).toEqual([])
    expect(table!.records.map(({ values }) => values['_value'])).toEqual(['72.01', '73'])
    expect(JSON.parse(loopback.requests.at(-1)!.body.toString())).toEqual({ params })
  })

  it('yields records, with the types of typeHints', async () => {
    const typeHints = { _time: 'dateTime:RFC3339', _value: 'double' } as const
    const options = { params, typeHints: { ...typeHints } }
    const stream = scripts().stream(await make(), options)
    // A change after the call changes nothing.
    Object.assign(options.typeHints, { _value: 'string' })
    const records = await collect(stream)
    expect(records.map(({ time, value }) => [time?.getTime(), value])).toEqual([
      [Date.UTC(2020, 0, 1, 0, 0, 0), 72.01],
      [Date.UTC(2020, 0, 1, 0, 0, 10), 73],
    ])
  })

  it('yields rows, and returns text', async () => {
    const made = await make()
    const rows = await collect(scripts().csv(made.id, { params }))
    expect(rows.map((cells) => cells[6])).toEqual(['_value', '72.01', '73'])
    expect(await scripts().raw(made, { params })).toBe(csv)
    expect(await collect(scripts().csv(made, { params, maxRows: 2 }))).toHaveLength(3)
    await expect(collect(scripts().csv(made, { params, maxRows: 1 }))).rejects.toMatchObject({ limit: 'maxRows' })
    await expect(collect(scripts().stream(made, { params, maxRows: 1 }))).rejects.toMatchObject({ limit: 'maxRows' })
    const [limits, error] = [{ params, maxCellBytes: 10 }, { limit: 'maxCellBytes' }]
    await expect(collect(scripts().csv(made, limits))).rejects.toMatchObject(error)
    await expect(scripts().collect(made, limits)).rejects.toMatchObject(error)
    await expect(scripts().collectFrames(made, limits)).rejects.toMatchObject(error)
  })

  it('returns and yields data frames', async () => {
    const made = await make()
    const options = { params, typeHints: { _value: 'double' }, index: ['host'] } as const
    const [frame, ...others] = await scripts().collectFrames(made, options)
    expect(others).toEqual([])
    expect(frame!.numRows).toBe(2)
    expect([...frame!.getChild('_value')!]).toEqual([72.01, 73])
    expect(frame!.schema.fields[0]!.name).toBe('host')
    const streamed = await collect(scripts().streamFrames(made, options))
    expect(streamed.map(({ numRows }) => numRows)).toEqual([2])
  })

  it('takes parameters of every kind', async () => {
    const start = new Date(0)
    const values = { mybucket: '', zero: 0, no: false, start, big: 5n, list: [1] }
    await scripts().raw(await make(), { params: values })
    expect(JSON.parse(loopback.requests.at(-1)!.body.toString())).toEqual({
      params: { mybucket: '', zero: 0, no: false, start: '1970-01-01T00:00:00.000Z', big: 5, list: [1] },
    })
    await expect(scripts().raw(await make('b'), { params: { big: 2n ** 60n } })).rejects.toMatchObject({
      code: 'FLUXLINE_OPTION',
      message: expect.stringContaining('"big"'),
    })
  })

  it.each<[string, (api: ScriptsApi, id: string) => AsyncIterable<unknown>]>([
    ['records', (api, id) => api.stream(id, { params })],
    ['rows', (api, id) => api.csv(id, { params })],
  ])('of %s ends when its loop is left, even if the response has no end', async (_, invoke) => {
    await using endless = await startLoopback((_request, response) => void response.write(csv))
    await using other = createClient({ url: endless.url, token: 't' })
    for await (const value of invoke(createScriptsApi(other), ABSENT)) {
      expect(value).toBeDefined()
      break
    }
    await vi.waitFor(() => expect(endless.sockets.size).toBe(0))
  })

  it('that fails throws after the rows before the failure', async () => {
    const made = await make()
    const failing = { ...params, fails: true }
    const failure = { code: 'FLUXLINE_FLUX', message: expect.stringMatching(/^boom \(response to/), reference: '897' }
    await expect(scripts().collect(made, { params: failing })).rejects.toMatchObject(failure)
    await expect(scripts().collectFrames(made, { params: failing })).rejects.toMatchObject(failure)
    const streams: AsyncIterableIterator<unknown>[] = [
      scripts().stream(made, { params: failing }),
      scripts().csv(made, { params: failing }),
    ]
    for (const values of streams) {
      expect((await values.next()).done).toBe(false)
      await expect(collect(values)).rejects.toMatchObject(failure)
    }
  })

  it('throws if the response ends inside a row', async () => {
    await using loopback = await startLoopback((_request, response) => void response.end(csv.slice(0, -6)))
    await using other = createClient({ url: loopback.url, token: 't' })
    const api = createScriptsApi(other)
    for (const act of [
      () => api.collect(ABSENT),
      () => collect(api.stream(ABSENT)),
      () => collect(api.csv(ABSENT)),
      () => api.collectFrames(ABSENT),
      () => collect(api.streamFrames(ABSENT)),
    ]) {
      await expect(act()).rejects.toMatchObject({ code: 'FLUXLINE_TRUNCATED' })
    }
  })

  it('throws the errors of the server', async () => {
    const made = await make()
    await expect(scripts().collect(made)).rejects.toMatchObject({
      status: 400,
      serverMessage: 'invalid parameters provided',
    })
    await expect(collect(scripts().csv('0123456789abcdef', { params }))).rejects.toMatchObject({ status: 404 })
    await expect(scripts().collectFrames('last', { params })).rejects.toMatchObject({ code: 'FLUXLINE_OPTION' })
  })
})
