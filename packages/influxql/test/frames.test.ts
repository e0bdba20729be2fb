import { createClient } from '@fluxline/core'
import { startLoopback } from '@fluxline/test-support'
import { describe, expect, it } from 'vitest'
import { createInfluxQLFrameApi } from '../src/frames.ts'
import type { Frame, InfluxQLFrameApi, InfluxQLFrameOptions } from '../src/frames.ts'
import { rowsOf } from './frame-rows.ts'
import { clientOf, split } from './in-memory.ts'
import { bytesOf, recordings, replaying } from './recordings.ts'
import type { Recording } from './recordings.ts'

const options = { integers: 'safe', times: 'nanoseconds' } as const
const typeOf = ({ headers }: Recording): string => headers['content-type']!

function framesOf(bytes: Iterable<Uint8Array>, type: string, defaults?: InfluxQLFrameOptions): InfluxQLFrameApi {
  return createInfluxQLFrameApi(clientOf(bytes, type), defaults)
}

async function streamed(frames: AsyncIterable<Frame>): Promise<{ frames: Frame[]; error?: { code: string } }> {
  const got: Frame[] = []
  try {
    for await (const frame of frames) got.push(frame)
    return { frames: got }
  } catch (error) {
    return { frames: got, error: error as { code: string } }
  }
}

/** The rows by statement, measurement and columns, as tables and records have them alike. */
type Rows = Record<string, unknown[][]>

function add(rows: Rows, key: readonly unknown[], more: readonly unknown[][]): void {
  if (more.length > 0) (rows[JSON.stringify(key)] ??= []).push(...more)
}

function rowsByTable(frames: readonly Frame[]): Rows {
  const rows: Rows = {}
  for (const frame of frames) {
    const { metadata, fields } = frame.schema
    const key = [metadata.get('statement'), metadata.get('measurement'), fields.map(({ name }) => name)]
    add(rows, key, rowsOf(frame))
  }
  return rows
}

describe.each(['v1.13', 'v2.7', 'v3.6'] as const)('the responses of %s', (version) => {
  // The others have times as text, which this package does not ask for.
  const read = recordings(version).filter(({ status, epoch }) => status === 200 && epoch !== undefined)

  it.each(read.map((recorded) => [recorded.name, recorded] as const))(
    'have the same rows as tables and as records: %s',
    async (_, recorded) => {
      const results = await replaying(recorded, (api) => api.statements(recorded.q, options))
      if (results.some(({ error }) => error)) return
      const typeHints = hintsOf(results)
      const expected: Rows = {}
      for (const { statement, series } of results) {
        for (const { name, tags, columns, records, timeColumn } of series) {
          const labels = unique([...Object.keys(tags), ...columns])
          const rows = records.map(({ row }) =>
            Object.values<unknown>(tags).concat(
              row.map((value, column) => (column === 0 && timeColumn !== undefined ? value : safe(value))),
            ),
          )
          add(expected, [String(statement), name, labels], rows)
        }
      }
      const bytes = bytesOf(recorded)
      const collected = await framesOf([bytes], typeOf(recorded)).collectFrames(recorded.q, { typeHints })
      expect(sorted(rowsByTable(collected))).toEqual(sorted(expected))
      for (const [sizes, blockRows] of [
        [[7], 1],
        [[64, 1], 3],
      ] as const) {
        const api = framesOf(split(bytes, sizes), typeOf(recorded), { blockRows })
        const { frames, error } = await streamed(api.streamFrames(recorded.q, { typeHints }))
        expect(error).toBeUndefined()
        for (const { numRows } of frames) expect(numRows).toBeLessThanOrEqual(blockRows)
        expect(sorted(rowsByTable(frames))).toEqual(sorted(expected))
      }
    },
  )
})

const json = (series: readonly object[], rest = ''): Uint8Array =>
  new TextEncoder().encode(`${JSON.stringify({ results: [{ statement_id: 0, series }] })}${rest}\n`)
/** A response of one column, with the bytes of its cells. */
const msgpack = (...values: readonly (readonly number[])[]): Uint8Array => {
  const head = '\x81\xa7results\x91\x81\xa6series\x91\x82\xa7columns\x91\xa1n\xa6values'
  const cells = values.map((bytes) => [0x91, ...bytes])
  return Uint8Array.from([...Buffer.from(head, 'latin1'), 0x90 + values.length, ...cells.flat()])
}
const types = (frame: Frame): string[] => frame.schema.fields.map(({ name, type }) => `${name}: ${String(type)}`)

