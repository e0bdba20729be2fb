import { gzipSync } from 'node:zlib'
import { createClient } from '@fluxline/core'
import { startLoopback } from '@fluxline/test-support'
import { describe, expect, it } from 'vitest'
import { createQueryApi } from '../src/index.ts'
import { all } from './all.ts'
import { good, responding, ways } from './ways.ts'
import type { Responder } from './ways.ts'

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
        await expect(ended).rejects.toMatchObject({
          code: 'FLUXLINE_FLUX',
          message: expect.stringMatching(/^boom, x \(response to POST http:\S+\/api\/v2\/query, org ".*"\)$/),
          reference: '897',
          url: expect.stringMatching(/\/api\/v2\/query$/),
          method: 'POST',
        })
        expect(got.length > 0).toBe(way !== 'collect')
      },
    )
  })

  it('shows the location in the script of an error on the way', async () => {
    const trouble = '\r\n,error,reference\r\n,runtime error @1:1-1:2: boom,\r\n'
    await responding(
      (_request, response) => void response.end(good + trouble),
      async (query) => {
        const message = expect.stringMatching(
          /^runtime error @1:1-1:2: boom \(response to .*\)\n {2}1 \| x\n {4}\| \^$/,
        ) as string
        await expect(read(query).ended).rejects.toMatchObject({ code: 'FLUXLINE_FLUX', message })
      },
    )
  })

  it.each([
    [
      'runtime error @1:1-1:2: limit: schema collision detected: column "_value" is both of type float and string',
      /"_value" is both of type float and string\. A column has values of several types: filter for one _field/,
    ],
    ['error in building plan: cannot submit unbounded read to "b"', /unbounded read to "b"\. Add \|> range\(/],
  ])('says what to do about an error on the way: %s', async (text, message) => {
    await responding(
      (_request, response) => void response.end(`${good}\r\n,error,reference\r\n,"${text.replaceAll('"', '""')}",\r\n`),
      async (query) => {
        const error = (await read(query).ended.catch((caught: unknown) => caught)) as Error
        expect(error).toMatchObject({ code: 'FLUXLINE_FLUX', message: expect.stringMatching(message) })
        expect(error.message.split(message)).toHaveLength(2)
        expect(error.message).toContain('(response to POST')
      },
    )
  })

  it('reads maxCellBytes bytes of a cell and not one more', async () => {
    await using loopback = await startLoopback(
      (_, response) => void response.end(`${good.replace('1.5', '1.25000000')}\r\n`),
    )
    await using client = createClient({ url: loopback.url, org: 'acme' })
    const ended = (maxCellBytes: number): Promise<void> => read(createQueryApi(client, { maxCellBytes })).ended
    await expect(ended(10)).resolves.toBeUndefined()
    await expect(ended(9)).rejects.toMatchObject({ code: 'FLUXLINE_LIMIT', limit: 'maxCellBytes' })
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
        expect((await query.collect('x')).toValues(['error', 'reference', 'toString'])).toEqual([
          ['error', 'reference', null],
        ])
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

  it.each([
    ['as it is from a loopback address', {}, {}, 'identity'],
    ['compressed if a query asks for it', {}, { compression: 'gzip' }, 'gzip'],
    ['compressed through a fetch, which may lead anywhere', { fetch: globalThis.fetch }, {}, 'gzip'],
    [
      'as it is through a fetch if a query asks for it',
      { fetch: globalThis.fetch },
      { compression: 'identity' },
      'identity',
    ],
  ] as const)('comes %s', async (_, clientOptions, options, accepted) => {
    await using loopback = await startLoopback(compressing)
    const client = createClient({ url: loopback.url, token: 't', org: 'o', ...clientOptions })
    expect(await createQueryApi(client).raw('x', options)).toBe(good)
    expect(loopback.requests[0]?.headers['accept-encoding']).toBe(accepted)
    await client.close()
  })

  it.each([
    ['http://localhost:8086', {}, true],
    ['http://influxdb.localhost/x', {}, true],
    ['https://127.0.0.1:8086', {}, true],
    ['http://[::1]:8086', {}, true],
    ['http://127.example.com', {}, false],
    ['http://10.0.0.1:8086', {}, false],
    ['http://localhost:8086', { proxy: 'http://localhost:3128' }, false],
    ['http://localhost:8086', { proxy: 'environment' }, false],
  ])('of %s with %o is local: %s', async (url, options, isLocal) => {
    const client = createClient({ url, ...options })
    expect(client.isLocal).toBe(isLocal)
    await client.close()
  })
})

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
