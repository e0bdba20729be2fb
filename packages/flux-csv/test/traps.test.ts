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
import type { FluxDuration, RecordOptions, Timestamp } from '../src/index.ts'
// oxlint-disable-next-line import/no-unassigned-import -- it sets what it says
import './always-wasm.ts'

// Mistakes of other clients, and earlier ones of this package.

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
const read = (text: string, options?: RecordOptions): unknown[] =>
  [...parseRecordsSync(bytesOf(text), options)].map(({ values }) => values)
const column = (type: string, ...cells: string[]): string =>
  `#datatype,string,long,${type}\r\n#group,false,false,false\r\n#default,_result,,\r\n,result,table,v\r\n${cells.map((cell) => `,,0,${cell}\r\n`).join('')}`
const cells = (text: string, options?: RecordOptions): unknown[] =>
  [...parseRecordsSync(bytesOf(text), options)].map(({ values }) => values['v'])

describe('trap 6: an error table in mid-stream', () => {
  it.each([
    ['with', ',error,reference\r\n,out of memory,897\r\n'],
    ['without', 'error,reference\r\nout of memory,897\r\n'],
  ])('is thrown after the good rows, %s an empty first column, by records and by columns', async (_, table) => {
    const response = bytesOf(`${column('double', '1', '2')}\r\n${table}`)
    const seen: unknown[] = []
    const error = { code: 'FLUXLINE_FLUX', message: 'out of memory', reference: '897' }
    await expect(async () => {
      for await (const { values } of parseRecords([response])) seen.push(values['v'])
    }).rejects.toMatchObject(error)
    await expect(async () => {
      for await (const { length } of parseColumns([response])) seen.push(length)
    }).rejects.toMatchObject(error)
    expect(seen).toEqual([1, 2, 2])
  })

  it("is not a user's column with that name", () => {
    expect(read('#datatype,string,long,string\r\n,result,table,error\r\n,r,0,none\r\n')).toEqual([
      { result: 'r', table: 0, error: 'none' },
    ])
  })
})

it('trap 7: the largest integers keep every digit', () => {
  expect(cells(column('long', '9223372036854775807', '-9223372036854775808'), { integers: 'bigint' })).toEqual([
    2n ** 63n - 1n,
    -(2n ** 63n),
  ])
  expect(cells(column('unsignedLong', '18446744073709551615'), { integers: 'string' })).toEqual([
    '18446744073709551615',
  ])
  expect([...parseColumnsSync(bytesOf(column('unsignedLong', '18446744073709551615')))][0]!.columns[2]).toMatchObject({
    values: BigUint64Array.of(2n ** 64n - 1n),
  })
})

it('trap 8: times keep every nanosecond, also before 1970', () => {
  const texts = ['1969-12-31T23:59:59.999999999Z', '1677-09-21T00:12:43.145224194Z', '2262-04-11T23:47:16.854775806Z']
  const nanoseconds = [-1n, -9_223_372_036_854_775_806n, 9_223_372_036_854_775_806n]
  const times = cells(column('dateTime:RFC3339', ...texts)) as Timestamp[]
  expect(times.map((time) => time.nanoseconds)).toEqual(nanoseconds)
  expect(times.map((time) => time.toISOString())).toEqual(texts)
  expect(cells(column('dateTime:RFC3339', ...texts), { times: 'nanoseconds' })).toEqual(nanoseconds)
})

it('trap 17: a chunk may end inside a character', async () => {
  const response = bytesOf(column('string', 'né🎈é', '"🎈"""'))
  for (let at = 0; at <= response.length; at++) {
    const seen: unknown[] = []
    for await (const { values } of parseRecords([response.slice(0, at), response.slice(at)])) seen.push(values['v'])
    expect(seen).toEqual(['né🎈é', '🎈"'])
  }
})

describe('trap 18: annotations', () => {
  it('may have the order of an export from the UI, and begin a block without an empty line', async () => {
    const block =
      '#group,false,false,false\r\n#datatype,string,long,string\r\n#default,last,,\r\n,result,table,v\r\n,,0,1\r\n'
    const tables = await parseTables([bytesOf(block.replace('long,string', 'long,double') + block)])
    expect(tables.map(({ result, records }) => [result, records[0]!.values['v']])).toEqual([
      ['last', 1],
      ['last', '1'],
    ])
  })

  it('name the table column, which may be any column', async () => {
    const response = '#datatype,double,string,long\r\n#default,,r,\r\n,v,result,table\r\n,1,,0\r\n,2,,1\r\n'
    const tables = await parseTables([bytesOf(response)])
    expect(tables.map(({ table, result }) => [table, result])).toEqual([
      [0, 'r'],
      [1, 'r'],
    ])
  })
})

