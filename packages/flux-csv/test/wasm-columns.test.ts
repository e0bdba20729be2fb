import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseColumns, parseColumnsSync, parseRecordsSync } from '../src/index.ts'
import type { ColumnBlock, ColumnData, ColumnOptions } from '../src/index.ts'
import { cut } from './cut.ts'

// Rows without quotes, with cells that repeat, change, and come again. With each cell in quotes, the same rows are read in
// another way.

const types = ['string', 'long', 'dateTime:RFC3339', 'string', 'double', 'boolean', 'unsignedLong', 'string'] as const
const head = (defaults: readonly string[]): string =>
  `#datatype,${types.join(',')}\r\n#group${',false'.repeat(types.length)}\r\n#default,${defaults.join(',')}\r\n,${types.map((_, at) => `c${at}`).join(',')}\r\n`

const cellsOf: Readonly<Record<(typeof types)[number], fc.Arbitrary<string>>> = {
  string: fc.oneof(
    fc.constantFrom(
      '',
      'a',
      'ab',
      'abc',
      'abcd',
      'us-east-1',
      'us-east-2',
      'é🎈',
      'x"y',
      'tab\there',
      'nul\0',
      '\0\0\0\0\0\0\0\0',
    ),
    fc.string({ unit: fc.constantFrom('a', 'b', '\t', '\0', 'é'), minLength: 1, maxLength: 40 }),
  ),
  long: fc.oneof(fc.constantFrom('', '0', '-1', '999999999', '1000000000'), anyInteger(true)),
  unsignedLong: fc.oneof(fc.constantFrom('', '0', '18446744073709551615'), anyInteger(false)),
  'dateTime:RFC3339': fc.oneof(
    fc.constant(''),
    fc
      .tuple(
        fc.nat(59),
        fc.nat(59),
        fc.constantFrom('', '.5', '.000000001', '.123456789'),
        fc.constantFrom('Z', '+01:00'),
      )
      .map(([minute, second, part, zone]) => `2026-01-31T23:${two(minute)}:${two(second)}${part}${zone}`),
  ),
  double: fc.oneof(
    fc.constantFrom('', '0', '-0', '12.5', '-0.25', '1e21', 'NaN', '+Inf', '0.0000001234567', '123456789012345678901'),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
    fc.integer({ min: -100_000, max: 100_000 }).map((value) => String(value / 100)),
  ),
  boolean: fc.constantFrom('', 'true', 'false'),
}

/** Rows whose cells are mostly like the row before. */
const rows = fc
  .array(
    fc.tuple(
      fc.integer({ min: 1, max: 30 }),
      fc.tuple(...types.map((type) => fc.tuple(cellsOf[type], fc.integer({ min: 0, max: 3 })))),
    ),
    { minLength: 1, maxLength: 12 },
  )
  .map((stretches) => {
    const present = types.map(() => '')
    return stretches.flatMap(([times, cells]) => {
      for (const [at, [cell, change]] of cells.entries()) if (change === 0) present[at] = cell
      return Array.from({ length: times }, () => [...present])
    })
  })

