import { createClient } from '@fluxline/core'
import { startLoopback } from '@fluxline/test-support'
import { describe, expect, it } from 'vitest'
import { createInfluxQLFrameApi } from '../src/frames.ts'
import { createInfluxQLApi } from '../src/index.ts'
import type { InfluxQLApi } from '../src/index.ts'

const rows = (name: string, value: number): string =>
  `{"results":[{"statement_id":0,"series":[{"name":"${name}","columns":["time","v"],"values":[[1,${value}],[2,9007199254740993]]}]}]}\r\n`

/** As InfluxDB 3.6 responds: no MessagePack, one statement with each request, and no parameters. */
async function onVersion3(
  server: '3' | 'auto',
  use: (api: InfluxQLApi, sent: string[], url: string) => Promise<void>,
): Promise<void> {
  const sent: string[] = []
  await using loopback = await startLoopback(({ headers, body }, response) => {
    const form = new URLSearchParams(body.toString())
    const q = form.get('q')!
    const refuse = (text: string, status = 500): void => void response.writeHead(status).end(text)
    if (headers.accept !== 'application/json') return refuse(`invalid mime type (${headers.accept})`)
    const code = q.replaceAll(/'(?:[^'\\]|\\.)*'|"[^"]*"|\/\S+\//g, '')
    if (code.includes(';')) return refuse('must provide only one InfluxQl statement per query')
    const [parameter] = /\$\w+/.exec(code) ?? []
    if (parameter !== undefined) {
      const what = `Bind parameter '${parameter}' was referenced in the InfluxQL statement but its value is undefined.`
      return refuse(`query error: error while planning query: Error during planning: ${what}`)
    }
    sent.push(q)
    if (q.includes('nodb')) return refuse('{"error":"query error: database not found: nodb"}', 404)
    if (q.includes('nope'))
      return refuse('error in InfluxQL statement: parsing error: invalid InfluxQL statement at pos 0')
    if (q.includes('denied')) return void response.writeHead(401).end()
    if (q.includes('html')) return void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>')
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(rows(/FROM "?([a-z;]+)/.exec(q)![1]!, sent.length))
  })
  await using client = createClient({ url: loopback.url, server })
  await use(createInfluxQLApi(client, { integers: 'safe', times: 'nanoseconds' }), sent, loopback.url)
}

describe.each([
  ['3', undefined],
  ['auto', undefined],
  ['auto', 'json'],
] as const)('on InfluxDB 3, with server %j and format %j', (server, format) => {
  it('sends several statements one after the other, and numbers them', async () => {
    await onVersion3(server, async (api, sent, url) => {
      const query = 'SELECT v FROM a; SELECT v FROM b;\nSELECT v FROM "c;"'
      const list = await api.collect(query, { format })
      expect(list.map(({ statement, name }) => [statement, name])).toEqual([
        [0, 'a'],
        [1, 'b'],
        [2, 'c;'],
      ])
      expect(sent).toHaveLength(3)
      expect(list.toValues(['v'])).toEqual([
        [1],
        [9_007_199_254_740_993n],
        [2],
        [9_007_199_254_740_993n],
        [3],
        [9_007_199_254_740_993n],
      ])
      const got: number[] = []
      for await (const { statement } of api.stream(query, { format })) got.push(statement)
      expect(got).toEqual([0, 0, 1, 1, 2, 2])
      const results = await api.statements(query, { format })
      expect(results.map(({ statement, series, error }) => [statement, series.length, error])).toEqual([
        [0, 1, undefined],
        [1, 1, undefined],
        [2, 1, undefined],
      ])
      await using client = createClient({ url, server })
      const frames = await createInfluxQLFrameApi(client, { format }).collectFrames('SELECT v FROM a; SELECT v FROM b')
      expect(frames.map(({ schema }) => schema.metadata.get('statement'))).toEqual(['0', '1'])
      expect(String(frames[0]!.schema.fields[1]!.type)).toBe('Int64')
    })
  })

  it.each([
    ['SELECT v FROM nodb', /database not found: nodb/, 404],
    ['SELECT nope', /invalid InfluxQL statement at pos 0/, 500],
  ])('throws the error of a statement, %s, with its number after the good rows', async (bad, words, status) => {
    await onVersion3(server, async (api, sent) => {
      const query = `SELECT v FROM a; ${bad}; SELECT v FROM b`
      const got: unknown[] = []
      const read = async (): Promise<void> => {
        for await (const record of api.stream(query, { format })) got.push(record.statement)
      }
      await expect(read()).rejects.toMatchObject({
        code: 'FLUXLINE_INFLUXQL',
        statement: 1,
        query: bad,
        notExecuted: [2],
        serverMessage: expect.stringMatching(words),
        cause: { code: 'FLUXLINE_HTTP', status },
      })
      expect(got).toEqual([0, 0])
      expect(sent).toEqual(['SELECT v FROM a', bad])
      const results = await api.statements(query, { format })
      expect(results.map(({ series, error }) => [series.length, error?.code])).toEqual([
        [1, undefined],
        [0, 'FLUXLINE_INFLUXQL'],
        [0, 'FLUXLINE_INFLUXQL'],
      ])
    })
  })

  it('throws what is not about a statement as it is', async () => {
    await onVersion3(server, async (api) => {
      await expect(api.collect('SELECT v FROM a; SELECT denied', { format })).rejects.toMatchObject({ status: 401 })
      await expect(api.collect('SELECT v FROM a; SELECT html', { format })).rejects.toMatchObject({
        code: 'FLUXLINE_INFLUXQL_RESPONSE',
        message: expect.stringContaining('text/html'),
      })
    })
  })

  it('writes parameters into the text', async () => {
    await onVersion3(server, async (api, sent) => {
      const params = { host: `it's`, n: 2n ** 62n, re: /^a$/ }
      await api.collect('SELECT v FROM m WHERE h = $host AND n = $n AND r =~ $re', { params, format })
      await api.collect(`SELECT v FROM a WHERE h = $host; SELECT v FROM b WHERE s = '$n'`, { params, format })
      expect(sent).toEqual([
        String.raw`SELECT v FROM m WHERE h = 'it\'s' AND n = 4611686018427387904 AND r =~ /^a$/`,
        String.raw`SELECT v FROM a WHERE h = 'it\'s'`,
        `SELECT v FROM b WHERE s = '$n'`,
      ])
      await expect(api.collect('SELECT v FROM a WHERE h = $other', { params, format })).rejects.toMatchObject({
        code: 'FLUXLINE_QUERY',
      })
    })
  })
})
