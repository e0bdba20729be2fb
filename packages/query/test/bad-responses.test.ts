import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { QueryApi } from '../src/index.ts'
import { good, responding, ways } from './ways.ts'

// Responses that were cut, are not CSV, or are too large.

describe.each(ways)('%s', (_, read) => {
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
})

it('a bomb of gzip stops at the limit, and its request ends', async () => {
  const bomb = gzipSync(good + ',,0,1.5\r\n'.repeat(2_000_000))
  let closed: Promise<unknown> = Promise.resolve()
  await responding(
    (_request, response, socket) => {
      closed = new Promise((resolve) => socket.once('close', resolve))
      response.writeHead(200, { 'content-encoding': 'gzip' })
      // The response never ends.
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
