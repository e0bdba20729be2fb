import { gzipSync } from 'node:zlib'
import { createClient } from '@fluxline/core'
import { startLoopback } from '@fluxline/test-support'
import { describe, expect, it } from 'vitest'
import { createQueryApi } from '../src/index.ts'
import type { QueryApi } from '../src/index.ts'
import { all } from './all.ts'

type Responder = Parameters<typeof startLoopback>[0]

const good =
  '#datatype,string,long,double\r\n#group,false,false,false\r\n#default,_result,,\r\n,result,table,_value\r\n,,0,1.5\r\n'

async function responding(respond: Responder, use: (query: QueryApi, requests: readonly unknown[]) => Promise<void>) {
  await using loopback = await startLoopback(respond)
  await using client = createClient({ url: loopback.url, org: 'acme', timeout: 5_000 })
  await use(createQueryApi(client), loopback.requests)
}

/** Every way to read a response, with what came before the end or the error. */
const ways: [string, (query: QueryApi) => { got: unknown[]; ended: Promise<void> }][] = [
  ['stream', (query) => follow(query.stream('x'))],
  ['csv', (query) => follow(query.csv('x'))],
  ['streamBatches', (query) => follow(query.streamBatches('x'))],
  ['observable', (query) => follow(query.observable('x'))],
  ['rows', (query) => follow(query.rows('x', { name: 'm', definition: { fields: {} } }))],
  ['collect', (query) => ({ got: [], ended: query.collect('x').then(() => {}) })],
]

function follow(values: AsyncIterable<unknown>): { got: unknown[]; ended: Promise<void> } {
  const got: unknown[] = []
  const ended = (async () => {
    for await (const value of values) got.push(value)
  })()
  return { got, ended }
}

