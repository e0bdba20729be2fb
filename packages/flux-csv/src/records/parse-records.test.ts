import { describe, expect, it } from 'vitest'
import { FluxDuration, parseRecords, parseRecordsSync, parseTables } from '../index.ts'
import type { FluxRecord, FluxTable, RecordOptions, Timestamp } from '../index.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text.replaceAll('\n', '\r\n'))
const records = (text: string, options?: RecordOptions): FluxRecord<unknown, unknown>[] =>
  [...parseRecordsSync(bytes(text), options)] as never
const values = (text: string, options?: RecordOptions): unknown[] =>
  records(text, options).map((record) => record.values)

const tables = (text: string): Promise<FluxTable[]> => parseTables([bytes(text)])

/** A block with one typed column `v` beside `result` and `table`. */
const column = (type: string, ...cells: string[]): string =>
  `#datatype,string,long,${type}\n#group,false,false,false\n#default,_result,,\n,result,table,v\n${cells.map((cell) => `,,0,${cell}\n`).join('')}`
const cell = (type: string, text: string, options?: RecordOptions): unknown =>
  records(column(type, text), options)[0]?.values['v']

describe('a cell', () => {
  it.each<[string, string, unknown]>([
    ['string', 'text', 'text'],
    ['string', '"a ""quoted"", b\nc"', 'a "quoted", b\nc'],
    ['string', 'ünïcode 🎈', 'ünïcode 🎈'],
    ['double', '1.5', 1.5],
    ['double', '-0', -0],
    ['double', '1e300', 1e300],
    ['double', '0.1234567890123456', 0.1234567890123456],
    ['double', '+Inf', Infinity],
    ['double', '-Inf', -Infinity],
    ['double', 'NaN', Number.NaN],
    ['double', '"2.5"', 2.5],
    ['long', '-42', -42],
    ['long', '9007199254740991', 9007199254740991],
    ['unsignedLong', '42', 42],
    ['boolean', 'true', true],
    ['boolean', 'false', false],
    ['duration', '1h30m', new FluxDuration('1h30m')],
    ['duration', '-1mo', new FluxDuration('-1mo')],
    ['base64Binary', 'AAEC/w==', Uint8Array.of(0, 1, 2, 255)],
    ['string', '', null],
    ['double', '', null],
  ])('of type %s reads %j', (type, text, expected) => {
    expect(cell(type, text)).toEqual(expected)
  })

  it.each(['dateTime:RFC3339', 'dateTime:RFC3339Nano'])('of type %s keeps nine digits', (type) => {
    const time = cell(type, '2026-01-31T23:59:59.123456789Z') as Timestamp
    expect(time.nanoseconds).toBe(1_769_903_999_123_456_789n)
    expect(time.toISOString()).toBe('2026-01-31T23:59:59.123456789Z')
    expect(cell(type, '1969-12-31T23:59:59.999999999Z')).toMatchObject({ nanoseconds: -1n })
    expect((cell(type, '2026-01-31T23:59:59.5+02:00') as Date).toISOString()).toBe('2026-01-31T21:59:59.500Z')
  })

  it.each<[RecordOptions, string, string, unknown]>([
    [{ integers: 'bigint' }, 'long', '9223372036854775807', 9_223_372_036_854_775_807n],
    [{ integers: 'bigint' }, 'unsignedLong', '18446744073709551615', 18_446_744_073_709_551_615n],
    [{ integers: 'string' }, 'long', '-9223372036854775808', '-9223372036854775808'],
    [{ times: 'string' }, 'dateTime:RFC3339', '2026-01-01T00:00:00.000000001Z', '2026-01-01T00:00:00.000000001Z'],
    [{ times: 'nanoseconds' }, 'dateTime:RFC3339', '1970-01-01T00:00:00.000000001Z', 1n],
    [{ times: (text) => text.slice(0, 4) }, 'dateTime:RFC3339', '2026-01-01T00:00:00Z', '2026'],
    [{ emptyString: 'empty' }, 'string', '', ''],
    [{ emptyString: 'empty' }, 'long', '', null],
  ])('with %j of type %s reads %s', (options, type, text, expected) => {
    expect(cell(type, text, options)).toEqual(expected)
  })

  it('outside the safe range is an error that names the column and the option', () => {
    expect(() => cell('long', '9007199254740993')).toThrow(
      expect.objectContaining({
        code: 'FLUXLINE_CSV',
        row: 5,
        column: 'v',
        message: expect.stringContaining("integers: 'safe', 'bigint' or 'string'"),
      }),
    )
  })

  it.each([
    ['double', '1.2.3'],
    ['double', 'Infinite'],
    ['double', '0x10'],
    ['double', ' 1'],
    ['long', '1.5'],
    ['long', '9223372036854775808'],
    ['unsignedLong', '-1'],
    ['boolean', 'TRUE'],
    ['boolean', '1'],
    ['dateTime:RFC3339', '2026-02-30T00:00:00Z'],
    ['dateTime:RFC3339', '2026-01-01'],
    ['duration', 'soon'],
    ['base64Binary', '*'],
  ])('of type %s refuses %j', (type, text) => {
    expect(() => cell(type, text, { integers: 'bigint' })).toThrow(
      expect.objectContaining({ code: 'FLUXLINE_CSV', column: 'v', message: expect.stringContaining(text.trim()) }),
    )
  })
})

