import fc from 'fast-check'
import { expect, it } from 'vitest'
import * as withWasm from '../src/index.ts'
import { cut } from './cut.ts'
import { rowsOf, textOf } from './fuzz.ts'
import { importWithoutWasm } from './without-wasm.ts'
// oxlint-disable-next-line import/no-unassigned-import -- it sets what it says
import './always-wasm.ts'

const encoder = new TextEncoder()
const HEAD = [
  '#datatype,string,long,double,string,base64Binary,dateTime:RFC3339,boolean,string,duration,string',
  '#group,false,false,false,true,true,true,true,true,true,true',
  '#default,_result,,,,,,,absent,,',
  ',result,table,_value,a,bytes,time,on,b,d,c',
]

/** Cells as they stand in the bytes, by column. */
const cells: readonly (readonly string[])[] = [
  ['', 'other'],
  ['0', '1'],
  ['1.5', '-2', ''],
  ['x', 'xy', '', '"x"', '"x,y"', '"x""y"', '"x\ny"'],
  ['', 'YQ==', 'YWI='],
  ['2026-01-01T00:00:00Z', '2026-01-01T00:00:00.000000001Z', ''],
  ['true', 'false', ''],
  ['', 'é', '🎈', '"é"'],
  ['1h', '2m', ''],
  ['last', '"last"', '"la,st"', '', 'l'],
]

/** A row is the one before it, except some of its cells. */
const changes = fc.array(fc.dictionary(fc.integer({ min: 0, max: 9 }).map(String), fc.nat(6), { maxKeys: 3 }), {
  minLength: 1,
  maxLength: 30,
})
const lineEnd = fc.constantFrom('\r\n', '\n')
const sizes = fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 1, maxLength: 10 })

it('without WebAssembly, rows that end like the one before have the values that each has alone', async () => {
  const { parseRecords, parseRecordsSync } = await importWithoutWasm()
  const property = fc.asyncProperty(changes, lineEnd, sizes, fc.nat(40), async (changed, end, chunkSizes, headAt) => {
    const lines: string[] = []
    const row = cells.map(([first]) => first!)
    const expected: unknown[] = []
    for (const [index, change] of changed.entries()) {
      for (const [column, which] of Object.entries(change)) {
        const choices = cells[Number(column)]!
        row[Number(column)] = choices[which % choices.length]!
      }
      // The head once more, with a table that begins within others.
      if (index === headAt) lines.push('', ...HEAD)
      const line = `,${row.join(',')}`
      lines.push(line)
      const alone = encoder.encode([...HEAD, line, ''].join(end))
      expected.push(...[...parseRecordsSync(alone)].map(({ values }) => values))
    }
    const bytes = encoder.encode([...HEAD, ...lines, ''].join(end))
    const read: unknown[] = []
    for await (const { values } of parseRecords(cut(bytes, chunkSizes))) read.push(values)
    expect(read).toEqual(expected)
  })
  await fc.assert(property, { numRuns: 300 })
})

const columnHead = [
  '#datatype,string,long,dateTime:RFC3339,string,string',
  '#group,false,false,false,true,true',
  '#default,,,,,',
  ',result,table,h,a,b',
]
// WebAssembly leaves rows with times of other zones to the tokenizer.
const usualOrNot = fc.tuple(
  fc.constantFrom('2026-01-01T00:00:00Z', '2026-01-01T01:00:00+01:00'),
  fc.constantFrom('p', 'q', ''),
  fc.constantFrom('r', 's'),
)

it('columns repeat only the row that has the same tail, with WebAssembly and without, in blocks of any size', async () => {
  const without = await importWithoutWasm()
  const rows = fc.array(usualOrNot, { minLength: 1, maxLength: 40 })
  const property = fc.asyncProperty(
    rows,
    sizes,
    fc.integer({ min: 1, max: 12 }),
    async (read, chunkSizes, blockRows) => {
      const bytes = encoder.encode([...columnHead, ...read.map((cells) => `,,0,${cells.join(',')}`), ''].join('\r\n'))
      const expected = read.map(([, a, b]) =>
        textOf({ result: null, table: 0n, h: 1_767_225_600_000_000_000n, a: a || null, b }),
      )
      for (const { parseColumns } of [withWasm, without]) {
        const found: string[] = []
        for await (const block of parseColumns(cut(bytes, chunkSizes), { blockRows })) found.push(...rowsOf(block))
        expect(found).toEqual(expected)
      }
    },
  )
  await fc.assert(property, { numRuns: 300 })
})
