import { tableFromIPC, tableToIPC } from 'apache-arrow'
import { parseColumnsSync } from '@fluxline/flux-csv'
import { describe, expect, it } from 'vitest'
import { collectFrames, streamFrames } from '../index.ts'
import type { Frame, FrameColumns } from '../index.ts'
import { toArrowData, toArrowType } from './vector-data.ts'

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Annotated CSV of one block; `columns` are labels with types, group columns with a star. */
function csv(columns: Record<string, string>, ...rows: string[]): Uint8Array {
  const types = ['string', 'long', ...Object.values(columns).map((type) => type.replace('*', ''))]
  const groups = ['false', 'false', ...Object.values(columns).map((type) => String(type.endsWith('*')))]
  return bytesOf(
    `#datatype,${types.join()}\r\n#group,${groups.join()}\r\n#default,_result${','.repeat(types.length - 1)}\r\n` +
      `,result,table,${Object.keys(columns).join()}\r\n${rows.map((row) => `,,${row}\r\n`).join('')}\r\n`,
  )
}

const typesOf = ({ schema }: Frame): Record<string, string> =>
  Object.fromEntries(schema.fields.map(({ name, type }) => [name, type.toString()]))
const expectSame = (one: ArrayBufferView, other: ArrayBufferView): void => {
  expect(one.buffer).toBe(other.buffer)
  expect([one.byteOffset, one.byteLength]).toEqual([other.byteOffset, other.byteLength])
}
const rowsOf = (frame: Frame): unknown[] => frame.toArray().map((row) => row.toJSON())
const throughIPC = (frame: Frame): Frame => tableFromIPC(tableToIPC(frame, 'file'))

