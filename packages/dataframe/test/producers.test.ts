import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Table, tableFromIPC } from 'apache-arrow'
import type * as arrow from 'apache-arrow'
import { from, op, table } from 'arquero'
import { expect, it } from 'vitest'
import { tableLines } from '../src/index.ts'
import { linesOf } from './written-lines.ts'

// polars 2.1: pl.DataFrame({time: Datetime, room: String, kind: Categorical, temp: Float64, half: Float32, count: Int16,
// big: UInt64, on: Boolean, note: String, cost: Decimal(10, 2)}).write_ipc('polars.arrow')
it('writes tables of polars: views of text, categories, decimals, naive times', () => {
  const frame = tableFromIPC(readFileSync(new URL('fixtures/polars.arrow', import.meta.url)))
  expect(frame.schema.fields.map(({ type }) => type.toString())).toContain('Utf8View')
  const options = { measurement: 'm', tagColumns: ['room', 'kind'], timeColumn: 'time', timeZone: 'Europe/Berlin' }
  expect(linesOf(tableLines(frame, options))).toBe(
    'm,kind=in,room=kitchen big=18446744073709551615u,cost=1.2,count=1i,half=0.5,note="ünï",on=true,temp=21.5 1774744200000000000\n' +
      'm,kind=out,room=a\\ room\\,\\ with\\ a\\ long\\ name big=0u,cost=-0.05,count=-2i,half=1.5,on=false 1774747800000000000\n',
  )
})

// duckdb 2.0: select ts::timestamp_ns, room::varchar, kind::enum('in', 'out'), n::bigint, ok::boolean, price::decimal(18, 3),
// taken as Arrow and written by pyarrow 26: pa.ipc.new_file('duckdb.arrow', schema).write_table(table)
it('writes tables of DuckDB: nanoseconds, enumerations, decimals', () => {
  const frame = tableFromIPC(readFileSync(new URL('fixtures/duckdb.arrow', import.meta.url)))
  expect(linesOf(tableLines(frame, { measurement: 'm', tagColumns: ['room', 'kind'], timeColumn: 'ts' }))).toBe(
    'm,kind=in,room=kitchen n=9223372036854775807i,ok=true,price=12.34 1767225600000000001\n' +
      'm,kind=out,room=bath ok=false,price=-0.5 1767225601000000000\n',
  )
})

it('writes tables of Arquero through Arrow, and Arquero reads frames', () => {
  const hours = table({ host: ['a', 'b', 'a'], load: [0.5, 1, 1.5], time: ['2026-01-01', '2026-01-02', '2026-01-03'] })
  const frame = tableFromIPC(hours.toArrowIPC({ format: 'stream' }))
  expect(
    linesOf(tableLines(frame, { measurement: 'm', tagColumns: ['host'], timeColumn: 'time' }), { precision: 's' }),
  ).toBe('m,host=a load=0.5 1767225600\nm,host=b load=1 1767312000\nm,host=a load=1.5 1767398400\n')
  const rolled = from(frame.toArray().map((row) => row.toJSON() as { host: string; load: number }))
    .groupby('host')
    .rollup({ load: op.sum('load') })
  expect(rolled.objects()).toEqual([
    { host: 'a', load: 2 },
    { host: 'b', load: 1 },
  ])
})

it.each<[string, () => unknown, string]>([
  ['a table of Arquero', () => table({ v: [1] }), "Pass tableFromIPC(table.toArrowIPC({ format: 'stream' }))."],
  ['the Arrow table of Arquero', () => table({ v: [1] }).toArrow(), 'Pass tableFromIPC(tableToIPC(table)), with'],
  ['a table with another method', () => ({ writeIPC: () => new Uint8Array() }), 'Pass tableFromIPC(table.writeIPC()).'],
  ['a result of DuckDB', () => ({ getRowObjectsJS: () => [] }), 'write(reader.getRowObjectsJS(), { bucket, record })'],
  ['a table without batches', () => ({ schema: { fields: [] } }), 'Pass tableFromIPC(bytes) with the Arrow IPC'],
  ['a schema without types', () => ({ schema: { fields: [{ name: 'v' }] }, batches: [] }), 'Pass tableFromIPC(bytes)'],
  ['batches without data', () => ({ schema: { fields: [] }, batches: [null] }), 'Pass tableFromIPC(bytes)'],
  ['a null schema', () => ({ schema: null, batches: [] }), 'Pass tableFromIPC(bytes)'],
])('says how to convert %s', (_, make, remedy) => {
  expect(() => tableLines(make() as never, { measurement: 'm', timeColumn: 'v' })).toThrow(
    expect.objectContaining({ code: 'FLUXLINE_OPTION', message: expect.stringContaining(remedy) }),
  )
})

it('writes tables of another copy of apache-arrow', () => {
  const require = createRequire(import.meta.url)
  const bundle = join(dirname(require.resolve('apache-arrow')), 'Arrow.es2015.min.js')
  const copy = require(bundle) as typeof arrow
  expect(copy.Table).not.toBe(Table)
  const foreign = copy.tableFromJSON([{ _time: '2026-01-01', host: 'a', v: 1.5 }])
  expect(linesOf(tableLines(foreign, { measurement: 'm', tagColumns: ['host'] }))).toBe(
    'm,host=a v=1.5 1767225600000000000\n',
  )
})
