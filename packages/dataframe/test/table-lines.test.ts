import {
  Binary,
  Decimal,
  DurationMillisecond,
  Float16,
  Float32,
  Float64,
  Int32,
  Int64,
  List,
  Field,
  makeData,
  makeVector,
  Table,
  tableFromArrays,
  tableFromJSON,
  TimestampMillisecond,
  TimestampNanosecond,
  Utf8,
  vectorFromArray,
} from 'apache-arrow'
import { describe, expect, it } from 'vitest'
import { tableLines } from '../src/index.ts'
import type { TableLinesOptions } from '../src/index.ts'
import { chunksOf, linesOf, refused, write } from './written-lines.ts'

const times = vectorFromArray([1n, 2n, 3n], new Int64())
const v = vectorFromArray([1, 2, 3], new Float64())

describe('the cells of a table', () => {
  it('are left out if they are null or NaN, and a row without fields is not a line', () => {
    const a = vectorFromArray([1.5, Number.NaN, null], new Float64())
    const b = vectorFromArray([null, 2, null], new Int32())
    expect(write({ t: times, a, b })).toEqual(['m a=1.5 1', 'm b=2i 2'])
  })

  it('that are infinite are refused, or left out', () => {
    const columns = { t: times, a: vectorFromArray([1, -Infinity, Infinity], new Float64()), v }
    expect(() => write(columns)).toThrow(refused('FLUXLINE_LINE_PROTOCOL', /Field "a" of measurement "m" is -Infinity/))
    expect(write(columns, { nonFinite: 'omit' })).toEqual(['m a=1,v=1 1', 'm v=2 2', 'm v=3 3'])
  })

  it('of tags are left out if they are null or empty, escaped as tags, and replaced by default tags', () => {
    const tag = vectorFromArray(['a b', '', null], new Utf8())
    const table = tableLines(new Table({ t: times, tag, v }), {
      measurement: 'm',
      tagColumns: ['tag'],
      timeColumn: 't',
    })
    expect(linesOf(table)).toBe('m,tag=a\\ b v=1 1\nm v=2 2\nm v=3 3\n')
    expect(linesOf(table, { defaultTags: { tag: 'x', site: 'y' } })).toBe(
      'm,site=y,tag=a\\ b v=1 1\nm,site=y,tag=x v=2 2\nm,site=y,tag=x v=3 3\n',
    )
  })

  it('of tags may be numbers and booleans', () => {
    const n = vectorFromArray([1n, null, -3n], new Int64())
    const f = vectorFromArray([0.5, Number.NaN, 2], new Float64())
    expect(
      write({ t: times, n, f, on: vectorFromArray([true, false, null]), v }, { tagColumns: ['n', 'f', 'on'] }),
    ).toEqual(['m,f=0.5,n=1,on=true v=1 1', 'm,on=false v=2 2', 'm,f=2,n=-3 v=3 3'])
  })

  it('of a measurement column name the measurement, which every row must have', () => {
    const name = vectorFromArray(['a b', 'c', null], new Utf8())
    const table = new Table({ name, t: times, v })
    const options = { measurementColumn: 'name', timeColumn: 't' }
    expect(linesOf(tableLines(table.slice(0, 2), options))).toBe('a\\ b v=1 1\nc v=2 2\n')
    expect(() => linesOf(tableLines(table, options))).toThrow(
      refused('FLUXLINE_LINE_PROTOCOL', /Row 3 has no measurement/),
    )
  })

  it('of 16 and 32 bits are written as doubles of the same value', () => {
    const half = makeVector(makeData({ type: new Float16(), data: Uint16Array.of(0x3555, 0x0001, 0x7c00) }))
    expect(
      write({ t: times, half, single: vectorFromArray([0.1, 0.5, 3], new Float32()) }, { nonFinite: 'omit' }),
    ).toEqual([
      'm half=0.333251953125,single=0.10000000149011612 1',
      'm half=5.960464477539063e-8,single=0.5 2',
      'm single=3 3',
    ])
  })

  it('of decimals are floats, or exact text', () => {
    const words = Uint32Array.of(12_345, 0, 0, 0, 0xffff_fffb, 0xffff_ffff, 0xffff_ffff, 0xffff_ffff, 700, 0, 0, 0)
    const cost = makeVector(makeData({ type: new Decimal(2, 20), data: words }))
    expect(write({ t: times, cost })).toEqual(['m cost=123.45 1', 'm cost=-0.05 2', 'm cost=7 3'])
    expect(write({ t: times, cost }, { fieldTypes: { cost: 'string' } })[0]).toBe('m cost="123.45" 1')
  })

  it('have the type in fieldTypes, if none loses digits', () => {
    const a = vectorFromArray([1n, 2n, 9_007_199_254_740_993n], new Int64())
    const two = new Table({ t: times, a }).slice(0, 2)
    const as = (type: 'float' | 'uint' | 'string'): string =>
      linesOf(tableLines(two, { measurement: 'm', timeColumn: 't', fieldTypes: { a: type } }))
    expect(as('float')).toBe('m a=1 1\nm a=2 2\n')
    expect(as('uint')).toBe('m a=1u 1\nm a=2u 2\n')
    expect(as('string')).toBe('m a="1" 1\nm a="2" 2\n')
    expect(() => write({ t: times, a }, { fieldTypes: { a: 'float' } })).toThrow(
      refused('FLUXLINE_DATAFRAME', /Row 3 of column "a" is 9007199254740993, which is not a float/),
    )
    const half = vectorFromArray([1, 2.5, 3], new Float64())
    expect(() => write({ t: times, half }, { fieldTypes: { half: 'int' } })).toThrow(
      refused('FLUXLINE_DATAFRAME', /Row 2 .* 2\.5/),
    )
  })

  it('of times are fields if fieldTypes names them', () => {
    const at = makeVector(makeData({ type: new TimestampMillisecond('UTC'), data: BigInt64Array.of(1500n, 0n, -1n) }))
    const took = makeVector(makeData({ type: new DurationMillisecond(), data: BigInt64Array.of(1n, 2n, 3n) }))
    expect(write({ t: times, at, took }, { fieldTypes: { at: 'string', took: 'int' } })).toEqual([
      'm at="1970-01-01T00:00:01.5Z",took=1000000i 1',
      'm at="1970-01-01T00:00:00Z",took=2000000i 2',
      'm at="1969-12-31T23:59:59.999Z",took=3000000i 3',
    ])
    expect(() => write({ t: times, at })).toThrow(
      refused('FLUXLINE_DATAFRAME', /"at" is Timestamp.*fieldTypes to 'int'/),
    )
  })

  it('of lists and bytes are refused before anything is written', () => {
    const list = vectorFromArray([[1], [2], [3]], new List(new Field('item', new Int32())))
    const blob = vectorFromArray([Uint8Array.of(1), null, null], new Binary())
    for (const column of [list, blob])
      expect(() => write({ t: times, column, v })).toThrow(
        refused('FLUXLINE_DATAFRAME', /Column "column" is .*cannot hold/),
      )
    expect(write({ t: times, list, v }, { fieldColumns: ['v'] })).toHaveLength(3)
  })
})