describe('a column', () => {
  const columns = ['time', 'a', 'b', 'c', 'd', 'e']
  const rows = [
    [1, null, null, null, null, null],
    [2, 1.5, 'x', true, null, 1],
  ]

  it('has the type of its first value that is not null, in all batches; without one, of floats', async () => {
    for (const blockRows of [1, 2, 16_384]) {
      const api = framesOf([json([{ name: 'm', columns, values: rows }])], 'application/json')
      const [frame, ...more] = await api.collectFrames('SELECT * FROM m', { blockRows })
      expect(more).toEqual([])
      expect(types(frame!)).toEqual([
        'time: Timestamp<NANOSECOND, UTC>',
        'a: Float64',
        'b: Dictionary<Int32, Utf8>',
        'c: Bool',
        'd: Float64',
        'e: Float64',
      ])
      expect(rowsOf(frame!)).toEqual([
        [1n, null, null, null, null, null],
        [2n, 1.5, 'x', true, null, 1],
      ])
    }
  })

  it('has the type of its hint', async () => {
    const api = framesOf([json([{ name: 'm', columns, values: rows }])], 'application/json')
    const typeHints = { d: 'boolean', e: 'integer', a: 'float' } as const
    const { frames } = await streamed(api.streamFrames('SELECT * FROM m', { blockRows: 1, typeHints }))
    expect(types(frames[0]!).slice(4)).toEqual(['d: Bool', 'e: Int64'])
    expect(types(frames[1]!).slice(4)).toEqual(['d: Bool', 'e: Int64'])
  })

  const large = [0xcf, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]
  const small = [0xd3, 0x80, 0, 0, 0, 0, 0, 0, 0]

  it('of integers is unsigned from the first that is 2^63 or more, in all batches', async () => {
    for (const blockRows of [1, 2, 3]) {
      const api = framesOf([msgpack([5], large, [0xc0])], 'application/x-msgpack', { blockRows })
      const frames = await api.collectFrames('SHOW x')
      expect(frames.map((frame) => [types(frame), rowsOf(frame)])).toEqual([
        [['n: Uint64'], [[5], [2n ** 64n - 1n], [null]]],
      ])
    }
  })

  it.each<[string, readonly (readonly number[])[], InfluxQLFrameOptions, RegExp]>([
    [
      'a negative integer after unsigned ones',
      [large, small],
      {},
      /^Row 2, column "n" \(-9223372036854775808\): it is neg/,
    ],
    [
      'an unsigned one after negative ones',
      [small, large],
      {},
      /^Row 2, column "n" \(18446744073709551615\): it is 2\^63/,
    ],
    [
      'text after integers',
      [[1], [0xa1, 0x61]],
      {},
      /^Row 2, column "n": it is text, and its column has the type integer/,
    ],
    [
      'a float after integers',
      [[1], [0xcb, 0x3f, 0xf8, 0, 0, 0, 0, 0, 0]],
      {},
      /\(1\.5\): it is a float, and its column/,
    ],
    ['a boolean after text', [[0xa0], [0xc3]], {}, /it is a boolean, and its column has the type string; pass another/],
    ['an integer after a boolean', [[0xc2], [7]], {}, /\(7\): it is an integer, and its column has the type boolean/],
    ['a large integer as a float', [[0xc0], large], { typeHints: { n: 'float' } }, /it is an integer, and its column/],
    ['what the hint does not allow', [[0xc0], [0xa0]], { typeHints: { n: 'unsigned' } }, /it is text, and .* unsigned/],
  ])('refuses %s, after the good rows', async (_, values, given, message) => {
    const api = framesOf([msgpack(...values)], 'application/x-msgpack')
    const { frames, error } = await streamed(api.streamFrames('SHOW x', given))
    expect(frames.map(({ numRows }) => numRows)).toEqual([1])
    expect(error).toMatchObject({
      code: 'FLUXLINE_INFLUXQL_RESPONSE',
      row: 2,
      column: 'n',
      message: expect.stringMatching(message),
    })
  })

  it('takes an integer as a float, if that is exact', async () => {
    const float = [0xcb, 0x3f, 0xf8, 0, 0, 0, 0, 0, 0]
    const api = framesOf([msgpack([5], float)], 'application/x-msgpack', { typeHints: { n: 'float' } })
    expect(rowsOf((await api.collectFrames('SHOW x'))[0]!)).toEqual([[5], [1.5]])
  })

  it('needs a hint for a large number of JSON', async () => {
    const bytes = new TextEncoder().encode('{"results":[{"series":[{"columns":["n"],"values":[[9007199254740993]]}]}]}')
    await expect(framesOf([bytes], 'application/json').collectFrames('SHOW x')).rejects.toMatchObject({
      code: 'FLUXLINE_INFLUXQL_RESPONSE',
      message: expect.stringContaining('(9007199254740993): JSON does not say whether it is an integer or a float'),
    })
    const api = framesOf([bytes], 'application/json', { typeHints: { n: 'integer' } })
    expect(rowsOf((await api.collectFrames('SHOW x'))[0]!)).toEqual([[9_007_199_254_740_993n]])
  })
})

