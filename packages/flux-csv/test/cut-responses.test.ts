import { readdirSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { parseColumnsSync, parseRecordBatches, parseRecordsSync, parseRows, parseTables } from '../src/index.ts'
import type { CsvOptions, RecordOptions } from '../src/index.ts'
// oxlint-disable-next-line import/no-unassigned-import -- it sets what it says
import './always-wasm.ts'

// Responses of InfluxDB 2.7, 2.10 and 1.13, cut at every byte, as a proxy may end them without an error of the connection.
// `record` in tooling/test-support records them again.

const recorded = new URL('golden/recorded/', import.meta.url)
const names = readdirSync(recorded, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.csv'))
const cases = new URL('cases/', import.meta.url)
const readCase = (name: string): Promise<Uint8Array> => readFile(new URL(`${name}.csv`, cases))
const response = { lineEnd: 'emptyLine', integers: 'bigint' } as const

async function all(values: AsyncIterable<unknown>): Promise<unknown[]> {
  const found: unknown[] = []
  for await (const value of values) found.push(value)
  return found
}

/** Reads a response to a list of rows, or of what else the reader makes. */
type Read = (bytes: Uint8Array, options?: CsvOptions) => unknown[] | Promise<unknown[]>
const readers: readonly (readonly [name: string, read: Read])[] = [
  [
    'parseRecordsSync',
    (bytes, options) => Array.from(parseRecordsSync(bytes, { ...response, ...options }), (record) => record.toJSON()),
  ],
  [
    'parseRecordBatches',
    async (bytes, options) => (await all(parseRecordBatches([bytes], { ...response, ...options }))).flat(),
  ],
  ['parseTables', async (bytes, options) => [...(await parseTables([bytes], { ...response, ...options }))]],
  [
    'parseColumns',
    (bytes, options) =>
      [...parseColumnsSync(bytes, { lineEnd: 'emptyLine', ...options })].flatMap(({ length }) =>
        Array.from({ length }, () => 'row'),
      ),
  ],
  ['parseRows', (bytes, options) => all(parseRows([bytes], { lineEnd: 'emptyLine', ...options }))],
]

it('are fifty at least', () => {
  expect(names.length).toBeGreaterThanOrEqual(50)
})

describe.each(readers)('%s', (_, read) => {
  it.each(names)('of %s cut at any byte is an error, or whole blocks', async (name) => {
    const bytes = readFileSync(new URL(name, recorded))
    const options = name.includes('semicolons') ? { delimiter: ';' } : {}
    // One ends with an error, which has no empty line behind it.
    const blocks = name.includes('failing') ? bytes.subarray(0, bytes.lastIndexOf('#datatype')) : bytes
    const whole = await read(blocks, options)
    const wrong: number[] = []
    for (let length = 0; length < bytes.length; length++) {
      const part = bytes.subarray(0, length)
      const [rows, code] = await attempt(read, part, options)
      // What ends behind a whole block cannot be distinguished from a whole response.
      const isWhole = part.toString('latin1').endsWith('\n\r\n') || (length === 2 && code === undefined)
      const isRight = isWhole
        ? code === undefined && JSON.stringify(rows) === JSON.stringify(whole.slice(0, rows.length))
        : code === 'FLUXLINE_TRUNCATED' || code === 'FLUXLINE_FLUX'
      if (!isRight) wrong.push(length)
    }
    expect(wrong).toEqual([])
  })
})

/** Returns what is read, and the code of the error that ends it. */
async function attempt(read: Read, bytes: Uint8Array, options: CsvOptions): Promise<[unknown[], string | undefined]> {
  try {
    return [await read(bytes, options), undefined]
  } catch (error) {
    return [[], (error as { code?: string }).code]
  }
}

it.each([
  'cut-in-annotations',
  'cut-in-header',
  'cut-after-header',
  'cut-after-two-of-four-rows',
  'cut-in-second-annotations',
])('%s is a TruncatedResponseError', async (name) => {
  const bytes = await readCase(name)
  for (const [, read] of readers) expect(await attempt(read, bytes, {})).toEqual([[], 'FLUXLINE_TRUNCATED'])
})

it('a whole response is read, and a file needs no empty line', async () => {
  const bytes = await readCase('whole')
  for (const [, read] of readers) expect((await read(bytes)).length).toBeGreaterThan(0)
  expect([...parseRecordsSync(bytes.subarray(0, -2))]).toHaveLength(4)
  expect([...parseRecordsSync(bytes.subarray(0, -4))]).toHaveLength(4)
})

it('annotations without a header are truncated, in a file too', async () => {
  const bytes = await readCase('cut-in-annotations')
  expect(() => [...parseRecordsSync(bytes)]).toThrow('The response ended in row 2, before the header of its table.')
})

it('a response that is read with typeHints needs no empty line', () => {
  const bytes = new TextEncoder().encode('result,table,_value\r\nr,0,5\r\n')
  const options: RecordOptions = { ...response, typeHints: { _value: 'long' } }
  expect([...parseRecordsSync(bytes, options)].map(({ value }) => value)).toEqual([5n])
  expect(() => [...parseRecordsSync(bytes, response)]).toThrow('without the empty line that InfluxDB ends it with')
  expect(() => [...parseRecordsSync(bytes.subarray(0, -2), options)]).toThrow('without a line end')
})
