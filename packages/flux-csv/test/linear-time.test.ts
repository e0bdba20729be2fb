import { describe, expect, it } from 'vitest'
import {
  FluxDuration,
  parseColumns,
  parseColumnsSync,
  parseRecordBatches,
  parseRecords,
  parseRecordsSync,
  parseRows,
  parseTables,
} from '../src/index.ts'
import { cut } from './cut.ts'
import { importWithoutWasm } from './without-wasm.ts'

// Outside text that is sixteen times as long may take sixteen times as long to read, not 256 times.

const SIZES = [4000, 64_000, 1_000_000]
/** Less harms nobody, and is noise. */
const LEAST_MS = 1000
/** Four times the ratio of linear time, for what the machine does beside this test. */
const MAX_RATIO = 64

const withoutWasm = await importWithoutWasm()

const types = ['string', 'double', 'long', 'unsignedLong', 'boolean', 'dateTime:RFC3339', 'duration', 'base64Binary']
const table = (type: string, fallback: string, cell: string): string =>
  `#datatype,string,long,${type}\n#group,false,false,false\n#default,_result,,${fallback}\n,result,table,_value\n,,0,${cell}\n`
const digits = (size: number): string => '1'.repeat(size)

const cells: Record<string, (size: number) => string> = {
  'digits and a letter': (size) => `${digits(size)}x`,
  'digits of a fraction': (size) => `1.${digits(size)}x`,
  'digits of an exponent': (size) => `1e${digits(size)}x`,
  'digits alone': digits,
  letters: (size) => 'a'.repeat(size),
  points: (size) => '1.'.repeat(size / 2),
  signs: (size) => '+-'.repeat(size / 2),
  'units of durations': (size) => `${'1h'.repeat(size / 2)}x`,
  'fractions of durations': (size) => `${'1.'.repeat(size / 2)}h`,
  words: (size) => 'Inf'.repeat(size / 3),
  'digits of a second': (size) => `2026-01-01T00:00:00.${digits(size)}Z`,
  spaces: (size) => ' '.repeat(size),
  'doubled quotes': (size) => `"${'""'.repeat(size / 2)}"`,
  'line breaks in quotes': (size) => `"${'\r\n'.repeat(size / 2)}"`,
}

const head = table('double', '', '1')
const responses: Record<string, (size: number) => string> = {
  'a quote that never closes': (size) => `${head},,0,"${'\n'.repeat(size)}`,
  'a quote that never closes, after a quote in a cell': (size) => `${head},_"_,0,"${'a\n'.repeat(size / 2)}`,
  'a quote that never closes, after a byte order mark': (size) => `\ufeff"${'a\n'.repeat(size / 2)}`,
  'a quote in a cell': (size) => `${head},_"_,0,2\n${',,0,2\n'.repeat(size / 6)}`,
  'quoted cells': (size) => head + ',"","0","2.5"\n'.repeat(size / 14),
  'empty lines': (size) => head + '\n'.repeat(size),
  'carriage returns': (size) => head + '\r'.repeat(size),
  comments: (size) => head + '#\n'.repeat(size / 2),
  'delimiters in a header': (size) => ','.repeat(size),
  columns: (size) => Array.from({ length: size / 8 }, (_, index) => `,c${index}`).join(''),
  'delimiters in a row': (size) => `${head}${','.repeat(size)}\n`,
  annotations: (size) => '#datatype,string\n'.repeat(size / 17),
  'an annotation that is long': (size) => `#datatype${',string'.repeat(size / 7)}\n`,
  blocks: (size) => `\n${head}`.repeat(size / head.length),
  'error tables': (size) => `${head}\n${',error,reference\n'.repeat(size / 17)}`,
  'distinct texts': (size) => table('string', '', Array.from({ length: size / 12 }, (_, i) => `${i}\n,,0`).join(',')),
  'spaces before a page': (size) => `${' '.repeat(size)}<`,
}

type Read = (bytes: Uint8Array) => unknown

async function drain(values: AsyncIterable<unknown>): Promise<void> {
  for await (const value of values) void value
}

/** Small chunks, so that a row lies across many. */
const chunksOf = (bytes: Uint8Array): Uint8Array[] => cut(bytes, [512])
const atOnce: Readonly<Record<string, Read>> = {
  parseRecordsSync: (bytes) => [...parseRecordsSync(bytes)],
  parseColumnsSync: (bytes) => [...parseColumnsSync(bytes)],
}
const readers: Readonly<Record<string, Read>> = {
  ...atOnce,
  'parseRecordsSync without WebAssembly': (bytes) => [...withoutWasm.parseRecordsSync(bytes)],
  'parseColumnsSync without WebAssembly': (bytes) => [...withoutWasm.parseColumnsSync(bytes)],
  parseRecords: (bytes) => drain(parseRecords(chunksOf(bytes))),
  parseRecordBatches: (bytes) => drain(parseRecordBatches(chunksOf(bytes))),
  parseTables: (bytes) => parseTables(chunksOf(bytes)),
  parseColumns: (bytes) => drain(parseColumns(chunksOf(bytes))),
  parseRows: (bytes) => drain(parseRows(chunksOf(bytes))),
}

/** Returns the milliseconds that reading takes. */
async function timeOf(read: Read, text: string): Promise<number> {
  const bytes = new TextEncoder().encode(text)
  const start = performance.now()
  try {
    await read(bytes)
  } catch (error) {
    // A bare RangeError or TypeError would be a fault too.
    expect(error).toMatchObject({ code: expect.stringMatching(/^FLUXLINE_/) })
  }
  return performance.now() - start
}

/** Returns the size of text that takes too long. Goes up in steps, so that quadratic time does not take minutes. */
async function findSlowSize(read: Read, textOf: (size: number) => string): Promise<number | undefined> {
  const times: number[] = []
  for (const [step, size] of SIZES.entries()) {
    const text = textOf(size)
    let time = await timeOf(read, text)
    const most = Math.max(LEAST_MS, MAX_RATIO * (times[step - 1] ?? Infinity))
    // Other processes only add to it.
    for (let run = 0; run < 3 && time > most; run++) time = Math.min(time, await timeOf(read, text))
    if (time > most) return size
    times.push(time)
  }
  return undefined
}

describe.each(Object.entries(responses))('%s', (_, textOf) => {
  it.each(Object.entries(readers))('takes linear time: %s', { timeout: 60_000 }, async (__, read) => {
    expect(await findSlowSize(read, textOf)).toBeUndefined()
  })
})

describe.each(Object.entries(cells))('a cell of %s', (_, cellOf) => {
  it.each(types)('takes linear time as %s', { timeout: 60_000 }, async (type) => {
    for (const read of Object.values(atOnce)) {
      expect(await findSlowSize(read, (size) => table(type, '', cellOf(size)))).toBeUndefined()
      expect(await findSlowSize(read, (size) => table(type, cellOf(size), ''))).toBeUndefined()
    }
  })

  it('takes linear time as a duration of the package', async () => {
    expect(await findSlowSize((bytes) => new FluxDuration(new TextDecoder().decode(bytes)), cellOf)).toBeUndefined()
  })
})