it('trap 19: the row keeps both columns of one label', () => {
  const [record] = parseRecordsSync(bytesOf('#datatype,string,long,double,double\r\n,result,table,v,v\r\n,r,0,1,2\r\n'))
  expect([record?.row, record?.values]).toEqual([['r', 0, 1, 2], { result: 'r', table: 0, v: 2 }])
})

it('trap 20: durations such as 1h30m and -1mo have their parts', () => {
  const [hours, month] = cells(column('duration', '1h30m', '-1mo')) as FluxDuration[]
  expect([hours?.parts, month?.parts]).toEqual([{ h: 1, m: 30 }, { mo: -1 }])
})

it.each(['TRUE', 't', '1', 'yes', ' true'])('trap 21: %j is not a boolean', (text) => {
  expect(() => read(column('boolean', text))).toThrow(expect.objectContaining({ code: 'FLUXLINE_CSV', column: 'v' }))
  expect(() => [...parseColumnsSync(bytesOf(column('boolean', text)))]).toThrow(
    expect.objectContaining({ code: 'FLUXLINE_CSV', column: 'v' }),
  )
})

describe('a response', () => {
  it.each([[1], [2], [3], [4], [1000]])('may begin with a byte order mark, in chunks of %d', async (size) => {
    const response = bytesOf(`\ufeff${column('double', '1')}`)
    const chunks = Array.from({ length: Math.ceil(response.length / size) }, (_, at) =>
      response.slice(at * size, (at + 1) * size),
    )
    const seen: unknown[] = []
    for await (const { values } of parseRecords(chunks)) seen.push(values)
    expect(seen).toEqual([{ result: '_result', table: 0, v: 1 }])
  })

  it('may have empty chunks', async () => {
    const chunks = ['', column('double', '1').slice(0, -3), '', '5\r', '', '\n', ''].map(bytesOf)
    const seen: unknown[] = []
    for await (const { values } of parseRecords(chunks)) seen.push(values['v'])
    expect(seen).toEqual([5])
  })

  it('with one column ends a block with an empty line', () => {
    expect(read('a\r\n1\r\n\r\nb\r\n2\r\n')).toEqual([{ a: '1' }, { b: '2' }])
    expect([...parseColumnsSync(bytesOf('a\r\n1\r\n\r\nb\r\n2\r\n'))].map(({ length }) => length)).toEqual([1, 1])
  })

  it('without an annotation column may continue with a block that has one', () => {
    const response = `a,b,c,d\r\n1,2,3,4\r\n${column('double', '5')}`
    expect(read(response)).toEqual([
      { a: '1', b: '2', c: '3', d: '4' },
      { result: '_result', table: 0, v: 5 },
    ])
  })

  it('may have five thousand columns', () => {
    const labels = Array.from({ length: 5000 }, (_, at) => `c${at}`)
    const response = bytesOf(
      `#datatype,string,long${',long'.repeat(5000)}\r\n,result,table,${labels.join()}\r\n,r,0,${labels.map((_, at) => at).join()}\r\n`,
    )
    const [record] = parseRecordsSync(response)
    expect([record?.row.length, record?.values['c4999']]).toEqual([5002, 4999])
    expect([...parseColumnsSync(response)][0]?.columns[5001]).toMatchObject({ values: BigInt64Array.of(4999n) })
  })

  it('may have a row of megabytes with line breaks, which takes linear time', async () => {
    const response = bytesOf(column('string', `"${'a""\r\n'.repeat(600_000)}"`, 'next'))
    const chunks = Array.from({ length: Math.ceil(response.length / 4096) }, (_, at) =>
      response.subarray(at * 4096, (at + 1) * 4096),
    )
    const seen: unknown[] = []
    for await (const { values } of parseRecords(chunks)) seen.push((values['v'] as string).length)
    expect(seen).toEqual([1_800_000, 4])
  }, 20_000)
})

