import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { parseColumns, parseColumnsSync, parseRecords, parseRecordsSync, parseTables } from '../src/index.ts'
import type { ColumnData, RecordOptions } from '../src/index.ts'
import { cut } from './cut.ts'
import { importWithoutWasm } from './without-wasm.ts'

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

  it('may come before the header of an error table, which is no data', () => {
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
