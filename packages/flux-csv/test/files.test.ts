import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { parseColumns, parseColumnsSync, parseRecords, parseRecordsSync, parseTables } from '../src/index.ts'
import type { ColumnData, FluxDuration, RecordOptions, Timestamp } from '../src/index.ts'
import { cut } from './cut.ts'
import { importWithoutWasm } from './without-wasm.ts'
// oxlint-disable-next-line import/no-unassigned-import -- it sets what it says
import './always-wasm.ts'

// Files as tools other than InfluxDB write them.

const withoutWasm = await importWithoutWasm()
const fileOf = (name: string): Promise<Uint8Array> => readFile(new URL(`cases/${name}.csv`, import.meta.url))
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
const table = (type: string, ...cells: string[]): Uint8Array =>
  bytesOf(
    `#datatype,string,long,${type}\n#group,false,false,false\n#default,r,,\n,result,table,v\n${cells.map((cell) => `,,0,${cell}\n`).join('')}`,
  )

const records = (bytes: Uint8Array, options?: RecordOptions): unknown[] =>
  [...parseRecordsSync(bytes, options)].map(({ values }) => values)
const cellsOf = (bytes: Uint8Array, options?: RecordOptions): unknown[] =>
  [...parseRecordsSync(bytes, options)].map(({ row }) => row[2])
const columnOf = (bytes: Uint8Array): ColumnData => [...parseColumnsSync(bytes)][0]!.columns[2]!

describe('an empty line inside an annotated block', () => {
  it('is skipped by every reader', async () => {
    const bytes = await fileOf('empty-line-in-block')
    expect(records(bytes)).toMatchObject([{ _value: 1 }, { _value: 2 }, { table: 1, _value: 3 }, { _value: 4 }])
    for (const chunks of [[bytes], cut(bytes, [7])]) {
      for (const csv of [{ parseRecords, parseColumns, parseTables }, withoutWasm]) {
        const values: unknown[] = []
        for await (const { value } of csv.parseRecords(chunks)) values.push(value)
        const tables = await csv.parseTables(chunks)
        let rows = 0
        for await (const { length } of csv.parseColumns(chunks)) rows += length
        expect([values, tables.map(({ records }) => records.length), rows]).toEqual([[1, 2, 3, 4], [2, 2], 4])
      }
    }
  })

  it('may come before the header of an error table, which is not data', () => {
    const twoColumns = '#datatype,string,string\n#group,false,false\n#default,,\n,a,b\n,1,2\n'
    expect(() => records(bytesOf(`${twoColumns}\n,error,reference\n,boom,7\n`))).toThrow('boom')
    // Without an empty line before, the words may be data.
    expect(records(bytesOf(`${twoColumns},error,reference\n\n,3,4\n`))).toEqual([
      { a: '1', b: '2' },
      { a: 'error', b: 'reference' },
      { a: '3', b: '4' },
    ])
  })

  it('may come between annotations, and before annotations of the next block', () => {
    const block = new TextDecoder().decode(table('double', '1'))
    expect(cellsOf(bytesOf(`${block}\n\n${block.replaceAll('\n#', '\n\n#')}`))).toEqual([1, 1])
  })
})