describe('a table', () => {
  const series = ['a', 'b', 'a'].flatMap((name) =>
    ['x', ''].map((host) => ({
      name,
      tags: { host },
      columns: ['time', 'v'],
      values: [
        [1, name],
        [2, null],
      ],
    })),
  )

  it('has the series of one measurement, with their tags', async () => {
    const api = framesOf([json(series)], 'application/json')
    const frames = await api.collectFrames('SELECT v FROM a, b GROUP BY host')
    expect(frames.map(({ schema }) => Object.fromEntries(schema.metadata))).toEqual([
      { measurement: 'a', statement: '0' },
      { measurement: 'b', statement: '0' },
    ])
    expect(rowsOf(frames[1]!)).toEqual([
      ['x', 1n, 'b'],
      ['x', 2n, null],
      ['', 1n, 'b'],
      ['', 2n, null],
    ])
    expect(frames[0]!.numRows).toBe(8)
  })

  it('has columns first, and leaves out others', async () => {
    const api = framesOf([json(series)], 'application/json', { index: ['time'], drop: ['host', 'no such'] })
    const [frame] = await api.collectFrames('SELECT v FROM a GROUP BY host')
    expect(frame!.schema.fields.map(({ name }) => name)).toEqual(['time', 'v'])
    expect(frame!.schema.metadata.get('index')).toBe('["time"]')
    await expect(api.collectFrames('SELECT v FROM a', { index: ['nope'] })).rejects.toMatchObject({
      code: 'FLUXLINE_DATAFRAME',
    })
  })

  it('does not exist without rows', async () => {
    const api = framesOf([json([{ name: 'm', columns: ['time'] }])], 'application/json')
    expect(await api.collectFrames('SELECT v FROM m')).toEqual([])
  })

  it('has the rows before an error', async () => {
    const failed = json([{ name: 'm', columns: ['time', 'v'], values: [[1, 2]] }], '{"results":[{"error":"boom"}]}')
    const { frames, error } = await streamed(
      framesOf([failed], 'application/json').streamFrames('SELECT v FROM m; SHOW x'),
    )
    expect(frames.map(rowsOf)).toEqual([[[1n, 2]]])
    expect(error).toMatchObject({ code: 'FLUXLINE_INFLUXQL', statement: 1 })
    await expect(framesOf([failed], 'application/json').collectFrames('SELECT v FROM m; SHOW x')).rejects.toMatchObject(
      {
        code: 'FLUXLINE_INFLUXQL',
      },
    )
  })
})

it('refuses wrong options, before anything is sent', async () => {
  await using loopback = await startLoopback((_, response) => void response.end())
  await using client = createClient({ url: loopback.url })
  for (const bad of [{ integers: 'safe' }, { blockRows: 0 }, { index: 'time' }, { drop: [1] }, { databse: 'x' }]) {
    expect(() => createInfluxQLFrameApi(client, bad as never)).toThrow(/createInfluxQLFrameApi: /)
    const api = createInfluxQLFrameApi(client)
    await expect(api.collectFrames('SHOW x', bad as never)).rejects.toMatchObject({ code: 'FLUXLINE_OPTION' })
    expect(() => api.streamFrames('SHOW x', bad as never)).toThrow(/influxql\.streamFrames: /)
  }
  expect(loopback.requests).toEqual([])
})

/** What a column's hint must be so that JSON gives integers. */
function hintsOf(
  results: readonly {
    series: readonly { columns: readonly string[]; records: Iterable<{ row: readonly unknown[] }> }[]
  }[],
) {
  const hints: Record<string, 'integer' | 'unsigned'> = {}
  for (const { columns, records } of results.flatMap(({ series }) => series)) {
    for (const { row } of records) {
      for (const [index, value] of row.entries())
        if (index > 0 && typeof value === 'bigint') hints[columns[index]!] = value < 2n ** 63n ? 'integer' : 'unsigned'
    }
  }
  return hints
}

function safe(value: unknown): unknown {
  return typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : value
}

function unique(labels: readonly string[]): string[] {
  return labels.map((label, index) => (labels.indexOf(label) === index ? label : `${label}_2`))
}

/** InfluxDB gives series in any order, and tables join those that come apart. */
function sorted(rows: Rows): Rows {
  return Object.fromEntries(Object.entries(rows).toSorted(([one], [other]) => (one < other ? -1 : 1)))
}