describe('tables', () => {
  it('differ by result and table, and have their group key', async () => {
    const found = await tables(
      '#datatype,string,long,string,double\n#group,false,false,true,false\n#default,a,,,\n,result,table,host,v\n,,0,x,1\n,,0,x,2\n,,1,y,3\n' +
        '\n#datatype,string,long,string,double\n#group,false,false,true,false\n#default,b,,,\n,result,table,host,v\n,,0,x,4\n',
    )
    expect(found.map(({ result, table, records: { length } }) => [result, table, length])).toEqual([
      ['a', 0, 2],
      ['a', 1, 1],
      ['b', 0, 1],
    ])
    expect(found[0]?.groupKey.map(({ label }) => label)).toEqual(['host'])
    expect([...found[1]!].map(({ value, values: all, table, result }) => [value, all['v'], table, result])).toEqual([
      [undefined, 3, 1, 'a'],
    ])
  })

  it.each([
    ['a schema that changes', '\n'],
    ['a schema that changes without an empty line', ''],
  ])('begin again at %s', async (_, separator) => {
    const found = await tables(`${column('double', '1')}${separator}${column('string', 'x')}`)
    expect(found.map(({ columns }) => columns[2]?.dataType)).toEqual(['double', 'string'])
  })

  it('may be empty', async () => {
    expect(await tables('')).toEqual([])
    expect(await tables(column('double'))).toMatchObject([{ result: '_result', table: 0, records: [] }])
  })

  it('take annotations in any order and subset, and skip unknown ones', () => {
    expect(
      values(
        '#group,false,false,true\n#extra,a,b,c\n#default,_result,,\n#datatype,string,long,string\n,result,table,v\n,,7,x\n',
      ),
    ).toEqual([{ result: '_result', table: 7, v: 'x' }])
    expect(values('#datatype,string,long,double\n,result,table,v\n,r,0,1\n#noise\n,r,0,2\n')).toEqual([
      { result: 'r', table: 0, v: 1 },
      { result: 'r', table: 0, v: 2 },
    ])
  })

  it('are text in a response without annotations', () => {
    expect(values(',result,table,v\n,_result,0,1.5\n')).toEqual([{ result: '_result', table: '0', v: '1.5' }])
    expect(values('a,b\n1,2\n')).toEqual([{ a: '1', b: '2' }])
  })

  it('find the table column by its label, in any position', async () => {
    const found = await tables(
      '#datatype,double,long,string\n#group,false,false,false\n#default,,,_result\n,v,table,result\n,1,0,\n,2,1,\n',
    )
    expect(found.map(({ table }) => table)).toEqual([0, 1])
  })

  it('keep both columns of one label in the row, and the last in the values', () => {
    const [record] = records('#datatype,string,long,double,double\n,result,table,v,v\n,r,0,1,2\n')
    expect(record?.values).toEqual({ result: 'r', table: 0, v: 2 })
    expect(record?.row).toEqual(['r', 0, 1, 2])
  })

  it('have default values for empty cells', () => {
    expect(
      values('#datatype,string,long,double\n#group,false,false,false\n#default,_result,3,1.5\n,result,table,v\n,,,\n'),
    ).toEqual([{ result: '_result', table: 3, v: 1.5 }])
  })

  it('cannot set the prototype by a label', () => {
    const [record] = records('#datatype,string,string\n,__proto__,constructor\n,x,y\n')
    expect(Object.getPrototypeOf(record!.values)).toBe(Object.prototype)
    expect(Object.keys(record!.values)).toEqual(['__proto__', 'constructor'])
  })
})

