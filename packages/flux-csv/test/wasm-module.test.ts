import { describe, expect, it } from 'vitest'
import { BOOLEAN } from '../src/wasm/storage-codes.ts'
import { acquireWasmModule } from '../src/wasm/wasm-module.ts'
import { parseColumns, parseColumnsSync, parseRecords, parseRecordsSync } from '../src/index.ts'
import type { ColumnData, RecordOptions } from '../src/index.ts'
// oxlint-disable-next-line import/no-unassigned-import -- it sets what it says
import './always-wasm.ts'

// There are few WebAssembly modules, each with room for a number of bytes, columns and texts. Larger responses and more
// readers work too.

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
const utf8 = new TextDecoder()

/** Returns a response with these columns and rows of cells. */
function responseOf(types: readonly string[], rows: readonly (readonly string[])[]): string {
  const labels = types.map((_, at) => `c${at}`)
  const head = `#datatype,${types.join(',')}\r\n#group${',false'.repeat(types.length)}\r\n#default${','.repeat(types.length)}\r\n`
  return `${head},${labels.join(',')}\r\n${rows.map((cells) => `,${cells.join(',')}\r\n`).join('')}`
}

function textsOf(column: ColumnData): string[] {
  if (column.kind !== 'dictionary' && column.kind !== 'utf8') throw new Error(column.kind)
  const [data, indices] =
    column.kind === 'utf8' ? [column.data, [...Array(column.data.length).keys()]] : [column.dictionary, column.indices]
  return Array.from(indices, (index) => utf8.decode(data.bytes.subarray(data.offsets[index], data.offsets[index + 1])))
}

const valuesOf = (response: string, options?: RecordOptions): unknown[][] =>
  [...parseRecordsSync(bytesOf(response), options)].map(({ row }) => row.slice())

/** Returns all texts of a response, column by column. */
function columnsOf(response: string, blockRows?: number): string[][] {
  const blocks = [...parseColumnsSync(bytesOf(response), { blockRows })]
  return blocks[0]!.columns.map((_, at) => blocks.flatMap(({ columns }) => textsOf(columns[at]!)))
}

describe('a response', () => {
  it('may have more texts than fit, which come again later', () => {
    const rows = Array.from({ length: 60_000 }, (_, at) => [`text ${at % 45_000}`, 'same'])
    expect(valuesOf(responseOf(['string', 'string'], rows))).toEqual(rows)
    for (const blockRows of [1000, 16_384, 50_000])
      expect(columnsOf(responseOf(['string', 'string'], rows), blockRows)).toEqual([
        rows.map(([text]) => text),
        rows.map(() => 'same'),
      ])
  })

  it('may have texts that are too long to fit', () => {
    const rows = Array.from({ length: 300 }, (_, at) => [`${at}`.padEnd(20_000, 'é'), `${at % 7}`])
    expect(valuesOf(responseOf(['string', 'string'], rows))).toEqual(rows)
    expect(columnsOf(responseOf(['string', 'string'], rows))[0]).toEqual(rows.map(([text]) => text))
  })

  it('may write few texts in many ways', () => {
    const ways = Array.from({ length: 1 << 12 }, (_, bits) =>
      Array.from({ length: 12 }, (_, line) => `${line}${((bits >> line) & 1) === 1 ? '\r\n' : '\n'}`).join(''),
    )
    const rows = ways.map((text) => [`"${text}"`, 'other'])
    const text = ways[0]!
    expect(valuesOf(responseOf(['string', 'string'], rows))).toEqual(rows.map(() => [text, 'other']))
    expect(columnsOf(responseOf(['string', 'string'], rows))).toEqual([rows.map(() => text), rows.map(() => 'other')])
  })

  it('may not have a time of NUL characters', () => {
    const zeros = '\0'.repeat(16)
    expect(() => valuesOf(responseOf(['dateTime:RFC3339', 'string'], [[`${zeros}:00Z`, 'a']]))).toThrow(
      /is not a valid dateTime:RFC3339/,
    )
  })

  it('may have rows that are longer than the input of the module, between others', () => {
    const long = 'x'.repeat(500_000)
    const rows = ['a', long, 'b', `"${long}""\n"`, 'c'].map((text, at) => [text, `${at}`])
    const texts = ['a', long, 'b', `${long}"\n`, 'c']
    expect(valuesOf(responseOf(['string', 'long'], rows))).toEqual(texts.map((text, at) => [text, at]))
    expect(columnsOf(responseOf(['string', 'string'], rows))[0]).toEqual(texts)
  })

  it('may have more columns than fit', () => {
    const types = Array.from({ length: 1000 }, () => 'double')
    const rows = Array.from({ length: 3 }, (_, row) => types.map((_, at) => String(row + at / 8)))
    expect(valuesOf(responseOf(types, rows))).toEqual(rows.map((cells) => cells.map(Number)))
    const [block] = parseColumnsSync(bytesOf(responseOf(types, rows)))
    const values = block!.columns.map((each) => (each.kind === 'float64' ? Array.from(each.values) : []))
    expect(values).toEqual(types.map((_, at) => rows.map((cells) => Number(cells[at]))))
  })
})

