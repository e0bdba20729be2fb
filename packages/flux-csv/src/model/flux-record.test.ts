import { inspect } from 'node:util'
import { describe, expect, it, vi } from 'vitest'
import { FluxRecord, FluxTable, isFluxRecord, isFluxTable, parseRecordsSync, parseTables } from '../index.ts'

const text = `#datatype,string,long,dateTime:RFC3339,double,long,duration,base64Binary,string
#group,false,false,false,false,false,false,false,true
#default,_result,,,,,,,
,result,table,_time,_value,count,span,blob,host
,,0,2026-01-01T00:00:00Z,NaN,9223372036854775807,1h30m,AAEC,a
,,0,2026-01-01T00:00:00.000000001Z,1.5,1,,,a
`
const bytes = new TextEncoder().encode(text)
const read = (): FluxRecord<unknown, unknown>[] => [...parseRecordsSync(bytes, { integers: 'bigint' })] as never
const oneLine = { breakLength: Infinity, compact: Infinity }

describe('a record', () => {
  it('shows its result, its table and its values in a log', () => {
    expect(inspect(read()[1], oneLine)).toBe(
      "FluxRecord { result: '_result', table: 0, values: { result: '_result', table: 0n, " +
        "_time: 2026-01-01T00:00:00.000000001Z, _value: 1.5, count: 1n, span: null, blob: null, host: 'a' } }",
    )
    expect(inspect({ record: read()[0] }, { depth: 0 })).toBe('{ record: [FluxRecord] }')
  })

  it('becomes JSON that holds every value', () => {
    expect(JSON.parse(JSON.stringify(read()[0]))).toEqual({
      result: '_result',
      table: '0',
      _time: '2026-01-01T00:00:00.000Z',
      _value: 'NaN',
      count: '9223372036854775807',
      span: '1h30m',
      blob: 'AAEC',
      host: 'a',
    })
  })

  it('can be made from a table and a row', () => {
    const [{ meta, row }] = read() as [FluxRecord<unknown, unknown>]
    const record = new FluxRecord(meta, row)
    expect(record.values).toEqual(read()[0]!.values)
    expect(record.values).not.toBe(new FluxRecord(meta, row).values)
    expect([record.table, record.result]).toEqual([0, '_result'])
  })

  it.each([
    ['no arguments', []],
    ['an object', [{}]],
    ['no row', [{ table: 0, result: '', columns: [] }]],
    ['no columns', [{ table: 0, result: '' }, []]],
  ])('cannot be made from %s', (_, args) => {
    expect(() => Reflect.construct(FluxRecord, args)).toThrow(
      expect.objectContaining({ code: 'FLUXLINE_OPTION', message: expect.stringContaining('parseRecords') }),
    )
  })
})

describe('a table', () => {
  it('shows its group key and its size in a log', async () => {
    const [table] = await parseTables([bytes], { integers: 'bigint' })
    expect(inspect(table, oneLine)).toBe(
      "FluxTable { result: '_result', table: 0, columns: 8, groupKey: { host: 'a' }, records: 2 }",
    )
  })

  it('has the data alone as its own members', async () => {
    const [table] = await parseTables([bytes], { integers: 'bigint' })
    expect(Object.keys(table!)).toEqual(['table', 'result', 'columns', 'records'])
    expect(Object.keys(table!.records[0]!.meta)).toEqual(['table', 'result', 'columns'])
    expect(JSON.parse(JSON.stringify(table))).toMatchObject({ result: '_result', table: 0, records: [{}, {}] })
  })

  it.each([[[]], [[{}]], [[null]]])('cannot be made from %j', (args) => {
    expect(() => Reflect.construct(FluxTable, args)).toThrow(
      expect.objectContaining({ code: 'FLUXLINE_OPTION', message: expect.stringContaining('parseTables') }),
    )
  })
})

it('recognizes the records and tables of a second copy of the package', async () => {
  vi.resetModules()
  const copy = await import('../index.ts')
  const [table] = await copy.parseTables([bytes], { integers: 'bigint' })
  expect(table).not.toBeInstanceOf(FluxTable)
  expect([isFluxTable(table), isFluxRecord(table!.records[0])]).toEqual([true, true])
  expect([isFluxTable(table!.records[0]), isFluxRecord(table), isFluxRecord(null), isFluxTable({})]).toEqual([
    false,
    false,
    false,
    false,
  ])
})

describe('a record of InfluxDB', () => {
  const usual = new TextEncoder().encode(
    '#datatype,string,long,dateTime:RFC3339,dateTime:RFC3339,dateTime:RFC3339,unsignedLong,string,string\n,result,table,_start,_stop,_time,_value,_field,_measurement\n,r,2,2026-01-01T00:00:00Z,2026-01-02T00:00:00Z,2026-01-01T12:00:00.000000001Z,18446744073709551615,f,m\n',
  )

  it('has a member for each of the usual columns', () => {
    const [record] = parseRecordsSync(usual, { integers: 'bigint' })
    expect(record).toMatchObject({
      table: 2,
      result: 'r',
      field: 'f',
      measurement: 'm',
      value: 18_446_744_073_709_551_615n,
    })
    expect([record?.start, record?.stop, record?.time].map((time) => (time as Date).toISOString())).toEqual([
      '2026-01-01T00:00:00.000Z',
      '2026-01-02T00:00:00.000Z',
      '2026-01-01T12:00:00.000000001Z',
    ])
  })

  it('becomes JSON without rounding, and objects with chosen members', () => {
    const [record] = parseRecordsSync(usual, { integers: 'bigint' })
    expect(JSON.parse(JSON.stringify(record))).toMatchObject({
      _value: '18446744073709551615',
      _time: '2026-01-01T12:00:00.000000001Z',
    })
    expect(record?.toObject({ name: '_field', count: '_value' })).toEqual({
      name: 'f',
      count: 18_446_744_073_709_551_615n,
    })
  })
})