describe('a dialect', () => {
  it('may have another delimiter and another comment prefix', () => {
    const text = '//datatype;string;double\n;result;v\n;r;1,5\n'.replace('//', '!')
    expect(() => values(text, { delimiter: ';', commentPrefix: '!' })).toThrow('"1,5"')
    expect(values(text.replace('1,5', '1.5'), { delimiter: ';', commentPrefix: '!' })).toEqual([
      { result: 'r', v: 1.5 },
    ])
  })

  it('must have single ASCII characters', () => {
    expect(() => values('', { delimiter: '::' })).toThrow(
      expect.objectContaining({ code: 'FLUXLINE_OPTION', option: 'delimiter' }),
    )
  })
})

describe('an error in the stream', () => {
  const good = column('double', '1')
  it.each([
    [
      'annotated',
      `${good}\n#datatype,string,string\n#group,true,true\n#default,,\n,error,reference\n,"it broke, badly",897\n`,
    ],
    [
      'annotated without an empty line',
      `${good}#datatype,string,string\n#group,true,true\n#default,,\n,error,reference\n,"it broke, badly",897\n`,
    ],
    ['bare', `${good}\nerror,reference\n"it broke, badly",897\n`],
    ['bare without an empty line', `${good}error,reference\n"it broke, badly",897\n`],
  ])('is thrown after the good rows when it is %s', async (_, text) => {
    const seen: unknown[] = []
    const reading = (async () => {
      for await (const record of parseRecords([bytes(text)])) seen.push(record.values['v'])
    })()
    await expect(reading).rejects.toMatchObject({ code: 'FLUXLINE_FLUX', message: 'it broke, badly', reference: '897' })
    expect(seen).toEqual([1])
  })

  it('may come first, and may have no message', () => {
    expect(() => values('error,reference\nboom,\n')).toThrow(
      expect.objectContaining({ code: 'FLUXLINE_FLUX', message: 'boom', reference: '' }),
    )
    expect(() => values('error,reference\n')).toThrow(expect.objectContaining({ code: 'FLUXLINE_FLUX' }))
  })

  it("is not a user's own column called error", () => {
    expect(values('#datatype,string,long,string,string\n,result,table,error,reference\n,r,0,e,f\n')).toEqual([
      { result: 'r', table: 0, error: 'e', reference: 'f' },
    ])
  })
})

describe('a broken response', () => {
  it('may end in a quoted cell', () => {
    expect(() => values(`${column('string')},,0,"begun`)).toThrow(
      expect.objectContaining({ code: 'FLUXLINE_TRUNCATED', row: 5 }),
    )
  })

  it('may end in a short row', () => {
    expect(() => values(`${column('double', '1')},,0`)).toThrow(
      expect.objectContaining({ code: 'FLUXLINE_TRUNCATED', row: 6 }),
    )
  })

  it('may have a row that is too long, which the error names', () => {
    expect(() => values(column('double', '1', '2,3'))).toThrow(
      expect.objectContaining({
        code: 'FLUXLINE_CSV',
        row: 6,
        message: expect.stringContaining('5 cells, but its header has 4'),
      }),
    )
  })

  it.each([
    ['HTML', '<html><body>Bad gateway</body></html>'],
    ['JSON', '{"code":"internal error","message":"boom"}'],
  ])('may be %s instead of CSV', (what, text) => {
    expect(() => values(text)).toThrow(
      expect.objectContaining({ code: 'FLUXLINE_CSV', message: expect.stringContaining(`is ${what}, not CSV`) }),
    )
  })

  it('is not one without a last line end', () => {
    expect(values(column('double', '1').trimEnd())).toEqual([{ result: '_result', table: 0, v: 1 }])
  })
})

describe('limits', () => {
  it('are errors if there are more rows or bytes', () => {
    expect(values(column('double', '1', '2'), { maxRows: 2 })).toHaveLength(2)
    expect(() => values(column('double', '1', '2'), { maxRows: 1 })).toThrow(
      expect.objectContaining({ code: 'FLUXLINE_LIMIT', limit: 'maxRows' }),
    )
    expect(() => values(column('double', '1'), { maxBytes: 10 })).toThrow(
      expect.objectContaining({ code: 'FLUXLINE_LIMIT', limit: 'maxBytes' }),
    )
  })
})
