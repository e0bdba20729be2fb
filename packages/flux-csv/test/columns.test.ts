import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseColumns, parseColumnsSync, parseRecordsSync } from '../src/index.ts'
import type { ColumnBlock, ColumnData, ColumnOptions } from '../src/index.ts'
import { cut } from './cut.ts'

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text.replaceAll(/\r?\n/g, '\r\n'))

/** Returns the value of a row, as records have it with bigints and nanoseconds. */
function valueAt(column: ColumnData, row: number): unknown {
  if (column.validity && ((column.validity[row >> 3]! >> (row & 7)) & 1) === 0) return null
  switch (column.kind) {
    case 'dictionary':
      return textAt(column.dictionary, column.indices[row]!)
    case 'utf8':
      return textAt(column.data, row)
    case 'binary':
      return column.data.bytes.slice(column.data.offsets[row], column.data.offsets[row + 1])
    case 'boolean':
      return ((column.values[row >> 3]! >> (row & 7)) & 1) === 1
    default:
      return column.values[row]
  }
}

function textAt({ offsets, bytes }: { offsets: Int32Array; bytes: Uint8Array }, index: number): string {
  return new TextDecoder().decode(bytes.subarray(offsets[index], offsets[index + 1]))
}

function rowsOf(blocks: Iterable<ColumnBlock>): unknown[] {
  return [...blocks].flatMap(({ length, columns }) =>
    Array.from({ length }, (_, row) =>
      Object.fromEntries(columns.map((column) => [column.label, valueAt(column, row)])),
    ),
  )
}

const head = `#datatype,string,long,dateTime:RFC3339,dateTime:RFC3339,double,long,unsignedLong,boolean,string,string,base64Binary
#group,false,false,true,false,false,false,false,false,true,false,false
#default,_result,,,,,,,,,d,
,result,table,_start,_time,double,long,unsigned,flag,tag,text,blob
`
const quote = (text: string): string =>
  /[,"\r\n]/.test(text) || text.startsWith('#') ? `"${text.replaceAll('"', '""')}"` : text
const text = fc.string({ unit: fc.constantFrom('a', 'b', 'ü', '🎈', ',', '"', '\n', ' '), maxLength: 6 }).map(quote)
const nanoseconds = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
const time = nanoseconds.map((ns) => {
  const rest = ((ns % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n
  const digits = String(rest).padStart(9, '0').replace(/0+$/, '')
  return `${new Date(Number((ns - rest) / 1_000_000n)).toISOString().slice(0, 19)}${digits && `.${digits}`}Z`
})
const double = fc.oneof(
  fc.double({ noNaN: true }).map((value) => String(value).replace('Infinity', 'Inf').replace(/^Inf/, '+Inf')),
  fc.integer({ min: -100_000, max: 100_000 }).map((value) => String(value / 100)),
)
const empty = fc.constant('')
const row = fc
  .tuple(
    fc.constantFrom('', 'other'),
    fc.nat(3).map(String),
    fc.constant('2026-01-01T00:00:00Z'),
    fc.oneof(
      empty,
      time.filter((shown) => /^\d{4}/.test(shown)),
    ),
    fc.oneof(empty, double),
    fc.oneof(empty, fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String), fc.integer().map(String)),
    fc.oneof(empty, fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String)),
    fc.constantFrom('', 'true', 'false'),
    fc.constantFrom('x', 'y', 'z'),
    text,
    fc.oneof(
      empty,
      fc.uint8Array({ maxLength: 5 }).map((blob) => btoa(String.fromCharCode(...blob))),
    ),
  )
  .map((cells) => `,${cells.join(',')}\r\n`)

describe('columns', () => {
  it('have the values of the records, for every datatype, any split of the bytes and any block size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { maxLength: 40 }),
        fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 50 }),
        fc.constantFrom('null', 'empty'),
        async (rows, sizes, blockRows, emptyString) => {
          const bytes = new TextEncoder().encode(head.replaceAll('\n', '\r\n') + rows.join(''))
          // A column cannot hold nanoseconds beyond int64, but records can.
          const options = { integers: 'bigint', times: (shown: string) => nanosecondsOf(shown), emptyString } as const
          const expected = [...parseRecordsSync(bytes, options)].map(({ values }) => values)
          expect(rowsOf(parseColumnsSync(bytes, { blockRows, emptyString }))).toEqual(expected)
          const blocks: ColumnBlock[] = []
          for await (const block of parseColumns(cut(bytes, sizes), { blockRows, emptyString })) blocks.push(block)
          expect(rowsOf(blocks)).toEqual(expected)
        },
      ),
      { numRuns: 500 },
    )
  })

  it('have a dictionary if texts repeat, and none if they do not', () => {
    const lines = Array.from({ length: 3000 }, (_, at) => `,,0,host${at % 3},message ${at}\n`).join('')
    const csv = `#datatype,string,long,string,string\n#group,false,false,true,false\n#default,_result,,,\n,result,table,host,message\n${lines}`
    const [block] = parseColumnsSync(bytesOf(csv))
    expect(block?.columns.map(({ label, kind }) => [label, kind])).toEqual([
      ['result', 'dictionary'],
      ['table', 'int64'],
      ['host', 'dictionary'],
      ['message', 'utf8'],
    ])
    expect(rowsOf([block!])[2999]).toEqual({ result: '_result', table: 0n, host: 'host2', message: 'message 2999' })
  })

  it('of several tables share a block if the schema is the same, and begin another if it changes', () => {
    const one =
      '#datatype,string,long,double\n#group,false,false,false\n#default,_result,,\n,result,table,v\n,,0,1\n,,1,2\n'
    const other = one.replace('double', 'long')
    expect(
      [...parseColumnsSync(bytesOf(`${one}\n${other}`))].map(({ length, columns }) => [length, columns[2]?.kind]),
    ).toEqual([
      [2, 'float64'],
      [2, 'int64'],
    ])
  })

  it.each<[string, string, ColumnOptions, string]>([
    ['a bad cell', ',,0,x\n', {}, 'FLUXLINE_CSV'],
    ['a cut row', ',,0', {}, 'FLUXLINE_TRUNCATED'],
    ['an error of the query', '\nerror,reference\nboom,1\n', {}, 'FLUXLINE_FLUX'],
    ['too many rows', ',,0,2\n', { maxRows: 1 }, 'FLUXLINE_LIMIT'],
  ])('come first, before %s', (_, tail, options, code) => {
    const csv = bytesOf(
      `#datatype,string,long,double\n#group,false,false,false\n#default,_result,,\n,result,table,v\n,,0,1\n${tail}`,
    )
    const seen: unknown[] = []
    expect(() => {
      for (const block of parseColumnsSync(csv, options)) seen.push(...rowsOf([block]))
    }).toThrow(expect.objectContaining({ code }))
    expect(seen).toEqual([{ result: '_result', table: 0n, v: 1 }])
  })
})

function nanosecondsOf(shown: string): bigint {
  const [whole, fraction = ''] = shown.slice(0, -1).split('.')
  return BigInt.asIntN(64, BigInt(Date.parse(`${whole}Z`)) * 1_000_000n + BigInt(fraction.padEnd(9, '0')))
}
