import { gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import {
  parseColumns,
  parseColumnsSync,
  parseRecordBatches,
  parseRecords,
  parseRecordsSync,
  parseRows,
  parseTables,
} from '../src/index.ts'
import type { CsvOptions } from '../src/index.ts'
import { cut } from './cut.ts'

const head = '#datatype,string,long,double\n#group,false,false,false\n#default,r,,\n,result,table,v\n'
const row = ',,0,1.5\n'
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

/** A table of this many columns. */
const wide = (columns: number): Uint8Array =>
  bytesOf(`${Array.from({ length: columns }, (_, index) => `,c${index}`).join('')}\n${',1'.repeat(columns)}\n`)

async function count(values: AsyncIterable<unknown>, rowsOf: (value: never) => number = () => 1): Promise<number> {
  let rows = 0
  for await (const value of values) rows += rowsOf(value as never)
  return rows
}

type Count = (bytes: Uint8Array, options: CsvOptions) => Promise<number>
/** Each reader, with how many rows of data it gives. */
const readers: readonly (readonly [name: string, count: Count])[] = [
  ['parseRecordsSync', async (bytes, options) => [...parseRecordsSync(bytes, options)].length],
  ['parseRecords', (bytes, options) => count(parseRecords(cut(bytes, [99]), options))],
  ['parseRecordBatches', (bytes, options) => count(parseRecordBatches([bytes], options), ({ length }) => length)],
  [
    'parseTables',
    async (bytes, options) =>
      (await parseTables([bytes], options)).reduce((sum, { records }) => sum + records.length, 0),
  ],
  [
    'parseColumnsSync',
    async (bytes, options) => [...parseColumnsSync(bytes, options)].reduce((sum, { length }) => sum + length, 0),
  ],
  ['parseColumns', (bytes, options) => count(parseColumns(cut(bytes, [99]), options), ({ length }) => length)],
  [
    'parseRows',
    async (bytes, options) =>
      count(parseRows(cut(bytes, [99]), options), ([first, second]: string[]) =>
        first === '' && second !== 'result' ? 1 : 0,
      ),
  ],
]

describe.each(readers)('%s', (name, countRows) => {
  it.each([
    ['annotated', head + row.repeat(4), 4],
    ['without annotations', ',result,table,v\n,r,0,1\n,r,0,2\n\n,result,table,v\n,r,0,3\n', 3],
    ['in several blocks', `${head}${row}${row}\n${head}${row}`, 3],
    ['with an empty line inside', `${head}${row}\n${row}`, 2],
  ])('reads maxRows rows and not one more, %s', async (_, text, rows) => {
    const bytes = bytesOf(text)
    expect(await countRows(bytes, { maxRows: rows })).toBe(rows)
    for (let maxRows = 0; maxRows < rows; maxRows++) {
      await expect(countRows(bytes, { maxRows })).rejects.toMatchObject({ code: 'FLUXLINE_LIMIT', limit: 'maxRows' })
    }
  })

  it('reads maxBytes bytes and not one more', async () => {
    const bytes = bytesOf(head + row.repeat(100))
    expect(await countRows(bytes, { maxBytes: bytes.length })).toBe(100)
    await expect(countRows(bytes, { maxBytes: bytes.length - 1 })).rejects.toMatchObject({ limit: 'maxBytes' })
  })

  it('reads maxColumns columns and not one more', async () => {
    for (const columns of [3, 1000]) {
      expect(await countRows(wide(columns), { maxColumns: columns })).toBe(name === 'parseRows' ? 2 : 1)
      await expect(countRows(wide(columns), { maxColumns: columns - 1 })).rejects.toMatchObject({ limit: 'maxColumns' })
    }
  })

  it.each(['maxRows', 'maxBytes', 'maxColumns'])(
    'refuses a value of %s that is not a number of them',
    async (limit) => {
      for (const value of [Number.NaN, -1, 0.5, '5', null, -Infinity]) {
        await expect((async () => countRows(bytesOf(head), { [limit]: value as number }))()).rejects.toMatchObject({
          code: 'FLUXLINE_OPTION',
          option: limit,
        })
      }
      await expect(countRows(bytesOf(head + row), { [limit]: Infinity })).resolves.toBe(1)
    },
  )
})

it('a stream that never ends stops at the limit, and so do its bytes', async () => {
  const zipped = gzipSync(row.repeat(10_000))
  let sent = 0
  async function* endless(): AsyncGenerator<Uint8Array> {
    yield bytesOf(head)
    for (;;) {
      sent++
      yield gunzipSync(zipped)
    }
  }
  for (const read of [parseRecords, parseColumns, parseRows] as const) {
    sent = 0
    await expect(count(read(endless(), { maxRows: 25_000 }))).rejects.toMatchObject({ code: 'FLUXLINE_LIMIT' })
    expect(sent).toBe(3)
  }
})