describe('a frame', () => {
  it('has every type of InfluxDB as its own in Arrow, at its limits, with nulls', async () => {
    const columns = {
      _time: 'dateTime:RFC3339',
      double: 'double',
      long: 'long',
      unsigned: 'unsignedLong',
      flag: 'boolean',
      host: 'string*',
      text: 'string',
      span: 'duration',
      blob: 'base64Binary',
    }
    const chunk = csv(
      columns,
      '0,2262-04-11T23:47:16.854775806Z,1.7976931348623157e+308,9223372036854775807,18446744073709551615,true,a,ünï 🎈,1h30m,AAEC',
      '0,1677-09-21T00:12:43.145224194Z,-0,-9223372036854775808,0,false,a,"a,""b""",1mo,',
      '0,,NaN,,,,b,,,/w==',
      '0,2026-01-01T00:00:00.000000001Z,+Inf,1,1,true,b,x,-5s,',
    )
    const [frame] = await collectFrames([chunk])
    expect(typesOf(frame!)).toEqual({
      result: 'Dictionary<Int32, Utf8>',
      table: 'Int64',
      _time: 'Timestamp<NANOSECOND, UTC>',
      double: 'Float64',
      long: 'Int64',
      unsigned: 'Uint64',
      flag: 'Bool',
      host: 'Dictionary<Int32, Utf8>',
      text: 'Dictionary<Int32, Utf8>',
      span: 'Dictionary<Int32, Utf8>',
      blob: 'Binary',
    })
    for (const each of [frame!, throughIPC(frame!)]) {
      const column = (label: string): unknown[] => [...each.getChild(label)!]
      expect([...each.getChild('_time')!.data[0]!.values]).toEqual([
        9_223_372_036_854_775_806n,
        -9_223_372_036_854_775_806n,
        expect.anything(),
        1_767_225_600_000_000_001n,
      ])
      expect(each.getChild('_time')!.nullCount).toBe(1)
      expect(column('double')).toEqual([1.7976931348623157e308, -0, Number.NaN, Infinity])
      expect(column('long')).toEqual([9_223_372_036_854_775_807n, -9_223_372_036_854_775_808n, null, 1n])
      expect(column('unsigned')).toEqual([18_446_744_073_709_551_615n, 0n, null, 1n])
      expect(column('flag')).toEqual([true, false, null, true])
      expect(column('host')).toEqual(['a', 'a', 'b', 'b'])
      expect(column('text')).toEqual(['ünï 🎈', 'a,"b"', null, 'x'])
      expect(column('span')).toEqual(['1h30m', '1mo', null, '-5s'])
      expect(column('blob')).toEqual([Uint8Array.of(0, 1, 2), null, Uint8Array.of(255), null])
      expect(column('table')).toEqual([0n, 0n, 0n, 0n])
    }
  })

  it('has the arrays of the blocks, without a copy', () => {
    const rows = Array.from({ length: 2000 }, (_, row) => `0,${row}.5,${row},host${row % 3},message ${row},true`)
    const [block] = parseColumnsSync(
      csv({ a: 'double', b: 'long', host: 'string*', text: 'string', c: 'boolean' }, ...rows),
    )
    const kinds = new Set<string>()
    for (const column of block!.columns) {
      const data = toArrowData(column, toArrowType(column), block!.length)
      kinds.add(column.kind)
      if (column.kind === 'dictionary') {
        expectSame(data.values, column.indices)
        expectSame(data.dictionary!.data[0]!.values, column.dictionary.bytes)
      } else if (column.kind === 'utf8' || column.kind === 'binary') {
        expectSame(data.values, column.data.bytes)
        expectSame(data.valueOffsets, column.data.offsets)
      } else expectSame(data.values, column.values)
    }
    expect([...kinds].toSorted()).toEqual(['boolean', 'dictionary', 'float64', 'int64', 'utf8'])
  })

  it('of several blocks has their arrays, and one dictionary for all', async () => {
    const rows = Array.from({ length: 5000 }, (_, row) => `0,${row},host${Math.floor(row / 1000)}`)
    const [frame] = await collectFrames([csv({ a: 'double', host: 'string*' }, ...rows)], { blockRows: 1024 })
    expect(frame!.batches.length).toBe(5)
    const dictionaries = new Set(frame!.getChild('host')!.data.map((data) => data.dictionary))
    expect(dictionaries.size).toBe(1)
    for (const each of [frame!, throughIPC(frame!), tableFromIPC<FrameColumns>(tableToIPC(frame!, 'stream'))]) {
      expect([...each.getChild('host')!]).toEqual(rows.map((row) => row.split(',')[2]))
      expect([...each.getChild('a')!]).toEqual(rows.map((_, at) => at))
    }
  })

  it('has text without a dictionary if a column of one label repeats little', async () => {
    const few = csv({ text: 'string' }, '0,a', '0,b', '0,')
    const many = csv({ text: 'string' }, ...Array.from({ length: 2000 }, (_, row) => `0,text ${row}`))
    const [frame] = await collectFrames([few, many, few])
    expect(typesOf(frame!)['text']).toBe('Utf8')
    const texts = ['a', 'b', null, ...Array.from({ length: 2000 }, (_, row) => `text ${row}`), 'a', 'b', null]
    expect([...throughIPC(frame!).getChild('text')!]).toEqual(texts)
  })

  it('keeps all columns of one label, numbered from the second on', async () => {
    const labels = '#datatype,string,long,double,string,double,long\r\n,result,table,v,v,v_2,v\r\n,,0,1,x,2,3\r\n'
    const [frame] = await collectFrames([bytesOf(labels)])
    expect(rowsOf(throughIPC(frame!))).toEqual([{ result: null, table: 0n, v: 1, v_3: 'x', v_2: 2, v_4: 3n }])
  })

  it('begins with the columns of the index, which the metadata names', async () => {
    const chunk = csv({ v: 'double', host: 'string*', _time: 'dateTime:RFC3339' }, '0,1,a,2026-01-01T00:00:00Z')
    const [frame] = await collectFrames([chunk], { index: ['_time', 'host'] })
    expect(Object.keys(typesOf(frame!))).toEqual(['_time', 'host', 'result', 'table', 'v'])
    expect(throughIPC(frame!).schema.metadata.get('index')).toBe('["_time","host"]')
    await expect(collectFrames([chunk], { index: ['time'] })).rejects.toMatchObject({
      code: 'FLUXLINE_DATAFRAME',
      message:
        'The index names "time", which is not a column of the response (columns: "result", "table", "v", "host", "_time").',
    })
  })

  it('has the types of the hints if the response has no annotations', async () => {
    const response = bytesOf(',result,table,_time,_value,host\r\n,_result,0,2026-01-01T00:00:00Z,1.5,a\r\n')
    const typeHints = { table: 'long', _time: 'dateTime:RFC3339', _value: 'double' }
    const [frame] = await collectFrames([response], { typeHints })
    expect(typesOf(frame!)).toMatchObject({ table: 'Int64', _time: 'Timestamp<NANOSECOND, UTC>', _value: 'Float64' })
    const [plain] = await collectFrames([response])
    expect([...plain!.getChild('_value')!]).toEqual(['1.5'])
  })
})

const double = (n: number): Uint8Array => csv({ _value: 'double', host: 'string*' }, `${n},${n}.5,host${n}`)
const long = (n: number): Uint8Array => csv({ _value: 'long', host: 'string*' }, `${n},${n},host${n}`)

