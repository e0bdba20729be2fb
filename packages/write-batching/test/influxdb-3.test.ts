import { createClient } from '@fluxline/core'
import type { ClientOptions } from '@fluxline/core'
import { startInfluxDB3, startLoopback } from '@fluxline/test-support'
import type { InfluxDB3, InfluxDB3Options } from '@fluxline/test-support'
import { describe, expect, it, vi } from 'vitest'
import { createBatchWriter, writeNow } from '../src/index.ts'
import type { BatchEvent, BatchOptions, BatchWriter, WriteReport } from '../src/index.ts'
import { createWorkerBatchWriter } from '../src/worker/index.ts'
import { slowly } from './writer-stage.ts'

vi.setConfig({ testTimeout: 60_000 })

const writers = {
  createBatchWriter: (client: ClientOptions, options: BatchOptions): BatchWriter =>
    createBatchWriter(createClient(client), options),
  createWorkerBatchWriter,
}

const good = (count: number, from = 0): string[] =>
  Array.from({ length: count }, (_, at) => `m,t=a f=${from + at} ${from + at + 1}`)

interface Run {
  readonly report: WriteReport
  readonly server: InfluxDB3
  readonly paths: string[]
}

/** Writes lines to InfluxDB 3, whose column f is a float. */
async function write(
  create: (client: ClientOptions, options: BatchOptions) => BatchWriter,
  lines: readonly string[],
  options: BatchOptions = {},
  setup: InfluxDB3Options & Pick<ClientOptions, 'server'> = {},
): Promise<Run> {
  const { server: generation = '3', ...others } = setup
  await using server = await startInfluxDB3(others)
  const writer = create(
    { url: server.url, token: 'TOKEN', server: generation },
    { bucket: 'main', concurrency: 1, retryInterval: 1, onRejected: () => {}, ...options },
  )
  await writer.write('m,t=a f=0 0')
  await writer.flush()
  await writer.write(lines)
  const report = await writer.close()
  return { report, server, paths: server.writes.map((url) => url.replace(/\?.*/, '')) }
}

describe.each(Object.entries(writers))('%s on InfluxDB 3', (_, create) => {
  it('writes by its own path, with the precision in words', async () => {
    const { report, server } = await write(create, good(3), { precision: 'ms' })
    expect(report).toMatchObject({ written: 4, failed: 0 })
    expect(server.writes[1]).toBe('/api/v3/write_lp?db=main&precision=millisecond&accept_partial=true')
    expect(server.lines('main')).toHaveLength(4)
  })

  it('rejects the lines that the response names, and asks no second time', async () => {
    const bad = ['m,t=a f="text" 5', 'm,t=a f=1i 6', 'm,t=b', 'm,f=x f=1 7', 'm,time=1 f=1 8', 'm,t=a f=x 9']
    const { report, paths, server } = await write(create, [...good(5), ...bad, ...good(5, 10)])
    expect(report).toMatchObject({ written: 11, failed: bad.length, unsent: 0 })
    expect(report.rejected.map(({ line }) => line.replace(/ \d{10,}$/, ''))).toEqual(bad)
    expect(report.rejected[0]!.reason).toBe(
      "invalid column type for column 'f', expected iox::column_type::field::float, got iox::column_type::field::string",
    )
    expect(paths).toHaveLength(2)
    expect(server.lines('main')).toHaveLength(11)
  })

  it.each<[string, InfluxDB3Options['distort']]>([
    [
      'numbers that are shifted',
      (list) => list.map((one) => ({ ...one, line_number: Number(Object(one).line_number) + 1 })),
    ],
    ['no text', (list) => list.map((one) => ({ ...one, original_line: undefined }))],
    ['no list', () => 'some lines'],
    ['one object', ([first]) => first],
  ])('bisects if the list cannot be trusted: %s', async (__, distort) => {
    const bad = 'm,t=a f="text" 5'
    const { report, paths, server } = await write(create, [...good(7), bad, ...good(8, 20)], {}, { distort })
    expect(report).toMatchObject({ written: 16, failed: 1, unsent: 0, rejected: [{ line: bad }] })
    expect(paths.length).toBeGreaterThan(2)
    expect(new Set(server.lines('main')).size).toBe(16)
  })

  it('finds a line that is not UTF-8, and writes the others', async () => {
    const bytes = Buffer.concat([
      Buffer.from(`${good(3).join('\n')}\nm,t=\xff f=1 5\n`, 'latin1'),
      Buffer.from(good(3, 10).join('\n')),
    ])
    const { report, server } = await write(create, [bytes as never])
    expect(report).toMatchObject({ written: 7, failed: 1, unsent: 0 })
    expect(new Set(server.lines('main')).size).toBe(7)
  })

  it('halves a body that is too large', async () => {
    const { report, server } = await write(create, good(100), {}, { maxRequestBytes: 400 })
    expect(report).toMatchObject({ written: 101, failed: 0 })
    expect(server.lines('main')).toHaveLength(101)
  })

  it('sends the others again if a line reaches a limit', async () => {
    const wide = `m ${Array.from({ length: 600 }, (__, at) => `c${at}=1`).join(',')} 5`
    const { report, paths } = await write(create, [...good(3), wide, ...good(3, 10)])
    expect(report).toMatchObject({ written: 7, failed: 1, unsent: 0 })
    expect(report.rejected[0]!.reason).toContain('would exceed number of columns per table limit of 500')
    expect(paths).toHaveLength(3)
  })

  it('gives up at once if the request is refused, whatever its lines', async () => {
    const onError = vi.fn<(event: BatchEvent) => void>()
    await using server = await startInfluxDB3()
    const writer = create({ url: server.url, server: '3' }, { bucket: 'no such name!', onError, retryInterval: 1 })
    await writer.write(good(50))
    expect(await writer.close()).toMatchObject({ written: 0, failed: 50 })
    expect(server.writes).toHaveLength(1)
    expect(onError.mock.calls[0]![0]).toMatchObject({ outcome: 'refused', error: { status: 400 } })
  })

  it('gives up if there lacks room for another database', async () => {
    await using server = await startInfluxDB3()
    const writer = create({ url: server.url, server: '3' }, { retryInterval: 1, batchSize: 10, onError: () => {} })
    for (const bucket of ['a', 'b', 'c', 'd', 'e', 'f']) await writer.write(good(10), { bucket })
    expect(await writer.close()).toMatchObject({ written: 50, failed: 10 })
    expect(server.writes).toHaveLength(6)
  })

  it('is unknown at first: lines go by the path that all have, and /ping is asked beside them', async () => {
    const { report, server, paths } = await write(create, good(3), {}, { server: 'auto' })
    expect(report).toMatchObject({ written: 4, failed: 0 })
    expect(paths).toEqual(['/api/v2/write', '/api/v3/write_lp'])
    expect(server.requests.filter(({ url }) => url === '/ping')).toHaveLength(1)
  })

  it('names the bad lines of the first batch too', async () => {
    await using server = await startInfluxDB3()
    const writer = create({ url: server.url }, { bucket: 'main', onRejected: () => {} })
    await writer.write([...good(500), 'm,t=a f="text" 5', ...good(499, 600)])
    expect(await writer.close()).toMatchObject({ written: 999, failed: 1, rejected: [{ line: 'm,t=a f="text" 5' }] })
    expect(server.writes.map((url) => url.replace(/\?.*/, ''))).toEqual(['/api/v2/write', '/api/v3/write_lp'])
  })

  it('writes by /api/v2/write alone if the options say so', async () => {
    const { report, paths } = await write(create, [...good(3), 'm,t=a f="text" 5', ...good(4, 10)], { writePath: 'v2' })
    expect(report).toMatchObject({ written: 8, failed: 1, unsent: 0 })
    expect(new Set(paths)).toEqual(new Set(['/api/v2/write']))
  })

  it('never delays a write until the server says what it is', async () => {
    await using loopback = await startLoopback(({ url }, response) => {
      // A ping hangs.
      if (url !== '/ping') response.writeHead(204).end()
    })
    const writer = create({ url: loopback.url, timeout: 60_000 }, { bucket: 'b' })
    expect(await writer.submit(good(3)).outcome).toMatchObject({ written: 3 })
    await writer.write(good(3))
    expect(await writer.flush()).toMatchObject({ written: 6 })
    expect(loopback.requests.filter(({ url }) => url.startsWith('/api/v2/write'))).toHaveLength(2)
    writer.abort()
  })
})

