import { glob, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { flux, InfluxDBClient, Point } from '@fluxline/client'
import type { BatchEvent } from '@fluxline/client'
import { fromConfigFile } from '@fluxline/config'
import { createClient } from '@fluxline/core'
import { ingest } from '@fluxline/ingest'
import type { SourceMessage } from '@fluxline/ingest'
import { fileSpool } from '@fluxline/spool'
import { createSqlApi } from '@fluxline/sql'
import { startLoopback } from '@fluxline/test-support'
import type { Loopback, RequestHandler } from '@fluxline/test-support'
import { createBatchWriter } from '@fluxline/write-batching'
import { createWorkerBatchWriter } from '@fluxline/write-batching/worker'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const packages = join(import.meta.dirname, '../../../packages')
const guide = await readFile(join(import.meta.dirname, '../guides/errors.md'), 'utf8')

/** The union of all codes, from its source. */
const codes = await codesOf(join(packages, 'internal/src/errors.ts'), /\| '(FLUXLINE_\w+)'/g)

const csv =
  '#datatype,string,long,long\n#group,false,false,false\n#default,_result,,\n,result,table,_value\n,,0,1\n,,0,2\n'
const handlers: Readonly<Record<string, RequestHandler>> = {
  busy: (_, response) => void response.writeHead(503).end(),
  silent: () => {},
  badLine: (_, response) =>
    void response.writeHead(400).end(`{"code":"invalid","message":"unable to parse 'm v=x': invalid boolean"}`),
  old: (_, response) => void response.writeHead(404, { 'x-influxdb-version': 'v1.8.10' }).end('404 page not found\n'),
  csv: (_, response) => void response.end(`${csv}\n`),
  cut: (_, response) => void response.end(csv.slice(0, -3)),
  page: (_, response) => void response.end('<html>'),
  failed: (_, response) =>
    void response.end('#datatype,string,string\n#group,true,true\n#default,,\n,error,reference\n,boom,897\n\n'),
  twoSchemas: (_, response) => void response.end(`${csv}\n${csv.replaceAll('long\n', 'string\n')}\n`),
  statement: (_, response) =>
    void response
      .writeHead(200, { 'content-type': 'application/json' })
      .end('{"results":[{"statement_id":0,"error":"boom"}]}\n'),
}

let server: Loopback
let directory: string
beforeAll(async () => {
  server = await startLoopback((request, response, socket) => {
    const name = new URL(request.url, 'http://h').pathname.split('/')[1]!
    void handlers[name]!(request, response, socket)
  })
  directory = await mkdtemp(join(tmpdir(), 'fluxline-errors-'))
})
afterAll(async () => {
  await server.close()
  await rm(directory, { recursive: true })
})

const query = 'from(bucket: "b") |> range(start: -1h)'

/** A client of a server that responds as one of the handlers does. */
function clientOf(handler: string, options: object = {}): InfluxDBClient {
  return new InfluxDBClient({ url: `${server.url}/${handler}`, org: 'o', token: 't', ...options })
}

async function* lostLog(): AsyncGenerator<SourceMessage> {
  yield* []
  throw new Error('The log is gone.')
}

function refuseRow(): object {
  return { issues: [{ message: 'no' }] }
}

/** Waits for the event that gives lines up. */
function firstFailure(start: (onError: (event: BatchEvent) => void) => unknown): Promise<unknown> {
  return new Promise((_, reject) => {
    start(({ error }) => reject(error))
  })
}

const spooled = (slot: string, options: object = {}): ReturnType<typeof createBatchWriter> => {
  const client = createClient({ url: `${server.url}/busy`, org: 'o', token: 't' })
  return createBatchWriter(client, { bucket: 'b', spool: fileSpool({ directory, slot, ...options }), maxCloseWait: 10 })
}

/** What provokes each code: a call of a user, against a server or a disk that does what it should not. */
const provocations: Readonly<Record<string, () => unknown>> = {
  FLUXLINE_ABORTED: () => clientOf('silent').query.raw(query, { signal: AbortSignal.timeout(20) }),
  FLUXLINE_BUFFER_FULL: () => {
    const writer = clientOf('silent').batchWriter({ bucket: 'b', maxBufferBytes: 100, overflow: 'throw' })
    for (let line = 0; line < 100; line++) void writer.write(`m value=${line} ${line}`)
  },
  FLUXLINE_CLOSED: async () => {
    const client = clientOf('csv')
    await client.close()
    await client.query.raw(query)
  },
  FLUXLINE_CONFIG: () => fromConfigFile(join(directory, 'none.toml')),
  FLUXLINE_CONNECTION: () => new InfluxDBClient({ url: 'http://127.0.0.1:9', org: 'o' }).query.raw(query),
  FLUXLINE_CSV: () => clientOf('page').query.collect(query),
  FLUXLINE_DATAFRAME: () => clientOf('twoSchemas').dataFrame.collect(query),
  FLUXLINE_FLUX: () => clientOf('failed').query.collect(query),
  FLUXLINE_HTTP: () => clientOf('busy').query.raw(query),
  FLUXLINE_INFLUXQL: () => clientOf('statement').influxql.collect('SHOW DATABASES'),
  FLUXLINE_INFLUXQL_RESPONSE: () => clientOf('page').influxql.collect('SHOW DATABASES'),
  FLUXLINE_INGEST: () => {
    const writer = clientOf('silent').batchWriter({ bucket: 'b' })
    return ingest({ name: 'log', messages: lostLog }, writer, { onPoison() {} }).ended
  },
  FLUXLINE_LIMIT: () => clientOf('csv').query.collect(query, { maxRows: 1 }),
  FLUXLINE_LINE_PROTOCOL: () => new Point('m').floatField('v', Number.NaN).toLineProtocol(),
  FLUXLINE_NOT_ON_THIS_SERVER: () => clientOf('old').buckets.list(),
  FLUXLINE_OPTION: () => clientOf('csv', { tokn: 't' }),
  FLUXLINE_PARTIAL_WRITE: () => clientOf('badLine').write('m v=x', { bucket: 'b' }),
  FLUXLINE_POISON: () =>
    new Promise((_, reject) => {
      const writer = clientOf('badLine').batchWriter({ bucket: 'b', flushInterval: 1 })
      const timestamp = 1_767_225_600_000_000_000n
      const data = new TextEncoder().encode('m v=x')
      const message: SourceMessage = { data, subject: 's', partition: 0, sequence: 1n, timestamp, ack() {} }
      const messages = async function* (): AsyncGenerator<SourceMessage> {
        yield message
      }
      ingest({ name: 'log', messages }, writer, { onPoison: (__, error) => reject(error) })
    }),
  FLUXLINE_QUERY: () => flux`from(bucket: ${(() => {}) as never})`,
  FLUXLINE_ROW: async () => {
    const validator = { '~standard': { version: 1, vendor: 'test', validate: refuseRow } } as never
    for await (const row of clientOf('csv').query.rows(query, validator)) void row
  },
  FLUXLINE_SPOOL: async () => {
    await writeFile(join(directory, 'file'), '')
    spooled('file')
  },
  FLUXLINE_SPOOL_FULL: async () => {
    const writer = spooled('full', { maxBytes: 2 ** 20, segmentBytes: 2 ** 16, whenFull: 'throw' })
    for (let line = 0; line < 2000; line++) await writer.write(`m,t=${'x'.repeat(2000)} v=${line} ${line}`)
  },
  FLUXLINE_SPOOL_LOCKED: () => [spooled('one'), spooled('one')],
  FLUXLINE_SQL_RESPONSE: () => createSqlApi(clientOf('page', { server: '3' })).collect('SELECT 1', { database: 'd' }),
  FLUXLINE_TIMEOUT: () => clientOf('silent', { timeout: 20 }).query.raw(query),
  FLUXLINE_TRUNCATED: () => clientOf('cut').query.collect(query),
  FLUXLINE_WORKER: () =>
    firstFailure((onError) => {
      process.once('worker', (worker) => {
        const ask = setInterval(() => {
          if (server.requests.some(({ url }) => url.startsWith('/silent/api/v2/write'))) {
            clearInterval(ask)
            void worker.terminate()
          }
        }, 10)
      })
      const options = { url: `${server.url}/silent`, org: 'o', token: 't' }
      const writer = createWorkerBatchWriter(options, { bucket: 'b', maxRetries: 0, batchSize: 1, onError })
      void writer.write('m v=1 1')
    }),
}

async function failureOf(provoke: () => unknown): Promise<Error> {
  try {
    await provoke()
  } catch (error) {
    return error as Error
  }
  throw new Error('It did not fail.')
}

describe('each code of the union', () => {
  it('has a provocation, and no other code has one', () => {
    expect(Object.keys(provocations).sort()).toEqual([...codes].sort())
  })

  it.each(Object.entries(provocations))(
    '%s is thrown, and the guide says what it is and what to do',
    async (...row) => {
      const [code, provoke] = row
      const error = await failureOf(provoke)
      expect(error).toMatchObject({ code })
      expect(JSON.parse(JSON.stringify(error))).toMatchObject({ code, name: error.name, message: error.message })
      expect(error.message.length).toBeGreaterThan(20)
      const rows = rowsOfGuide().filter(([name]) => name === `\`${code}\``)
      expect(rows).toHaveLength(1)
      const [, className, cause, remedy] = rows[0]!
      expect(className).toBe(`\`${error.name}\``)
      for (const text of [cause, remedy]) expect(text!.length).toBeGreaterThan(5)
    },
  )

  it('is the code of an error class or of a process warning, and each of them is in the union', async () => {
    const used = new Set<string>()
    for await (const path of glob('*/src/**/errors.ts', { cwd: packages })) {
      for (const code of await codesOf(join(packages, path), /code(?:: string)? = '(FLUXLINE_\w+)'/g)) used.add(code)
    }
    for (const code of await codesOf(join(packages, 'internal/src/query-errors.ts'), /code = '(FLUXLINE_\w+)'/g)) {
      used.add(code)
    }
    expect([...used].sort()).toEqual([...codes].sort())
  })

  it('is in the guide, and no other code is in its table', () => {
    expect(
      rowsOfGuide()
        .map(([code]) => code!.replaceAll('`', ''))
        .sort(),
    ).toEqual([...codes].sort())
  })
})

async function codesOf(path: string, pattern: RegExp): Promise<Set<string>> {
  return new Set(Array.from((await readFile(path, 'utf8')).matchAll(pattern), ([, code]) => code!))
}

/** The cells of each row of the table of codes. */
function rowsOfGuide(): string[][] {
  return guide
    .split('\n')
    .filter((line) => line.startsWith('| `FLUXLINE_'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
}