describe('frames of one response', () => {
  it('are one for each schema, with the tables of one schema joined', async () => {
    const frames = await collectFrames([double(0), long(1), double(2), long(3)])
    expect(frames.map((frame) => [typesOf(frame)['_value'], frame.batches.length, rowsOf(throughIPC(frame))])).toEqual([
      [
        'Float64',
        1,
        [
          { result: '_result', table: 0n, _value: 0.5, host: 'host0' },
          { result: '_result', table: 2n, _value: 2.5, host: 'host2' },
        ],
      ],
      [
        'Int64',
        1,
        [
          { result: '_result', table: 1n, _value: 1n, host: 'host1' },
          { result: '_result', table: 3n, _value: 3n, host: 'host3' },
        ],
      ],
    ])
  })

  it('of ten thousand tables of one row are a few batches', { timeout: 30_000 }, async () => {
    const chunks = Array.from({ length: 10_000 }, (_, n) => (n % 2 === 0 ? double(n) : long(n)))
    const frames = await collectFrames(chunks)
    expect(frames.map(({ numRows, batches }) => [numRows, batches.length])).toEqual([
      [5000, 1],
      [5000, 1],
    ])
    expect(frames[1]!.get(4999)!.toJSON()).toEqual({ result: '_result', table: 9999n, _value: 9999n, host: 'host9999' })
  })

  it('arrive one by one in a stream, those of one schema with the same Arrow schema', async () => {
    const frames: Frame[] = []
    for await (const frame of streamFrames([double(0), long(1), double(2)])) frames.push(frame)
    expect(frames.map((frame) => rowsOf(frame)[0])).toMatchObject([{ _value: 0.5 }, { _value: 1n }, { _value: 2.5 }])
    expect(frames[2]!.schema).toBe(frames[0]!.schema)
  })

  it('of a stream keep the first type of a text', async () => {
    const few = csv({ text: 'string' }, '0,a', '0,', '0,a')
    const many = csv({ text: 'string' }, ...Array.from({ length: 2000 }, (_, row) => `0,text ${row}`))
    for (const [chunks, type] of [
      [[few, many], 'Dictionary<Int32, Utf8>'],
      [[many, few], 'Utf8'],
    ] as const) {
      const frames: Frame[] = []
      for await (const frame of streamFrames(chunks)) frames.push(frame)
      expect(frames.map((frame) => typesOf(frame)['text'])).toEqual([type, type])
      const texts = frames.map((frame) => Array.from(throughIPC(frame).getChild('text')!))
      expect(texts.find(({ length }) => length === 3)).toEqual(['a', null, 'a'])
      expect(texts.find(({ length }) => length === 2000)?.at(-1)).toBe('text 1999')
    }
  })

  it('are yielded before the next chunk is requested, and end the source when the loop is left', async () => {
    const asked: number[] = []
    let isClosed = false
    async function* source(): AsyncGenerator<Uint8Array> {
      try {
        for (let n = 0; ; n++) {
          asked.push(n)
          yield double(n)
        }
      } finally {
        isClosed = true
      }
    }
    for await (const frame of streamFrames(source(), { blockRows: 1 })) {
      if (rowsOf(frame).length === 1 && asked.length === 3) break
    }
    expect([asked, isClosed]).toEqual([[0, 1, 2], true])
  })

  it('end a source at once, even while its next chunk is awaited', async () => {
    let isClosed = false
    const source = {
      chunks: [double(0)],
      [Symbol.asyncIterator]() {
        return this
      },
      async next() {
        const value = this.chunks.shift()
        return value ? { done: false as const, value } : new Promise<never>(() => {})
      },
      async return() {
        isClosed = true
        return { done: true as const, value: undefined }
      },
    }
    const frames = streamFrames(source, { blockRows: 1 })
    expect(await frames.next()).toMatchObject({ done: false })
    const next = frames.next()
    expect(await frames.return!()).toEqual({ done: true, value: undefined })
    expect(await next).toEqual({ done: true, value: undefined })
    expect(isClosed).toBe(true)
  })

  it('before an error come first', async () => {
    const seen: unknown[] = []
    const read = async (): Promise<void> => {
      for await (const frame of streamFrames([double(0), bytesOf('error,reference\r\nboom,1\r\n')]))
        seen.push(...rowsOf(frame))
    }
    await expect(read()).rejects.toMatchObject({ code: 'FLUXLINE_FLUX', message: 'boom' })
    expect(seen).toHaveLength(1)
  })

  it('are none if the response has no rows', async () => {
    expect(await collectFrames([csv({ v: 'double' })])).toEqual([])
    expect(await collectFrames([])).toEqual([])
  })
})