it('accepts the token as Bearer', async () => {
  const { bearer } = await import('@fluxline/core')
  await using server = await startInfluxDB3({ token: 'TOKEN' })
  await using client = createClient({ url: server.url, server: '3', auth: bearer('TOKEN') })
  await using writer = createBatchWriter(client, { bucket: 'main' })
  expect(await writer.submit(good(2)).outcome).toMatchObject({ written: 2 })
})

it(
  'counts exactly in a large write with one bad line in five thousand',
  async () => {
    // A million lines take a minute where the machine is busy: FLUXLINE_LINES=1000000.
    const total = Number(process.env['FLUXLINE_LINES'] ?? 100_000)
    await using server = await startInfluxDB3()
    await using client = createClient({ url: server.url })
    const onRejected = vi.fn<(event: object) => void>()
    const writer = createBatchWriter(client, { bucket: 'main', onRejected })
    await writer.write('m,t=a f=0 0')
    for (let line = 1; line <= total; line++) {
      const waiting = writer.write(line % 5000 === 0 ? `m,t=a f="bad" ${line}` : `m,t=a f=${line} ${line}`)
      if (waiting) await waiting
    }
    const bad = total / 5000
    expect(await writer.close()).toMatchObject({ written: total + 1 - bad, failed: bad, unsent: 0 })
    expect(onRejected).toHaveBeenCalledTimes(bad)
    expect(server.lines('main')).toHaveLength(total + 1 - bad)
    // Only the first batch may be sent twice.
    expect(server.writes.length).toBeLessThan(total / 5000 + 20)
  },
  slowly.timeout * 6,
)

describe('writeNow', () => {
  it.each([
    ['auto', '/api/v2/write?bucket=main&precision=ns'],
    ['3', '/api/v3/write_lp?db=main&precision=nanosecond&accept_partial=true&no_sync=true'],
  ] as const)('with server %s', async (server, url) => {
    await using three = await startInfluxDB3()
    await using client = createClient({ url: three.url, server })
    await writeNow(client, good(3), { bucket: 'main', noSync: true })
    expect(three.requests.map((request) => request.url)).toEqual([url])
  })

  it('names the refused lines; the others are stored', async () => {
    await using three = await startInfluxDB3()
    await using client = createClient({ url: three.url, server: '3' })
    const refused = writeNow(client, [...good(2), 'm,t=a f="x" 5', 'm'], { bucket: 'main' })
    await expect(refused).rejects.toMatchObject({
      code: 'FLUXLINE_PARTIAL_WRITE',
      dropped: 2,
      rejected: [
        { line: 'm,t=a f="x" 5', reason: expect.stringContaining("column 'f'") },
        { line: 'm', reason: 'A generic parsing error occurred: TakeWhile1' },
      ],
    })
    expect(three.lines('main')).toHaveLength(2)
  })
})