describe('a time beyond 64-bit nanoseconds', () => {
  it.each([
    '0001-01-01T00:00:00Z',
    '1677-09-21T00:12:43.145224191Z',
    '2262-04-11T23:47:16.854775808Z',
    '2600-01-01T00:00:00Z',
    '9999-12-31T23:59:59Z',
  ])('is an error in columns, and a time in records: %s', async (text) => {
    for (const { parseColumnsSync, parseRecordsSync } of [
      { ...withoutWasm },
      { ...(await import('../src/index.ts')) },
    ]) {
      expect(() => [...parseColumnsSync(table('dateTime:RFC3339', text))]).toThrow(
        expect.objectContaining({
          code: 'FLUXLINE_CSV',
          row: 5,
          column: 'v',
          message: expect.stringContaining(`${JSON.stringify(text)} is a time that 64-bit nanoseconds cannot hold`),
        }),
      )
      const [record] = parseRecordsSync(table('dateTime:RFC3339', text), { times: 'string' })
      expect(record?.values['v']).toBe(text)
    }
    expect(() => [
      ...parseColumnsSync(
        bytesOf(new TextDecoder().decode(table('dateTime:RFC3339', '')).replace('r,,', `r,,${text}`)),
      ),
    ]).toThrow('cannot hold')
  })

  it('ends where the range ends', () => {
    const texts = ['1677-09-21T00:12:43.145224192Z', '2262-04-11T23:47:16.854775807Z']
    expect(columnOf(table('dateTime:RFC3339', ...texts))).toMatchObject({
      values: BigInt64Array.of(-(2n ** 63n), 2n ** 63n - 1n),
    })
  })

  it('comes after the good rows', async () => {
    const rows: number[] = []
    await expect(async () => {
      for await (const { length } of parseColumns([
        table('dateTime:RFC3339', '2026-01-01T00:00:00Z', '2600-01-01T00:00:00Z'),
      ]))
        rows.push(length)
    }).rejects.toMatchObject({ row: 6 })
    expect(rows).toEqual([1])
    expect(() => [...parseColumnsSync(bytesOf(''))]).not.toThrow()
    await expect(async () => {
      for await (const _ of parseColumns([await fileOf('times-beyond-int64')])) expect.fail()
    }).rejects.toMatchObject({ code: 'FLUXLINE_CSV', column: '_time' })
  })
})

/** A text of each row of the third column. */
function textsOf(bytes: Uint8Array): string[] {
  const column = columnOf(bytes)
  if (column.kind !== 'dictionary') throw new Error(column.kind)
  const { offsets, bytes: texts } = column.dictionary
  return Array.from(column.indices, (index) =>
    new TextDecoder().decode(texts.subarray(offsets[index], offsets[index + 1])),
  )
}

describe('a duration', () => {
  it.each([
    ['250', '250ns', { ns: 250 }],
    ['-7', '-7ns', { ns: -7 }],
    ['0', '0ns', { ns: 0 }],
    ['90000000000', '90000000000ns', { ns: 90_000_000_000 }],
    ['2h5m10.25s', '2h5m10s250ms', { h: 2, m: 5, s: 10, ms: 250 }],
    ['-1.5µs', '-1us500ns', { us: -1, ns: -500 }],
    ['1.5h', '1h30m', { h: 1, m: 30 }],
    ['0.0s', '0s', { s: 0 }],
    ['1h0m0s', '1h0m0s', { h: 1, m: 0, s: 0 }],
    ['1mo2d', '1mo2d', { mo: 1, d: 2 }],
  ])('may be %s, in records and columns alike', (text, shown, parts) => {
    const [value] = cellsOf(table('duration', text)) as [FluxDuration]
    expect([String(value), value.parts]).toEqual([shown, parts])
    expect(textsOf(table('duration', text, text))).toEqual([shown, shown])
    const byDefault = bytesOf(new TextDecoder().decode(table('duration', '')).replace('r,,', `r,,${text}`))
    expect(String(cellsOf(byDefault)[0])).toBe(shown)
    expect(textsOf(byDefault)).toEqual([shown])
  })

  it.each(['', '1.5', 'soon', '1.5mo', '1h ', '0.1ns', '-', '1h.5s', '9'.repeat(30)])(
    'cannot be %j, in records and columns alike',
    (text) => {
      const bytes = table('duration', text)
      const isEmpty = text === ''
      const error = expect.objectContaining({ code: 'FLUXLINE_CSV', column: 'v' })
      const results = [() => cellsOf(bytes), () => columnOf(bytes)].map((read) => {
        try {
          read()
          return undefined
        } catch (failure) {
          return failure
        }
      })
      expect(results).toEqual(isEmpty ? [undefined, undefined] : [error, error])
    },
  )

  it('of a file is read', async () => {
    expect(cellsOf(await fileOf('duration-go')).map(String)).toEqual(['2h5m10s250ms'])
    expect(cellsOf(await fileOf('duration-nanoseconds')).map(String)).toEqual(['250ns', '90000000000ns'])
  })
})

