import { describe, expect, it } from 'vitest'
import type { InfluxQLApi } from '../src/index.ts'
import { recording, replaying, responding } from './recordings.ts'

const rows = '{"results":[{"statement_id":0,"series":[{"name":"m","columns":["time","v"],"values":[[1,1.5],[2,2.5]'
const head = `${rows}]`
const whole = `${head}}]}]}\n`

type Follow = (api: InfluxQLApi, query: string, got: unknown[]) => Promise<void>
const follow =
  (open: (api: InfluxQLApi, query: string) => AsyncIterable<unknown>): Follow =>
  async (api, query, got) => {
    for await (const value of open(api, query)) got.push(...[value].flat())
  }

/** Every way to read records, with how many came before the error; those that return all at once give none. */
const ways: readonly [name: string, follow: Follow, gives: boolean][] = [
  ['stream', follow((api, query) => api.stream(query)), true],
  ['streamBatches', follow((api, query) => api.streamBatches(query)), true],
  ['observable', follow((api, query) => api.observable(query)), true],
  ['rows', follow((api, query) => api.rows(query, { name: 'm', definition: { fields: {} } })), true],
  ['collect', async (api, query) => void (await api.collect(query)), false],
]

function sending(body: string, type = 'application/json'): Parameters<typeof responding>[0] {
  return (_, response) => void response.writeHead(200, { 'content-type': type }).end(body)
}

