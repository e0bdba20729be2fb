import { describe, expect, it } from 'vitest'
import { LineColumnEncoder } from './index.ts'
import type { LineColumn, LineColumns, LineOptions, LineRows, TextColumn } from './index.ts'

const text = (...values: string[]): TextColumn => {
  const encoded = values.map((value) => new TextEncoder().encode(value))
  const offsets = new Int32Array(values.length + 1)
  for (const [at, { length }] of encoded.entries()) offsets[at + 1] = offsets[at]! + length
  return { kind: 'text', offsets, bytes: new TextEncoder().encode(values.join('')) }
}

const columns: LineColumns = { measurement: 'm', tags: ['host'], fields: [['load', 'float']] }
const rows: LineRows = {
  length: 3,
  tags: [text('a b', '', 'c')],
  fields: [{ kind: 'float', values: Float64Array.of(0.5, 1.5, Number.NaN) }],
  times: { values: BigInt64Array.of(1n, 2n, 3n), unit: 'ms' },
}

function linesOf(all: LineColumns, each: LineRows, options?: LineOptions): string {
  const encoder = new LineColumnEncoder(all, options)
  const chunks = [...encoder.encode(each, 1024), encoder.takeBytes()]
  return chunks.map((chunk) => new TextDecoder().decode(chunk)).join('')
}

describe('LineColumnEncoder', () => {
  it('writes the lines that points would, in the precision of the encoder', () => {
    expect(linesOf(columns, rows)).toBe('m,host=a\\ b load=0.5 1000000\nm load=1.5 2000000\n')
    expect(linesOf(columns, rows, { precision: 'ms', defaultTags: { host: 'x' } })).toBe(
      'm,host=a\\ b load=0.5 1\nm,host=x load=1.5 2\n',
    )
  })

  it('encodes a repeated text once for as long as its dictionary is passed again', () => {
    let asked = 0
    const texts = { get: (index: number) => ['a', 'b'][index * ++asked] ?? 'a' }
    const host = { kind: 'repeated text', indices: Int32Array.of(0, 0, 0), texts } as const
    const encoder = new LineColumnEncoder(columns)
    for (const chunk of encoder.encode({ ...rows, tags: [host] }, 1)) expect(chunk.at(-1)).toBe(10)
    for (const chunk of encoder.encode({ ...rows, tags: [host] }, 1)) expect(chunk.at(-1)).toBe(10)
    expect(asked).toBe(1)
  })

  it('returns chunks of whole lines', () => {
    const encoder = new LineColumnEncoder(columns)
    const chunks = [...encoder.encode(rows, 1)].map((chunk) => new TextDecoder().decode(chunk))
    expect(chunks).toEqual(['m,host=a\\ b load=0.5 1000000\n', 'm load=1.5 2000000\n'])
    expect(encoder.takeBytes()).toHaveLength(0)
  })

  it('counts rows from batch to batch in errors', () => {
    const encoder = new LineColumnEncoder(columns)
    void [...encoder.encode(rows, 1024)]
    const times = { ...rows.times, validity: Uint8Array.of(0b101) }
    expect(() => [...encoder.encode({ ...rows, times }, 1024)]).toThrow(
      expect.objectContaining({
        code: 'FLUXLINE_LINE_PROTOCOL',
        message: expect.stringContaining('Row 5 of measurement "m" has no time'),
      }),
    )
  })

  it.each<[string, LineColumn]>([
    ['integers', { kind: 'int', values: Float64Array.of(1, 2, 3) }],
    ['booleans', { kind: 'boolean', bits: Uint8Array.of(7) }],
    ['text', text('a', 'b', 'c')],
  ])('refuses %s in the column of a float field', (_, column) => {
    expect(() => linesOf(columns, { ...rows, fields: [column] })).toThrow(
      /^Field "load" is of type float, but its column is an? (int|boolean|text) column; convert it first\.$/,
    )
  })

  it('refuses signed integers in the column of an unsigned field', () => {
    const unsigned: LineColumns = { ...columns, fields: [['load', 'uint']] }
    const column: LineColumn = { kind: 'int', values: BigInt64Array.of(-1n, 1n, 2n) }
    expect(() => linesOf(unsigned, { ...rows, fields: [column] })).toThrow(/is of type uint/)
  })

  it('takes a measurement for each row, any number of them', () => {
    const each: LineColumns = { tags: ['host'], fields: [['load', 'float']] }
    const length = 5000
    const names = Array.from({ length }, (_, row) => `m${row}`)
    const lines = linesOf(each, {
      length,
      measurements: text(...names),
      tags: [text(...names.map(() => 'a'))],
      fields: [{ kind: 'float', values: new Float64Array(length).fill(1) }],
      times: { values: new BigInt64Array(length).fill(1n), unit: 'ns' },
    })
    expect(lines.split('\n')).toEqual([...names.map((name) => `${name},host=a load=1 1`), ''])
  })

  it('refuses columns whose names line protocol cannot express', () => {
    const bad: LineColumns = { ...columns, fields: [['time', 'float']] }
    expect(() => linesOf(bad, rows)).toThrow(expect.objectContaining({ code: 'FLUXLINE_LINE_PROTOCOL' }))
  })
})