describe('a time', () => {
  it('may be called dateTime or dateTime:number, and be nanoseconds', async () => {
    const [record] = parseRecordsSync(await fileOf('datetime-other-formats'))
    expect(record?.row.slice(2).map((time) => (time as Timestamp).toISOString())).toEqual([
      '2026-03-01T08:00:00.000Z',
      '2026-03-01T08:00:00.000Z',
    ])
    for (const type of ['dateTime', 'dateTime:number']) {
      const bytes = table(type, '-1', '2026-03-01T08:00:00.000000001Z', '')
      const nanoseconds = [-1n, 1_772_352_000_000_000_001n, null]
      expect(cellsOf(bytes, { times: 'nanoseconds' })).toEqual(nanoseconds)
      expect(columnOf(bytes)).toMatchObject({ kind: 'timestamp', values: BigInt64Array.of(-1n, nanoseconds[1]!, 0n) })
      expect(cellsOf(bytes, { times: 'string' })).toEqual(['-1', '2026-03-01T08:00:00.000000001Z', null])
      expect(cellsOf(bytes, { times: (text) => text.length })).toEqual([2, 30, null])
      for (const text of ['soon', '1.5', '9223372036854775808']) {
        expect(() => cellsOf(table(type, text))).toThrow(`${JSON.stringify(text)} is not a valid ${type}`)
        expect(() => columnOf(table(type, text))).toThrow(`${JSON.stringify(text)} is not a valid ${type}`)
      }
    }
  })
})

it('a boolean may be called bool', async () => {
  const bytes = await fileOf('boolean-short-name')
  expect(cellsOf(bytes)).toEqual([true, false])
  expect(columnOf(bytes)).toMatchObject({ kind: 'boolean', values: Uint8Array.of(1) })
})

it('infinities and NaN may have any sign and case', async () => {
  const words = ['Inf', '+inf', '-INF', 'infinity', '-Infinity', 'nan', '+NaN', '-nan']
  const values = [Infinity, Infinity, -Infinity, Infinity, -Infinity, Number.NaN, Number.NaN, Number.NaN]
  expect(cellsOf(table('double', ...words))).toEqual(values)
  expect(columnOf(table('double', ...words))).toMatchObject({ values: Float64Array.from(values) })
  expect(cellsOf(await fileOf('double-spellings'))).toEqual([Infinity])
  for (const word of ['in', 'infinit', '++Inf', 'Info', 'na', '-']) {
    expect(() => cellsOf(table('double', word))).toThrow('is not a valid double')
  }
})

it('extended annotations are an error that names the tool for them', async () => {
  const bytes = await fileOf('extended-annotations')
  const message =
    'Row 1: "#datatype measurement" is an extended annotation, for files that `influx write` turns into lines.'
  expect(() => records(bytes)).toThrow(message)
  expect(() => [...parseColumnsSync(bytes)]).toThrow(message)
  // A comment is none.
  expect(records(bytesOf('#datatype is not here\na\n1\n'))).toEqual([{ a: '1' }])
})

describe('integers beyond 2^53', () => {
  const cells = ['1', '9007199254740991', '9007199254740992', '-9007199254740993', '9223372036854775807', '0', '']
  const values = [1, 9_007_199_254_740_991, 2n ** 53n, -(2n ** 53n) - 1n, 2n ** 63n - 1n, 0, null]

  it('are bigints with integers: safe, and the others numbers', async () => {
    for (const { parseRecordsSync } of [{ ...withoutWasm }, { ...(await import('../src/index.ts')) }]) {
      const read = (type: string, ...cells: string[]): unknown[] =>
        [...parseRecordsSync(table(type, ...cells), { integers: 'safe' })].map(({ row }) => row[2])
      expect(read('long', ...cells)).toEqual(values)
      expect(read('unsignedLong', '18446744073709551615', '7', '00007')).toEqual([2n ** 64n - 1n, 7, 7])
      expect(() => read('long', '9223372036854775808')).toThrow('is not a valid long')
    }
    const [record] = parseRecordsSync(table('long', '9007199254740993'), { integers: 'safe' })
    expect(JSON.stringify(record)).toBe('{"result":"r","table":0,"v":"9007199254740993"}')
  })

  it('stay an error by default, which names the ways out', () => {
    expect(() => cellsOf(table('long', ...cells))).toThrow(
      "Row 7, column \"v\": \"9007199254740992\" is outside the safe integer range; pass integers: 'safe', 'bigint' or 'string'.",
    )
    expect(columnOf(table('long', ...cells))).toMatchObject({ kind: 'int64', nullCount: 1 })
  })
})