describe('the options', () => {
  it('compare whole labels', () => {
    const table = tableFromArrays({ time: [1], time2: [2], tim: [3], im: [4] })
    const columns = { t: vectorFromArray([7n], new Int64()) }
    const all = new Table({
      ...columns,
      ...Object.fromEntries(table.schema.names.map((name) => [name, table.getChild(name)!])),
    } as never)
    expect(
      linesOf(
        tableLines(all, { measurement: 'm', timeColumn: 't', tagColumns: ['time2', 'im'], fieldColumns: ['tim'] }),
      ),
    ).toBe('m,im=4,time2=2 tim=3 7\n')
  })

  it.each<[string, object, RegExp]>([
    [
      'a missing column',
      { tagColumns: ['host'] },
      /tagColumns names "host", which is not a column of the table \(columns: "t", "v", "w"\)/,
    ],
    ['a type for a missing column', { fieldTypes: { x: 'int' } }, /fieldTypes names "x"/],
    ['two roles for a column', { tagColumns: ['t'] }, /"t" is in timeColumn and in tagColumns/],
    [
      'a measurement that is not text',
      { measurement: undefined, measurementColumn: 'v' },
      /which is Float64; it must be text/,
    ],
    ['a time that cannot be one', { timeColumn: 'v' }, /timeColumn names "v", which is Float64; it must be timestamps/],
    ['no column for the fields', { tagColumns: ['v', 'w'] }, /No field columns are left; a line needs at least one/],
  ])('are refused at once if they name %s', (_, options, message) => {
    const table = new Table({ t: times, v, w: v })
    expect(() => tableLines(table, { measurement: 'm', timeColumn: 't', ...options })).toThrow(
      refused('FLUXLINE_DATAFRAME', message),
    )
  })

  it.each<[string, unknown, RegExp]>([
    ['no measurement', {}, /Pass either `measurement` or `measurementColumn`/],
    ['two measurements', { measurement: 'm', measurementColumn: 'w' }, /Pass either `measurement`/],
    [
      'an unknown type',
      { measurement: 'm', fieldTypes: { v: 'long' } },
      /fieldTypes\["v"\]` must be .*not a text of 4 characters/,
    ],
    ['an unknown precision', { measurement: 'm', precision: 'm' }, /`precision` must be "ns", "us", "ms" or "s"/],
    ['an unknown rule', { measurement: 'm', nonFinite: 'skip' }, /`nonFinite` must be "throw" or "omit"/],
    [
      'an unknown name',
      { measurement: 'm', tagColumn: ['v'] },
      /unknown option "tagColumn"\. Did you mean "tagColumns"/,
    ],
    [
      'a name of the Python client',
      { data_frame_measurement_name: 'm' },
      /"data_frame_measurement_name" of the Python client is called "measurement" here/,
    ],
    ['text alone', 'm', /tableLines takes options as an object: \{ measurement: 'flights' \}/],
  ])('are an OptionError if they have %s', (_, options, message) => {
    expect(() => tableLines(new Table({ t: times, v }), options as TableLinesOptions)).toThrow(
      refused('FLUXLINE_OPTION', message),
    )
  })

  it('refuse an unknown zone', () => {
    expect(() => write({ t: times, v }, { timeZone: 'Europe/Atlantis' })).toThrow(
      refused('FLUXLINE_LINE_PROTOCOL', /Atlantis/),
    )
  })
})

it('lines are encoded on demand, in chunks of whole lines', () => {
  const rows = 50_000
  const t = makeVector(
    makeData({
      type: new TimestampNanosecond('UTC'),
      data: BigInt64Array.from({ length: rows }, (_, row) => BigInt(row)),
    }),
  )
  const text = vectorFromArray(
    Array.from({ length: rows }, (_, row) => (row === 40_000 ? '\ud800' : `message ${row}`)),
    new Utf8(),
  )
  const bad = new Float64Array(rows)
  bad[40_000] = Infinity
  const table = new Table({ t, text, bad: makeVector(bad) })
  const lines = tableLines(table, { measurement: 'm', timeColumn: 't' })
  const chunks = lines[Symbol.for('fluxline.lines') as keyof typeof lines]()[Symbol.iterator]()
  const first = chunks.next().value as Uint8Array
  // Later errors have not been reached.
  expect([first.at(-1), first.length > 64 * 1024, first.length < 256 * 1024]).toEqual([10, true, true])
  expect(() => [...{ [Symbol.iterator]: () => chunks }]).toThrow(refused('FLUXLINE_LINE_PROTOCOL', /Infinity/))
  const good = chunksOf(tableLines(table, { measurement: 'm', timeColumn: 't', nonFinite: 'omit' }))
  expect(Math.max(...good.map(({ length }) => length))).toBeLessThan(256 * 1024)
  expect(good.every((chunk) => chunk.at(-1) === 10)).toBe(true)
})

it('a table is not changed, and can be written again', () => {
  const table = tableFromJSON([{ _time: '2026-01-01', host: 'a', v: 1 }])
  const lines = tableLines(table, { measurement: 'm', tagColumns: ['host'] })
  expect(linesOf(lines)).toBe('m,host=a v=1 1767225600000000000\n')
  expect(linesOf(lines, { precision: 's' })).toBe('m,host=a v=1 1767225600\n')
  expect(table.get(0)!.toJSON()).toEqual({ _time: '2026-01-01', host: 'a', v: 1 })
})