describe.each(ways)('%s', (way, read) => {
  it.each([
    [
      'as InfluxDB writes it',
      '\r\n\r\n#datatype,string,string\r\n#group,true,true\r\n#default,,\r\n,error,reference\r\n,"boom, x",897\r\n',
    ],
    ['without annotations', '\r\n,error,reference\r\n,"boom, x",897\r\n'],
    ['without an empty first column', '\r\nerror,reference\r\n"boom, x",897\r\n'],
  ])('throws an error on the way, %s, after the good rows', async (_, trouble) => {
    await responding(
      (_request, response) => void response.end(good + trouble),
      async (query) => {
        const { got, ended } = read(query)
        await expect(ended).rejects.toMatchObject({ code: 'FLUXLINE_FLUX', message: 'boom, x', reference: '897' })
        expect(got.length > 0).toBe(way !== 'collect')
      },
    )
  })

  it('shows the location in the script of an error on the way', async () => {
    const trouble = '\r\n,error,reference\r\n,runtime error @1:1-1:2: boom,\r\n'
    await responding(
      (_request, response) => void response.end(good + trouble),
      async (query) => {
        const message = 'runtime error @1:1-1:2: boom\n  1 | x\n    | ^'
        await expect(read(query).ended).rejects.toMatchObject({ code: 'FLUXLINE_FLUX', message })
      },
    )
  })

  it('throws if the connection is cut between two rows', async () => {
    await responding(
      (_request, response, socket) => void response.write(good, () => setImmediate(() => socket.destroy())),
      async (query) => {
        await expect(read(query).ended).rejects.toMatchObject({ code: 'FLUXLINE_CONNECTION' })
      },
    )
  })

  it('throws if compressed bytes are cut', async () => {
    const bytes = gzipSync(good.repeat(100))
    await responding(
      (_request, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(bytes.subarray(0, -12)),
      async (query) => {
        await expect(read(query).ended).rejects.toMatchObject({ code: 'FLUXLINE_CONNECTION' })
      },
    )
  })

  it('throws if the response ends in its last cell, which might be a number', async () => {
    await responding(
      (_request, response) => void response.end(good.trimEnd().slice(0, -1)),
      async (query) => {
        await expect(read(query).ended).rejects.toMatchObject({ code: 'FLUXLINE_TRUNCATED' })
      },
    )
  })

  it('throws if the response ends in a row', async () => {
    await responding(
      (_request, response) => void response.end(`${good},,0,"a`),
      async (query) => {
        await expect(read(query).ended).rejects.toMatchObject({ code: 'FLUXLINE_TRUNCATED' })
      },
    )
  })

  it.each([
    ['no end', '', 'FLUXLINE_TRUNCATED', /row 0, without the empty line/],
    ['annotations alone', good.slice(0, 60), 'FLUXLINE_TRUNCATED', /^The response ended/],
    ['a header alone', good.slice(0, -9), 'FLUXLINE_TRUNCATED', /^The response ended/],
    ['a part of the header', good.slice(0, -13), 'FLUXLINE_TRUNCATED', /^The response ended/],
    ['some of its rows', good, 'FLUXLINE_TRUNCATED', /^The response ended after row 5, without the empty line/],
    ['some of its rows without annotations', ',result,table,_value\r\n,,0,1\r\n', 'FLUXLINE_TRUNCATED', /after row 2/],
    [
      'annotations of its second result',
      `${good}\r\n${good.slice(0, 40)}`,
      'FLUXLINE_TRUNCATED',
      /^The response ended/,
    ],
    [
      'a line of a proxy',
      'upstream connect error or disconnect/reset before headers',
      'FLUXLINE_CSV',
      /upstream connect/,
    ],
    [
      'lines of a proxy',
      'no healthy upstream, sorry\r\ntry later, please\r\n\r\n',
      'FLUXLINE_CSV',
      /no healthy upstream/,
    ],
    ['YAML', 'kind: Status, or so\r\ncode: 200, as ever\r\n\r\n', 'FLUXLINE_CSV', /kind: Status/],
    ['YAML with a comment', '# a comment\r\nkind: Status\r\n\r\n', 'FLUXLINE_CSV', /# a comment/],
  ])('throws, whatever the transport says, if a body that ends by closing has %s', async (_, text, code, message) => {
    await responding(
      (_request, _response, socket) =>
        void socket.end(`HTTP/1.1 200 OK\r\ncontent-type: text/csv\r\nconnection: close\r\n\r\n${text}`),
      async (query) => {
        await expect(read(query).ended).rejects.toMatchObject({ code, message: expect.stringMatching(message) })
      },
    )
  })

  it.each(['text/plain', 'text/plain; charset=utf-8', 'application/yaml', 'text/html', 'application/json'])(
    'refuses the content type %s and shows the beginning of the body',
    async (type) => {
      await responding(
        (_request, response) => void response.writeHead(200, { 'content-type': type }).end(`${good}\r\n`),
        async (query) => {
          await expect(read(query).ended).rejects.toMatchObject({
            code: 'FLUXLINE_CSV',
            message: expect.stringMatching(/, not CSV; it begins with "#datatype,/),
          })
        },
      )
    },
  )

  it.each(['text/csv', 'Text/CSV; charset=utf-8', 'application/csv'])('takes the content type %s', async (type) => {
    await responding(
      (_request, response) => void response.writeHead(200, { 'content-type': type }).end('\r\n'),
      async (query) => {
        await expect(read(query).ended).resolves.toBeUndefined()
      },
    )
  })

  it.each([
    ['a page of HTML', '<!doctype html><title>Sign in</title>', /^The response is HTML, not CSV/],
    ['JSON', '{"code":"invalid"}', /^The response is JSON, not CSV/],
  ])('names the format if the response is %s', async (_, text, message) => {
    await responding(
      (_request, response) => void response.end(text),
      async (query) => {
        await expect(read(query).ended).rejects.toMatchObject({
          code: 'FLUXLINE_CSV',
          message: expect.stringMatching(message),
        })
      },
    )
  })
})

const compressing: Responder = ({ headers }, response) => {
  if (headers['accept-encoding'] !== 'gzip') return void response.end(good)
  response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(good))
}

describe('a response', () => {
  it('with columns named error and reference, among others, is data', async () => {
    const csv = ',result,table,error,reference\r\n,a,0,error,reference\r\n\r\n'
    await responding(
      (_request, response) => void response.end(csv),
      async (query) => {
        expect((await query.collect('x')).toValues(['error', 'reference'])).toEqual([['error', 'reference']])
        expect(await all(query.csv('x'))).toHaveLength(2)
      },
    )
  })

  it('cannot exceed the limits of the options', async () => {
    await responding(
      (_request, response) => void response.end(`${good.repeat(3)}\r\n`),
      async (query) => {
        await expect(query.collect('x', { maxRows: 2 })).rejects.toMatchObject({ limit: 'maxRows' })
        await expect(query.collect('x', { maxBytes: 200 })).rejects.toMatchObject({ limit: 'maxBytes' })
        await expect(all(query.csv('x', { maxBytes: 200 }))).rejects.toMatchObject({ limit: 'maxBytes' })
        await expect(all(query.csv('x', { maxRows: 2 }))).rejects.toMatchObject({ limit: 'maxRows' })
        expect(await all(query.csv('x', { maxRows: 3 }))).toHaveLength(15)
        await expect(all(query.stream('x', { maxColumns: 2 }))).rejects.toMatchObject({ limit: 'maxColumns' })
      },
    )
  })

  it('is compressed unless the options say otherwise', async () => {
    await responding(compressing, async (query) => {
      const compressed = await query.raw('x')
      expect(compressed).toBe(good)
      expect(await query.raw('x', { gzip: false })).toBe(good)
    })
  })
})

it('a bomb of gzip stops at the limit, and its request ends', async () => {
  const bomb = gzipSync(good + ',,0,1.5\r\n'.repeat(2_000_000))
  let closed: Promise<unknown> = Promise.resolve()
  await responding(
    (_request, response, socket) => {
      closed = new Promise((resolve) => socket.once('close', resolve))
      response.writeHead(200, { 'content-encoding': 'gzip' })
      // The response never ends by itself.
      response.write(bomb)
    },
    async (query) => {
      for (const [, read] of ways.filter(([way]) => way !== 'rows')) {
        await expect(read(createLimited(query)).ended).rejects.toMatchObject({ code: 'FLUXLINE_LIMIT' })
        await closed
      }
    },
  )
})

/** The query API with a limit for every call. */
function createLimited(query: QueryApi): QueryApi {
  const limits = { maxRows: 5 }
  return {
    ...query,
    stream: (script: string) => query.stream(script, limits),
    csv: (script: string) => query.csv(script, limits),
    streamBatches: (script: string) => query.streamBatches(script, limits),
    observable: (script: string) => query.observable(script, limits),
    collect: (script: string) => query.collect(script, limits),
  } as unknown as QueryApi
}

describe('raw', () => {
  it('returns text, bytes, or a stream', async () => {
    await responding(
      (_request, response) => void response.end('é,1'),
      async (query) => {
        expect(await query.raw('x')).toBe('é,1')
        expect(await query.raw('x', { as: 'bytes' })).toEqual(new TextEncoder().encode('é,1'))
        const stream = await query.raw('x', { as: 'stream' })
        expect(await new Response(stream).text()).toBe('é,1')
      },
    )
  })

  it('fails in a stream if the connection is cut', async () => {
    await responding(
      (_request, response, socket) => void response.write(good, () => setImmediate(() => socket.destroy())),
      async (query) => {
        const stream = await query.raw('x', { as: 'stream' })
        await expect(all(stream)).rejects.toMatchObject({ code: 'FLUXLINE_CONNECTION' })
      },
    )
  })
})

it('a response without annotations is read by typeHints', async () => {
  await responding(
    (_request, response) => void response.end(',result,table,_value\r\n,_result,0,17\r\n\r\n'),
    async (query) => {
      const typeHints = { table: 'long', _value: 'long' } as const
      expect((await query.collect('x', { typeHints })).toValues()).toEqual([['_result', 0, 17]])
      for await (const { value, table } of query.stream('x', { typeHints })) expect([value, table]).toEqual([17, 0])
      expect((await query.collect('x')).toValues()).toEqual([['_result', '0', '17']])
    },
  )
})

describe('a request', () => {
  it('contains the options of the call', async () => {
    await responding(
      (_request, response) => void response.end(),
      async (query, requests) => {
        await query.raw('x', {
          org: { id: '0123456789abcdef' },
          headers: { 'x-mine': '1' },
          now: { epochNanoseconds: 1n },
        })
        const [{ url, headers, body }] = requests as [{ url: string; headers: object; body: Buffer }]
        expect(url).toBe('/api/v2/query?orgID=0123456789abcdef')
        expect(headers).toMatchObject({ 'x-mine': '1' })
        expect(JSON.parse(String(body))).toEqual({
          query: 'x',
          type: 'flux',
          now: '1970-01-01T00:00:00.000000001Z',
          dialect: {
            delimiter: ',',
            annotations: ['datatype', 'group', 'default'],
            header: true,
            commentPrefix: '#',
            dateTimeFormat: 'RFC3339',
          },
        })
      },
    )
  })

  it('has the options of the call over those of the API', async () => {
    await using loopback = await startLoopback((_request, response) => void response.end(`${good}\r\n`))
    await using client = createClient({ url: loopback.url, org: 'of-client' })
    const query = createQueryApi(client, { org: 'of-api', params: { n: 1 }, dialect: { delimiter: ';' }, maxRows: 0 })
    await expect(query.collect('x', { org: undefined, maxRows: undefined })).rejects.toMatchObject({ limit: 'maxRows' })
    expect((await query.collect('x', { maxRows: 1, org: 'of-call', params: {} })).toValues()).toHaveLength(1)
    await query.raw('x')
    const sent = loopback.requests.map(({ url, body }) => ({ url, body: JSON.parse(String(body)) as object }))
    // Records are read from the default dialect, whatever the dialect of `csv` and `raw`.
    expect(sent).toMatchObject([
      { url: '/api/v2/query?org=of-api', body: { extern: { type: 'File' }, dialect: { delimiter: ',' } } },
      { url: '/api/v2/query?org=of-call', body: { dialect: { delimiter: ',' } } },
      { url: '/api/v2/query?org=of-api', body: { dialect: { delimiter: ';' } } },
    ])
    expect(sent[1]?.body).not.toHaveProperty('extern')
  })

  it.each([
    ['two characters', { delimiter: '::' }],
    ['a quote', { delimiter: '"' }],
    ['a line break', { delimiter: '\n' }],
    ['a character outside ASCII', { delimiter: 'é' }],
    ['nothing', { commentPrefix: '' }],
  ])('is refused with a dialect that has %s instead of one character', async (_, dialect) => {
    await responding(
      (_request, response) => void response.end(),
      async (query, requests) => {
        await expect(query.raw('x', { dialect })).rejects.toMatchObject({ code: 'FLUXLINE_OPTION' })
        expect(() => query.csv('x', { dialect })).toThrow(/one ASCII character/)
        expect(requests).toEqual([])
      },
    )
  })
})