describe('rows without quotes', () => {
  it('are read like rows in quotes, for any split of the bytes, any line end and any block size', async () => {
    await fc.assert(
      fc.asyncProperty(
        rows,
        fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 5 }),
        fc.constantFrom(3, 10, 70, 1000),
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        fc.constantFrom(
          types.map(() => ''),
          ['d', '7', '2026-01-01T00:00:00Z', '', '0.5', 'true', '8', 'e'],
        ),
        async (cells, sizes, blockRows, lineEnd, endsInLine, defaults) => {
          const unquoted = cells.map((row) => `,${row.join(',')}`).join(lineEnd) + (endsInLine ? lineEnd : '')
          const quoted = cells.map((row) => `,${row.map(inQuotes).join(',')}${lineEnd}`).join('')
          const expected = valuesOf(parseColumnsSync(encode(head(defaults) + quoted), { blockRows }))
          const bytes = encode(head(defaults) + unquoted)
          expect(valuesOf(parseColumnsSync(bytes, { blockRows }))).toEqual(expected)
          const blocks: ColumnBlock[] = []
          for await (const block of parseColumns(cut(bytes, sizes), { blockRows })) blocks.push(block)
          expect(valuesOf(blocks)).toEqual(expected)
        },
      ),
      { numRuns: 150 },
    )
  })

  it('have the right values if one column of a run changes', () => {
    const lines = Array.from({ length: 400 }, (_, at) => `,r,7,eu,${at % 50 === 49 ? 'other' : 'host'},west,${at}\n`)
    expect(read('string,long,string,string,string,long', lines.join('')).slice(97, 101)).toEqual([
      ['r', 7n, 'eu', 'host', 'west', 97n],
      ['r', 7n, 'eu', 'host', 'west', 98n],
      ['r', 7n, 'eu', 'other', 'west', 99n],
      ['r', 7n, 'eu', 'host', 'west', 100n],
    ])
  })

  it('may end in a row that begins like the rows before', () => {
    const same = ',a,b\n'.repeat(20)
    expect(() => read('string,string', `${same},a,bc`)).not.toThrow()
    expect(read('string,string', `${same},a,bc\n,a,b\n`).slice(19)).toEqual([
      ['a', 'b'],
      ['a', 'bc'],
      ['a', 'b'],
    ])
    expect(() => read('string,string', `${same},a,b,c\n`)).toThrow(expect.objectContaining({ code: 'FLUXLINE_CSV' }))
    expect(() => read('string,string', `${same},a`)).toThrow(expect.objectContaining({ code: 'FLUXLINE_TRUNCATED' }))
  })

  it('may repeat base64 and empty cells', () => {
    const lines = Array.from(
      { length: 200 },
      (_, at) => `,${at < 150 ? 'YWI=' : ''},x,${at % 40 === 39 ? '1' : ''},${at}\n`,
    )
    expect(read('base64Binary,string,double,long', lines.join(''))).toEqual(
      lines.map((_, at) => [at < 150 ? 'ab' : null, 'x', at % 40 === 39 ? 1 : null, BigInt(at)]),
    )
  })

  it('count towards maxRows', () => {
    const same = ',a,b\n'.repeat(20)
    expect(read('string,string', same, { maxRows: 20 })).toHaveLength(20)
    expect(() => read('string,string', same, { maxRows: 19 })).toThrow(expect.objectContaining({ limit: 'maxRows' }))
  })

  it('differ if their bytes differ, even bytes that are equal as doubles', () => {
    const zero = rowOf(0, 0)
    const minusZero = rowOf(0, 0x80)
    const nan = rowOf(0xff, 0x7f)
    const all = [...Array<Uint8Array>(20).fill(zero), minusZero, zero, nan, nan]
    const bytes = Buffer.concat([encode('#datatype,string,long\n,c0,c1\n'), ...all])
    const [block] = parseColumnsSync(bytes)
    const [column] = block!.columns
    expect(column).toMatchObject({ kind: 'dictionary', dictionary: { length: 3 } })
    expect(column?.kind === 'dictionary' && [...column.indices.subarray(19)]).toEqual([0, 1, 0, 2, 2])
  })

  it.each([';', '\t', '|', '1', '.', '-', ':', 'T'])('may have the delimiter %j', (delimiter) => {
    const text = `#datatype,string,long,long\n,a,b,c\n${',x,22,5\n'.repeat(20)},y,3,6\n`
    const seen = [...parseRecordsSync(encode(text), { integers: 'bigint' })].map(({ values }) => Object.values(values))
    const bytes = encode(text.replaceAll(',', delimiter))
    expect(valuesOf(parseColumnsSync(bytes, { delimiter }))).toEqual(seen)
  })

  it('may come in Buffers, which may end before their memory ends', async () => {
    const text = `#datatype,string,long,double\n,a,b,c\n${',x,22,2.5\n'.repeat(50)}`
    const expected = valuesOf(parseColumnsSync(encode(text)))
    const pooled = Buffer.from(text)
    const exact = encode(text)
    for (const whole of [pooled, exact]) {
      const half = Math.floor(whole.length / 2)
      const blocks: ColumnBlock[] = []
      for await (const block of parseColumns([whole.subarray(0, half), whole.slice(half)])) blocks.push(block)
      expect(valuesOf(blocks)).toEqual(expected)
    }
  })
})

function read(datatypes: string, lines: string, options?: ColumnOptions): unknown[][] {
  const labels = datatypes.split(',').map((_, at) => `c${at}`)
  return valuesOf(parseColumnsSync(encode(`#datatype,${datatypes}\n,${labels.join(',')}\n${lines}`), options))
}

function valuesOf(blocks: Iterable<ColumnBlock>): unknown[][] {
  return [...blocks].flatMap(({ length, columns }) =>
    Array.from({ length }, (_, row) => columns.map((column) => valueAt(column, row))),
  )
}

function valueAt(column: ColumnData, row: number): unknown {
  if (column.validity && ((column.validity[row >> 3]! >> (row & 7)) & 1) === 0) return null
  if (column.kind === 'boolean') return ((column.values[row >> 3]! >> (row & 7)) & 1) === 1
  if (column.kind !== 'dictionary' && column.kind !== 'utf8' && column.kind !== 'binary') return column.values[row]
  const [data, index] = column.kind === 'dictionary' ? [column.dictionary, column.indices[row]!] : [column.data, row]
  return new TextDecoder().decode(data.bytes.subarray(data.offsets[index], data.offsets[index + 1]))
}

function anyInteger(isSigned: boolean): fc.Arbitrary<string> {
  const digits = fc.nat(18).chain((count) => fc.bigInt({ min: 0n, max: 10n ** BigInt(count + 1) - 1n }))
  return fc
    .tuple(digits, fc.boolean())
    .filter(([value]) => value < 2n ** 63n)
    .map(([value, isNegative]) => String(isSigned && isNegative ? -value : value))
}

/** Returns a row with a text of seven equal bytes and a last one. */
function rowOf(seven: number, last: number): Uint8Array {
  return Uint8Array.of(44, ...new Uint8Array(7).fill(seven), last, 44, 49, 10)
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

function inQuotes(cell: string): string {
  return cell === '' ? '' : `"${cell.replaceAll('"', '""')}"`
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
