import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseRecordBatches, parseRecords, parseRecordsSync, parseTables } from '../src/index.ts'
import type { FluxRecord, Timestamp } from '../src/index.ts'
// oxlint-disable-next-line import/no-unassigned-import -- it sets what it says
import './always-wasm.ts'

// Rows that repeat and differ in every way are read as they were written.

const columns = [
  { label: 'result', type: 'string', group: false, default: '_result' },
  { label: 'table', type: 'long', group: false, default: '' },
  { label: '_start', type: 'dateTime:RFC3339', group: true, default: '' },
  { label: 'host', type: 'string', group: true, default: 'none' },
  { label: '_time', type: 'dateTime:RFC3339', group: false, default: '' },
  { label: 'x', type: 'double', group: false, default: '' },
  { label: 'y', type: 'double', group: false, default: '1.5' },
  { label: 'count', type: 'long', group: false, default: '' },
  { label: 'note', type: 'string', group: false, default: '' },
  { label: 'also', type: 'string', group: false, default: '' },
  { label: 'zone', type: 'string', group: true, default: '' },
  { label: 'fraction', type: 'double', group: true, default: '' },
  { label: 'ok', type: 'boolean', group: false, default: '' },
] as const

type Row = Record<(typeof columns)[number]['label'], string>

const time = fc
  .tuple(
    fc.constantFrom(
      '2026-01-01T00:00:0',
      '2026-01-01T00:01:0',
      '2026-01-01T17:59:3',
      '2026-01-02T17:59:3',
      '1969-12-31T23:59:5',
    ),
    fc.nat(9),
    fc.nat(9),
  )
  .chain(([minute, second, digits]) =>
    fc.stringMatching(new RegExp(`^[0-9]{${digits}}$`)).map((rest) => `${minute}${second}${rest && `.${rest}`}Z`),
  )
const double = fc.oneof(
  fc.integer({ min: -99_999, max: 99_999 }).map((hundredths) => String(hundredths / 100)),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (Object.is(value, -0) ? '-0' : String(value))),
  fc.stringMatching(/^-?[0-9]{1,12}\.[0-9]{0,12}$/),
  fc.stringMatching(/^-?[0-9]{1,20}$/),
  fc.constantFrom('', '.5', '-0', '0.30000000000000004', '9007199254740993'),
)
const long = fc.oneof(
  fc.maxSafeInteger().map(String),
  fc.integer({ min: -999_999_999, max: 999_999_999 }).map(String),
  fc.constantFrom('', '-0', '0012', '999999999', '1000000000', '-9007199254740991'),
)
const text = fc.oneof(
  fc.constantFrom(
    '',
    'a',
    'host_1',
    'host_2',
    'a text that is longer',
    'a text that is longxr',
    'a,b',
    'x"y',
    '"',
    'ü🎈',
  ),
  fc.constantFrom('one\nline', 'a;b', '\u0000'.repeat(9), '#group', ' '),
  fc.string({ unit: fc.constantFrom('a', 'é', '"', ',', ';', '\t', '\n'), maxLength: 30 }),
)
const seldom = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.option(value, { nil: undefined, freq: 4 })

/** Rows whose group columns rarely change, and whose other columns often repeat. */
const rows = fc
  .array(
    fc.record({
      fresh: fc.record({
        x: double,
        y: double,
        count: long,
        _time: time,
        note: text,
        ok: fc.constantFrom('true', 'false', ''),
      }),
      kept: fc.record({
        _start: seldom(time),
        host: seldom(text),
        zone: seldom(text),
        fraction: seldom(double),
        table: seldom(fc.constantFrom('0', '1', '12345678')),
        also: seldom(text),
      }),
    }),
    { minLength: 1, maxLength: 14 },
  )
  .map((changes) => {
    const made: Row[] = []
    for (const { fresh, kept } of changes) {
      const before = made.at(-1) ?? { _start: '', host: '', zone: '', fraction: '', table: '0', also: '' }
      const changed = Object.entries(kept).filter(([, value]) => value !== undefined)
      made.push({ result: '', ...before, ...fresh, ...Object.fromEntries(changed) })
    }
    return made
  })

interface Dialect {
  readonly delimiter: string
  readonly lineEnd: string
  readonly endsWithLine: boolean
  readonly sizes: readonly number[]
}
const dialect: fc.Arbitrary<Dialect> = fc.record({
  delimiter: fc.constantFrom(',', ';', '\t'),
  lineEnd: fc.constantFrom('\r\n', '\n'),
  endsWithLine: fc.boolean(),
  sizes: fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 10 }),
})