describe('a cell', () => {
  it('keeps U+0000 and single carriage returns', () => {
    expect(cells(column('string', 'a\0b', 'a\rb', '"a\rb"'))).toEqual(['a\0b', 'a\rb', 'a\rb'])
  })

  it('that begins with a carriage return is not empty', () => {
    expect(cells(column('string', '\rx'))).toEqual(['\rx'])
    const [block] = parseColumnsSync(bytesOf(column('string', '\rx')))
    expect(block?.columns[2]).toMatchObject({ validity: undefined, nullCount: 0 })
  })

  it.each(['abcd-01-01T00:00:00Z', '20x6-01-01T00:00:00Z', '2026-00-01T00:00:00Z', '2026-01-01T00:00:60Z'])(
    'with the time %j is an error',
    (text) => {
      const response = bytesOf(column('dateTime:RFC3339', text))
      expect(() => [...parseRecordsSync(response)]).toThrow(expect.objectContaining({ code: 'FLUXLINE_CSV' }))
      expect(() => [...parseColumnsSync(response)]).toThrow(expect.objectContaining({ code: 'FLUXLINE_CSV' }))
    },
  )

  it('keeps a byte order mark that is not at the start of the response', () => {
    expect(cells(column('string', '\ufeffx'))).toEqual(['\ufeffx'])
    expect(() => [...parseColumnsSync(bytesOf(column('double', '\ufeff+Inf')))]).toThrow('\ufeff+Inf')
  })
})

it('refuses an invalid default value after the rows before, by records and by columns', () => {
  const response = bytesOf(`${column('double', '1')}\r\n${column('double', '2').replace('_result,,', '_result,x,')}`)
  const seen: unknown[] = []
  const error = expect.objectContaining({ code: 'FLUXLINE_CSV', column: 'table' })
  expect(() => {
    for (const { values } of parseRecordsSync(response)) seen.push(values['v'])
  }).toThrow(error)
  expect(() => {
    for (const { length } of parseColumnsSync(response)) seen.push(length)
  }).toThrow(error)
  expect(seen).toEqual([1, 1])
})

it('a response without a last line end is truncated if one is required', () => {
  const bytes = bytesOf(',result,table,_value\r\n,,0,5\r\n,,0,123')
  expect([...parseRecordsSync(bytes)].map(({ row }) => row[2])).toEqual(['5', '123'])
  const cut = expect.objectContaining({ code: 'FLUXLINE_TRUNCATED', row: 3 })
  expect(() => [...parseRecordsSync(bytes, { lineEnd: 'required' })]).toThrow(cut)
  expect(() => [...parseColumnsSync(bytes, { lineEnd: 'required' })]).toThrow(cut)
  expect([...parseRecordsSync(bytes.subarray(0, -7), { lineEnd: 'required' })]).toHaveLength(1)
})

describe('input that is not bytes', () => {
  it.each([
    [
      'a text',
      'a,b\n',
      'Expected a chunk to be a Uint8Array, got String; encode text with new TextEncoder().encode(text).',
    ],
    ['a text as a chunk', ['a,b\n'], 'Expected a chunk to be a Uint8Array, got String; '],
    [
      'all bytes without an array',
      bytesOf('a\n1\n'),
      'Expected a chunk to be a Uint8Array, got Number; to pass all bytes at once, ',
    ],
    ['a buffer', [new ArrayBuffer(3)], 'Expected a chunk to be a Uint8Array, got ArrayBuffer; convert a buffer with '],
  ])('is refused with a remedy: %s', async (_, chunks, message) => {
    for (const parse of [parseRecords, parseRecordBatches, parseColumns, parseRows]) {
      const reading = (async () => {
        for await (const _ of parse(chunks as never)) expect.fail()
      })()
      await expect(reading).rejects.toThrow(message)
    }
  })

  it('is refused if it is not iterable', () => {
    expect(() => parseRecords(undefined as never)).toThrow(
      'Expected a stream or an array of Uint8Arrays, got undefined.',
    )
    expect(() => [...parseRecordsSync('a\n' as never)]).toThrow('Expected a chunk to be a Uint8Array, got String; ')
    expect(() => [...parseColumnsSync('a\n' as never)]).toThrow('Expected a chunk to be a Uint8Array, got String; ')
  })
})