describe.each(ways)('%s', (_, read, gives) => {
  it.each<[string, string, string, number, object]>([
    [
      'a statement that failed',
      `${whole}{"results":[{"statement_id":1,"error":"boom"},{"statement_id":2,"error":"not executed"}]}`,
      'FLUXLINE_INFLUXQL',
      2,
      {
        statement: 1,
        query: 'SHOW x',
        serverMessage: 'boom',
        notExecuted: [2],
        message: expect.stringMatching(
          /^Statement 1 \(SHOW x\) failed: boom\. Not executed: statement 2\. \(response to POST http:/,
        ),
      },
    ],
    [
      'an error in the middle of a statement',
      `${head},"partial":true}]}]}\n{"results":[{"statement_id":0,"error":"timeout"}]}`,
      'FLUXLINE_INFLUXQL',
      2,
      { statement: 0, serverMessage: 'timeout', notExecuted: [1, 2] },
    ],
    ['an error without a number', `${whole}{"results":[{"error":"boom"}]}`, 'FLUXLINE_INFLUXQL', 2, { statement: 1 }],
    ['an error of the request', `${whole}{"error":"boom"}`, 'FLUXLINE_INFLUXQL', 2, { serverMessage: 'boom' }],
    ['rows that are missing', `${head},"partial":true}]}]}`, 'FLUXLINE_TRUNCATED', 2, { row: 2 }],
    ['series that are missing', `${head}}],"partial":true}]}`, 'FLUXLINE_TRUNCATED', 2, { row: 2 }],
    ['statements that are missing', whole, 'FLUXLINE_TRUNCATED', 2, {}],
    ['nothing', '', 'FLUXLINE_TRUNCATED', 0, {}],
    ['no results', '{}', 'FLUXLINE_TRUNCATED', 0, {}],
    ['half of a row', `${rows},[3,`, 'FLUXLINE_TRUNCATED', 2, {}],
    ['a row of another width', `${rows},[3]]}]}]}`, 'FLUXLINE_INFLUXQL_RESPONSE', 2, {}],
    ['values before columns', '{"results":[{"series":[{"values":[[1]]', 'FLUXLINE_INFLUXQL_RESPONSE', 0, {}],
    ['text', 'no healthy upstream', 'FLUXLINE_INFLUXQL_RESPONSE', 0, {}],
    ['a list', '[1]', 'FLUXLINE_INFLUXQL_RESPONSE', 0, {}],
    [
      'an integer that would be rounded',
      `${rows},[3,9007199254740993]]}]}]}`,
      'FLUXLINE_INFLUXQL_RESPONSE',
      2,
      { row: 3, column: 'v', message: expect.stringContaining('JSON does not say whether 9007199254740993') },
    ],
  ])('throws, after the good records, if the response has %s', async (_what, body, code, count, members) => {
    await responding(sending(body), async (api) => {
      const got: unknown[] = []
      await expect(read(api, 'SELECT v FROM m; SHOW x; SHOW y', got)).rejects.toMatchObject({ code, ...members })
      expect(got).toHaveLength(gives ? count : 0)
    })
  })

  it.each(['text/html', 'text/plain; charset=utf-8', 'application/csv', ''])(
    'refuses the content type %j',
    async (type) => {
      await responding(sending('<html>log in', type), async (api) => {
        await expect(read(api, 'SHOW x', [])).rejects.toMatchObject({
          code: 'FLUXLINE_INFLUXQL_RESPONSE',
          message: expect.stringContaining('neither MessagePack nor JSON; it begins with "<html>log in"'),
        })
      })
    },
  )
})

describe('limits', () => {
  it.each<[object, string, number]>([
    [{ maxRows: 1 }, 'maxRows', 1],
    [{ maxRows: 0 }, 'maxRows', 0],
    [{ maxBytes: head.length }, 'maxBytes', 2],
    [{ maxBytes: 10 }, 'maxBytes', 0],
    [{ maxColumns: 1 }, 'maxColumns', 0],
  ])('%j ends a response after what was read before', async (limits, limit, count) => {
    await responding(sending(whole), async (api) => {
      const got: unknown[] = []
      const read = async (): Promise<void> => {
        for await (const record of api.stream('SELECT v FROM m', limits)) got.push(record)
      }
      await expect(read()).rejects.toMatchObject({ code: 'FLUXLINE_LIMIT', limit })
      expect(got).toHaveLength(count)
    })
  })

  it('maxCellBytes ends a long value before it has arrived, in both formats', async () => {
    const long = 'x'.repeat(1000)
    const json = `{"results":[{"series":[{"name":"m","columns":["s"],"values":[["${long}`
    await responding(sending(json), async (api) => {
      await expect(api.collect('SHOW x', { maxCellBytes: 999 })).rejects.toMatchObject({ limit: 'maxCellBytes' })
    })
    const start = '\x81\xa7results\x91\x81\xa6series\x91\x82\xa7columns\x91\xa1s\xa6values\x91\x91\xda\x03\xe8'
    const msgpack = Buffer.from(`${start}xxx`, 'latin1')
    const respond: Parameters<typeof responding>[0] = (_, response) =>
      void response.writeHead(200, { 'content-type': 'application/x-msgpack' }).end(msgpack)
    await responding(respond, async (api) => {
      await expect(api.collect('SHOW x', { maxCellBytes: 999 })).rejects.toMatchObject({ limit: 'maxCellBytes' })
    })
    await responding(sending(whole), async (api) => {
      expect(await api.collect('SELECT v FROM m', { maxRows: 2, maxColumns: 2, maxBytes: whole.length })).toHaveLength(
        1,
      )
    })
  })
})

describe('what InfluxDB 2.x hides is made plain', () => {
  it('the mapping that is missing', async () => {
    const recorded = recording('v2.7', 'dbrp/query-unmapped')
    await expect(replaying(recorded, (api) => api.collect(recorded.q))).rejects.toMatchObject({
      code: 'FLUXLINE_INFLUXQL',
      serverMessage: 'database not found: mydb',
      message: expect.stringMatching(/by a DBRP mapping.*`ensureDbrp\(client, \{ bucket, database: "mydb", /),
    })
    const one = recording('v1.13', 'query/error-unknown-db')
    await expect(replaying(one, (api) => api.collect(one.q))).rejects.toMatchObject({
      message: expect.stringMatching(/failed: database not found: nodb\. \(response to POST http:\S+\)$/),
    })
  })

  it('the reason of a statement that was not executed', async () => {
    const recorded = recording('v2.7', 'query/error-middle')
    await expect(replaying(recorded, (api) => api.collect(recorded.q, { integers: 'safe' }))).rejects.toMatchObject({
      serverMessage: 'not executed',
      message: expect.stringContaining('hides the reason if a query has several statements; send this one alone'),
    })
  })

  it('a statement that it does not have', async () => {
    const recorded = recording('v2.7', 'query/create-database')
    await expect(replaying(recorded, (api) => api.collect(recorded.q))).rejects.toMatchObject({
      message: expect.stringContaining('not implemented: CREATE DATABASE. InfluxDB 2.x has no such statement'),
    })
  })
})

it('asks a server that does not know MessagePack for JSON, and remembers it', async () => {
  const accepted: (string | undefined)[] = []
  await responding(
    ({ headers }, response) => {
      accepted.push(headers.accept)
      if (headers.accept === 'application/json')
        return void response.writeHead(200, { 'content-type': 'application/json' }).end(whole)
      response.writeHead(500).end('invalid mime type (application/x-msgpack)')
    },
    async (api) => {
      expect((await api.collect('SELECT v FROM m')).toValues(['v'])).toEqual([[1.5], [2.5]])
      await api.collect('SELECT v FROM m')
    },
  )
  expect(accepted).toEqual(['application/x-msgpack', 'application/json', 'application/json'])
})