describe('the module', () => {
  it.each([
    ['reads booleans by their code', BOOLEAN, 1],
    ['leaves a row to JavaScript if it does not know the code of a column', 99, 0],
  ])('%s', (_, code, expected) => {
    const owner = {}
    const { rows, layout, bytes } = acquireWasmModule(owner)!
    rows.setRows(1, 10, 44, 35, true)
    rows.setColumn(0, code, 0, 1, false)
    const input = bytesOf(',true\r\n')
    bytes.set(input, layout.INPUT)
    rows.setInput(input.length)
    expect(rows.readRows(layout.INPUT, 10)).toBe(expected)
  })
})

/** More than there are modules. */
const count = 9
const rowsOf = (reader: number): string[][] =>
  Array.from({ length: 400 }, (_, at) => [`reader ${reader}`, `text ${at % 50} of ${reader}`, `${at % 3}`])
const chunksOf = (reader: number): Uint8Array[] => {
  const bytes = bytesOf(responseOf(['string', 'string', 'string'], rowsOf(reader)))
  return Array.from({ length: Math.ceil(bytes.length / 1000) }, (_, at) => bytes.slice(at * 1000, at * 1000 + 1000))
}
async function* slowly(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) {
    await Promise.resolve()
    yield chunk
  }
}

/** Fails in the middle of a minute. */
const failing = (text: string): string => {
  if (text.includes(':25')) throw new RangeError(text)
  return text
}

describe('readers', () => {
  it('that read alternately do not mix their texts', async () => {
    const records = await Promise.all(
      Array.from({ length: count }, async (_, reader) => {
        const rows: unknown[] = []
        for await (const { row } of parseRecords(slowly(chunksOf(reader)))) rows.push(row.slice())
        return rows
      }),
    )
    const columns = await Promise.all(
      Array.from({ length: count }, async (_, reader) => {
        const texts: string[] = []
        for await (const block of parseColumns(slowly(chunksOf(reader)), { blockRows: 150 }))
          texts.push(...textsOf(block.columns[1]!))
        return texts
      }),
    )
    for (let reader = 0; reader < count; reader++) {
      expect(records[reader]).toEqual(rowsOf(reader))
      expect(columns[reader]).toEqual(rowsOf(reader).map(([, text]) => text))
    }
  })

  it('that are not read to the end do not block others', () => {
    const left = Array.from({ length: count }, (_, reader) => {
      const records = parseRecordsSync(bytesOf(responseOf(['string', 'string', 'string'], rowsOf(reader))))
      records.next()
      return records
    })
    expect(valuesOf(responseOf(['string', 'string', 'string'], rowsOf(50)))).toEqual(rowsOf(50))
    expect([...left[0]!].map(({ row }) => row.slice())).toEqual(rowsOf(0).slice(1))
  })

  it('of times may read CSV, too', () => {
    const rows = Array.from({ length: 50 }, (_, at) => [`2026-01-01T00:00:${10 + at}Z`, `text ${at}`])
    const response = responseOf(['dateTime:RFC3339', 'string'], rows)
    const times = (text: string): unknown[] => {
      const nested = Array.from({ length: 6 }, () => valuesOf(responseOf(['string'], [[text], ['other']])))
      return nested.flat(2)
    }
    const expected = rows.map(([time, text]) => [Array.from({ length: 6 }, () => [time, 'other']).flat(), text])
    expect(valuesOf(response, { times })).toEqual(expected)
  })

  it.each([10, 25])('of times may throw, after the records before, if the first is of second %i', (second) => {
    const rows = Array.from({ length: 20 }, (_, at) => [`2026-01-01T00:00:${second + at}Z`])
    const seen: unknown[] = []
    expect(() => {
      for (const { row } of parseRecordsSync(bytesOf(responseOf(['dateTime:RFC3339'], rows)), { times: failing }))
        seen.push(row[0])
    }).toThrow(new RangeError('2026-01-01T00:00:25Z'))
    expect(seen).toEqual(rows.slice(0, 25 - second).flat())
  })
})
