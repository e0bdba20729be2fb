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
// oxlint-disable-next-line import/no-unassigned-import -- it sets what it says
import './always-wasm.ts'

const head = '#datatype,string,long,double\n#group,false,false,false\n#default,r,,\n,result,table,v\n'
const row = ',,0,1.5\n'
const textHead =
  '#datatype,string,long,string,string\n#group,false,false,false,false\n#default,r,,,\n,result,table,v,w\n'
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

  it.each<[string, string, number]>([
    ['text', `${textHead},,0,${'a'.repeat(100)},\n`, 100],
    ['text, in bytes', `${textHead},,0,${'é'.repeat(60)},\n`, 120],
    ['short text', `${textHead},,0,aaa,bbbbbbbbbb\r\n`, 10],
    ['quoted text', `${textHead},,0,"${'a,'.repeat(50)}",\n`, 100],
    ['doubled quotes', `${textHead},,0,"${'""'.repeat(50)}",\n`, 100],
    ['line breaks in quotes', `${textHead},,0,"${'\r\n'.repeat(50)}",\n`, 100],
    ['quoted text at the end', `${textHead},,0,,"${'a'.repeat(100)}"\r\n`, 100],
    ['text at the end of a row', `${textHead},,0,,${'a'.repeat(100)}\r\n`, 100],
    ['text at the end of a row with LF', `${textHead},,0,,${'a'.repeat(100)}\n`, 100],
    ['a number', `${head},,0,${'1'.repeat(300)}\n`, 300],
    ['a number at the end of its row', `${head},,0,1.${'0'.repeat(98)}\r\n`, 100],
    ['a label', `#datatype,string,long,double\n,result,table,${'v'.repeat(100)}\n,,0,1\n`, 100],
    ['a default value', `${head.replace('r,,', `${'r'.repeat(100)},,`)}${row}`, 100],
  ])('reads maxCellBytes bytes of %s and not one more', async (_, text, size) => {
    const bytes = bytesOf(text)
    expect(await countRows(bytes, { maxCellBytes: size })).toBe(1)
    await expect(countRows(bytes, { maxCellBytes: size - 1 })).rejects.toMatchObject({
      code: 'FLUXLINE_LIMIT',
      limit: 'maxCellBytes',
      message: expect.stringMatching(/^(?:Cell \d+|A cell) of row \d+ exceeds maxCellBytes \(\d+\); narrow the query/),
    })
  })

  it('reads all rows before the cell that is too long', async () => {
    const rows = `,,0,${'a'.repeat(70)},\n`.repeat(1000)
    const bytes = bytesOf(`${textHead}${rows},,0,${'a'.repeat(71)},\n${rows}`)
    expect(await countRows(bytes, { maxCellBytes: 71 })).toBe(2001)
    await expect(countRows(bytes, { maxCellBytes: 70 })).rejects.toThrow('Cell 4 of row 1005 exceeds maxCellBytes (70)')
  })

  it.each(['maxRows', 'maxBytes', 'maxColumns', 'maxCellBytes'])(
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

it.each([
  ['a cell', ''],
  ['a quoted cell', '"'],
  ['a cell after others', '1,2,3,'],
  ['a quoted cell after others', '"1",2,"'],
])('%s that never ends stops at the limit', async (_, start) => {
  let sent = 0
  async function* endless(): AsyncGenerator<Uint8Array> {
    yield bytesOf(`${textHead},,${start}`)
    for (;;) {
      sent++
      yield bytesOf('a'.repeat(1000))
    }
  }
  for (const read of [parseRecords, parseColumns, parseRows] as const) {
    sent = 0
    const reading = count(read(endless(), { maxCellBytes: 10_000 }))
    await expect(reading).rejects.toMatchObject({
      limit: 'maxCellBytes',
      message: expect.stringMatching(/^A cell of row 5/),
    })
    expect(sent).toBe(11)
  }
})

it.each([
  ['maxBytes', { maxBytes: head.length + row.length * 50 }, 50],
  ['maxCellBytes', { maxCellBytes: 60 }, 100],
])('the rows before a chunk that exceeds %s come first', async (limit, options, rows) => {
  const bytes = bytesOf(`${head}${row.repeat(100)},,0,${'1'.repeat(300)}\n`)
  // Each row is a chunk, and the last one several.
  const chunks = [bytes.slice(0, head.length), ...cut(bytes.slice(head.length), [row.length])]
  const rowsOf: readonly [AsyncIterable<unknown>, (value: never) => number][] = [
    [parseRecords(chunks, options), () => 1],
    [parseColumns(chunks, options), ({ length }: { length: number }) => length],
  ]
  for (const [values, countOf] of rowsOf) {
    let before = 0
    const reading = count(values, (value) => (before += countOf(value)))
    await expect(reading).rejects.toMatchObject({ limit })
    expect(before).toBe(rows)
  }
})

async function* broken(): AsyncGenerator<Uint8Array> {
  yield bytesOf(head + row.repeat(100))
  throw new Error('connection reset')
}

it('the rows before an error of the source come first', async () => {
  const rowsOf: readonly [AsyncIterable<unknown>, (value: never) => number][] = [
    [parseRecords(broken()), () => 1],
    [parseRecordBatches(broken()), ({ length }: { length: number }) => length],
    [parseColumns(broken()), ({ length }: { length: number }) => length],
  ]
  for (const [values, countOf] of rowsOf) {
    let before = 0
    await expect(count(values, (value) => (before += countOf(value)))).rejects.toThrow('connection reset')
    expect(before).toBe(100)
  }
})

it('a cell ends at the limit, wherever the chunks are cut', async () => {
  const text = `${textHead},,0,"a""${'b'.repeat(40)}\r\n",${'c'.repeat(45)}\r\n,,0,"${'d'.repeat(45)}",\r\n`
  const bytes = bytesOf(text)
  for (let at = 0; at < bytes.length; at++) {
    const chunks = (): Uint8Array[] => cut(bytes, [at, 3])
    expect(await count(parseRows(chunks(), { maxCellBytes: 45 }))).toBe(6)
    await expect(count(parseRows(chunks(), { maxCellBytes: 44 }))).rejects.toMatchObject({ limit: 'maxCellBytes' })
  }
})
