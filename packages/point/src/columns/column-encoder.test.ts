import { describe, expect, it } from 'vitest'
import { LineColumnEncoder } from './index.ts'
import type { LineColumns, LineOptions, LineRows, TextColumn } from './index.ts'

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

describe('rows in columns', () => {
  it('become lines as points would, in the precision of the encoder', () => {
    expect(linesOf(columns, rows)).toBe('m,host=a\\ b load=0.5 1000000\nm load=1.5 2000000\n')
    expect(linesOf(columns, rows, { precision: 'ms', defaultTags: { host: 'x' } })).toBe(
      'm,host=a\\ b load=0.5 1\nm,host=x load=1.5 2\n',
    )
  })

  it('encode a text that repeats once for as long as it comes again', () => {
    let asked = 0
    const texts = { get: (place: number) => ['a', 'b'][place * ++asked] ?? 'a' }
    const host = { kind: 'repeated text', indices: Int32Array.of(0, 0, 0), texts } as const
    const encoder = new LineColumnEncoder(columns)
    for (const chunk of encoder.encode({ ...rows, tags: [host] }, 1)) expect(chunk.at(-1)).toBe(10)
    for (const chunk of encoder.encode({ ...rows, tags: [host] }, 1)) expect(chunk.at(-1)).toBe(10)
    expect(asked).toBe(1)
  })

  it('are handed over in chunks of whole lines', () => {
    const encoder = new LineColumnEncoder(columns)
    const chunks = [...encoder.encode(rows, 1)].map((chunk) => new TextDecoder().decode(chunk))
    expect(chunks).toEqual(['m,host=a\\ b load=0.5 1000000\n', 'm load=1.5 2000000\n'])
    expect(encoder.takeBytes()).toHaveLength(0)
  })

  it('count on from batch to batch where an error names the row', () => {
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

  it('are refused where a column has a name that no line can have', () => {
    const bad: LineColumns = { ...columns, fields: [['time', 'float']] }
    expect(() => linesOf(bad, rows)).toThrow(expect.objectContaining({ code: 'FLUXLINE_LINE_PROTOCOL' }))
  })
})