function encode(table: readonly Row[], { delimiter, lineEnd, endsWithLine }: Dialect): Uint8Array {
  const quoted = (cell: string): string =>
    cell.includes(delimiter) || /["\r\n#]/.test(cell)
      ? `"${cell.replaceAll('"', '""').replaceAll('\n', '\r\n')}"`
      : cell
  const lines = [
    ['#datatype', ...columns.map(({ type }) => type)],
    ['#group', ...columns.map(({ group }) => String(group))],
    ['#default', ...columns.map((column) => column.default)],
    ['', ...columns.map(({ label }) => label)],
    ...table.map((row) => ['', ...columns.map(({ label }) => quoted(row[label]))]),
  ].map((cells) => cells.join(delimiter))
  return new TextEncoder().encode(lines.join(lineEnd) + (endsWithLine ? lineEnd : ''))
}

function valuesOf(row: Row): Record<string, unknown> {
  return Object.fromEntries(
    columns.map((column) => [column.label, valueOf(column.type, row[column.label] || column.default)]),
  )
}

/** Returns the value of a cell, with times as nanoseconds. */
function valueOf(type: string, cell: string): unknown {
  if (cell === '') return null
  if (type === 'double') return Number(cell)
  if (type === 'long') return Number(cell) + 0
  if (type === 'boolean') return cell === 'true'
  if (type === 'string') return cell
  const [seconds, fraction = ''] = cell.slice(0, -1).split('.')
  return BigInt(Date.parse(`${seconds}Z`)) * 1_000_000n + BigInt(fraction.padEnd(9, '0'))
}

function cut(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const chunks: Uint8Array[] = []
  for (let at = 0; at < bytes.length; at += chunks.at(-1)!.length) {
    chunks.push(bytes.slice(at, at + sizes[chunks.length % sizes.length]!))
  }
  return chunks
}

const comparable = (value: unknown): unknown => (value instanceof Date ? (value as Timestamp).nanoseconds : value)

/** Copies the values of a record, then overwrites them and its cells. */
function takeAndSpoil(record: FluxRecord): Record<string, unknown> {
  const { values, row } = record
  const taken = Object.fromEntries(Object.entries(values).map(([label, value]) => [label, comparable(value)]))
  expect(row.map((cell) => comparable(cell))).toEqual(Object.values(taken))
  for (const label of Object.keys(values)) values[label] = 'spoilt'
  ;(row as unknown[]).fill('spoilt')
  return taken
}

it('reads what was written, with any repetition and any split, and no record shares a part with another', async () => {
  await fc.assert(
    fc.asyncProperty(rows, dialect, async (table, how) => {
      const options = { delimiter: how.delimiter }
      const bytes = encode(table, how)
      const expected = table.map((row) => valuesOf(row))
      expect([...parseRecordsSync(bytes, options)].map((record) => takeAndSpoil(record))).toEqual(expected)
      const chunks = cut(bytes, how.sizes)
      const one: unknown[] = []
      for await (const record of parseRecords(chunks, options)) one.push(takeAndSpoil(record))
      expect(one).toEqual(expected)
      const batched: FluxRecord[] = []
      for await (const batch of parseRecordBatches(chunks, options)) batched.push(...batch)
      // In reverse: what was read last is overwritten first.
      expect(batched.toReversed().map((record) => takeAndSpoil(record))).toEqual(expected.toReversed())
    }),
    { numRuns: 60 },
  )
})

it('tells tables apart by the table column, also if its run continues in another chunk', async () => {
  await fc.assert(
    fc.asyncProperty(rows, dialect, async (table, how) => {
      const tables = await parseTables(cut(encode(table, how), how.sizes), { delimiter: how.delimiter })
      const expected: [number, number][] = []
      for (const row of table) {
        const last = expected.at(-1)
        if (last?.[0] === Number(row.table)) last[1]++
        else expected.push([Number(row.table), 1])
      }
      expect(tables.map(({ table, records }) => [table, records.length])).toEqual(expected)
    }),
    { numRuns: 40 },
  )
})

const head = (labels: string, types: string, grouped: string, delimiter = ','): string =>
  [`#datatype,${types}`, `#group,${grouped}`, `,${labels}`].join('\r\n').replaceAll(',', delimiter)
const read = (text: string, delimiter = ','): Record<string, unknown>[] =>
  [...parseRecordsSync(new TextEncoder().encode(text), { delimiter })].map(({ values }) => values)

const shared = (count: number): FluxRecord[] => {
  const rows = '\r\n,r,0,2026-01-01T00:00:00Z,a tag,AAEC'.repeat(count)
  const types = 'string,long,dateTime:RFC3339,string,base64Binary'
  return [
    ...parseRecordsSync(
      new TextEncoder().encode(
        `${head('result,table,_start,tag,data', types, 'false,false,true,true,true')}${rows}\r\n`,
      ),
    ),
  ]
}

describe('a row like the one before', () => {
  it('shares its times, which are immutable, but not its bytes', () => {
    const [first, second, third] = shared(5)
    expect(second!.start).toBe(third!.start)
    expect(first!.values['data']).toEqual(Uint8Array.of(0, 1, 2))
    expect(new Set([first, second, third].map((record) => record!.values['data'])).size).toBe(3)
  })

  it('has the same kind of object as other rows', () => {
    for (const { values } of shared(4)) {
      expect(Object.getPrototypeOf(values)).toBe(Object.prototype)
      expect(Object.keys(values)).toEqual(['result', 'table', '_start', 'tag', 'data'])
    }
  })
})

it.each([
  ['the last column is the one that repeats', 'false,true', ['b', 'b', 'b']],
  ['the last column is the one that differs', 'true,false', ['1', '2', '3']],
])('uses the last of two columns with one label if %s', (_, grouped, expected) => {
  const cells = grouped === 'true,false' ? ['b,1', 'b,2', 'b,3'] : ['1,b', '2,b', '3,b']
  const response = `${head('v,v', 'string,string', grouped)}\r\n${cells.map((cell) => `,${cell}\r\n`).join('')}`
  expect(read(response).map(({ v }) => v)).toEqual(expected)
})

it.each(['24:00:00', '23:60:00', '2x:00:00', '23-00:00', '23:00:60'])(
  'refuses the time %s on a day that is known, and then another day',
  (wrong) => {
    const head = '#datatype,string,long,dateTime:RFC3339,string\r\n,result,table,_time,host\r\n'
    const read = (...times: string[]): FluxRecord[] => {
      const rows = times.map((time) => `,r,0,${time},a\r\n`)
      return [...parseRecordsSync(new TextEncoder().encode(head + rows.join('')))]
    }
    expect(() => read('2026-01-01T23:00:00Z', `2026-01-01T${wrong}Z`)).toThrow(wrong)
    const days = ['2026-01-01T23:00:00.000Z', '2026-01-02T22:59:00.000Z', '2026-01-01T21:00:00.000Z']
    expect(read(...days).map(({ values }) => (values['_time'] as Timestamp).toJSON())).toEqual(days)
  },
)

it('treats `__proto__` like any label, also if its value repeats', () => {
  const response = `${head('__proto__,v', 'string,double', 'true,false')}\r\n${',polluted,1\r\n'.repeat(3)}`
  for (const values of read(response)) {
    expect(Object.entries(values)).toEqual([
      ['__proto__', 'polluted'],
      ['v', 1],
    ])
  }
})

it.each([0, 7])('tells bytes apart that would be the two zeros of a number (byte %i)', (index) => {
  const other = new Uint8Array(8)
  other[index] = 0x80
  const rows = [new Uint8Array(8), other, new Uint8Array(8), new Uint8Array(8)]
  const parts = [Buffer.from(`${head('tag,v', 'string,double', 'true,false')}\r\n`)]
  for (const tag of rows) parts.push(Buffer.concat([Buffer.from(','), tag, Buffer.from(',1\r\n')]))
  const tags = [...parseRecordsSync(Buffer.concat(parts))].map(({ values }) => values['tag'])
  expect(tags).toEqual(rows.map((tag) => new TextDecoder().decode(tag)))
})

it.each(['.', '-', ':', 'e', '1'])(
  'refuses a row with a cell too many where numbers have the delimiter %s',
  (delimiter) => {
    const response = `${head('v,w', 'double,string', 'false,false', delimiter)}\r\n${['', '2', '5', 'x'].join(delimiter)}\r\n`
    expect(() => read(response, delimiter)).toThrow(expect.objectContaining({ code: 'FLUXLINE_CSV' }))
  },
)
