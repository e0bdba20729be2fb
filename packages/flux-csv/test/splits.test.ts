import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseRecordBatches, parseRecords, parseRecordsSync, parseRows } from '../src/index.ts'
import { cut } from './cut.ts'
// oxlint-disable-next-line import/no-unassigned-import -- it sets what it says
import './always-wasm.ts'

const alphabet = fc.constantFrom('a', 'ü', '🎈', ',', '"', '\r', '\n', '#', ' ', '1')
const cell = fc.string({ unit: alphabet, maxLength: 12 })
const table = fc.array(fc.tuple(cell, cell, fc.double({ noNaN: true })), { minLength: 1, maxLength: 20 })

const quoted = (text: string): string => (/[,"\r\n#]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
const double = (value: number): string =>
  (Object.is(value, -0) ? '-0' : String(value)).replace('Infinity', 'Inf').replace(/^Inf/, '+Inf')

// InfluxDB writes CR LF for every line break inside quotes, and the reader undoes that.
const stored = (text: string): string => text.replaceAll('\r\n', '\n')

function encode(rows: readonly (readonly [string, string, number])[]): Uint8Array {
  const head =
    '#datatype,string,long,string,string,double\r\n#group,false,false,true,false,false\r\n#default,_result,,,,\r\n,result,table,a,b,c\r\n'
  return new TextEncoder().encode(
    head + rows.map(([a, b, c]) => `,,0,${quoted(a)},${quoted(b)},${double(c)}\r\n`).join(''),
  )
}

const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 10 })

it('reads the records that were written, for any split of the bytes', async () => {
  await fc.assert(
    fc.asyncProperty(table, sizes, async (rows, chunkSizes) => {
      const bytes = encode(rows)
      const expected = rows.map(([a, b, c]) => ({
        result: '_result',
        table: 0,
        a: stored(a) || null,
        b: stored(b) || null,
        c,
      }))
      expect([...parseRecordsSync(bytes)].map(({ values }) => values)).toEqual(expected)
      const read: unknown[] = []
      for await (const { values } of parseRecords(cut(bytes, chunkSizes))) read.push(values)
      expect(read).toEqual(expected)
      const batched: unknown[] = []
      for await (const batch of parseRecordBatches(cut(bytes, chunkSizes)))
        batched.push(...batch.map(({ values }) => values))
      expect(batched).toEqual(expected)
    }),
    { numRuns: 300 },
  )
})

it('reads the rows of text that were written, for any split of the bytes', async () => {
  await fc.assert(
    fc.asyncProperty(table, sizes, async (rows, chunkSizes) => {
      const read: string[][] = []
      for await (const row of parseRows(cut(encode(rows), chunkSizes))) read.push(row)
      expect(read.slice(4)).toEqual(rows.map(([a, b, c]) => ['', '', '0', stored(a), stored(b), double(c)]))
    }),
    { numRuns: 300 },
  )
})
