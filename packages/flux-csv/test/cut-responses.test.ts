import { readdir, readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { parseColumns, parseRecordBatches, parseRecordsSync, parseRows, parseTables } from '../src/index.ts'
import type { RecordOptions } from '../src/index.ts'

// Responses of InfluxDB, cut at every byte, as a proxy may end them without an error of the connection.

const golden = new URL('golden/', import.meta.url)
const names = (await readdir(golden)).filter((name) => name.endsWith('.csv'))
const cases = new URL('cases/', import.meta.url)
const readCase = (name: string): Promise<Uint8Array> => readFile(new URL(`${name}.csv`, cases))
const response = { lineEnd: 'emptyLine', integers: 'bigint' } as const
const { integers: _, ...columnOptions } = response

async function all(values: AsyncIterable<unknown>): Promise<unknown[]> {
  const found: unknown[] = []
  for await (const value of values) found.push(value)
  return found
}

type Read = (bytes: Uint8Array) => Promise<unknown>
const readers: readonly (readonly [name: string, read: Read])[] = [
  ['parseRecordsSync', async (bytes) => [...parseRecordsSync(bytes, response)].length],
  ['parseRecordBatches', async (bytes) => (await all(parseRecordBatches([bytes], response))).flat().length],
  ['parseTables', async (bytes) => (await parseTables([bytes], response)).length],
  ['parseColumns', async (bytes) => (await all(parseColumns([bytes], columnOptions))).length],
  ['parseRows', async (bytes) => (await all(parseRows([bytes], { lineEnd: 'emptyLine' }))).length],
]

describe.each(names)('%s', (name) => {
  it.each(readers)('cut at any byte is an error, or whole blocks: %s', async (_, read) => {
    const bytes = await readFile(new URL(name, golden))
    for (let length = 0; length < bytes.length; length++) {
      const part = bytes.subarray(0, length)
      // What ends behind a whole block cannot be distinguished from a whole response.
      const isWhole = /(?:^|\n)\r\n$/.test(new TextDecoder().decode(part))
      const error = await read(part).then(
        () => undefined,
        (failure: unknown) => failure,
      )
      const { code } = Object(error) as { code?: string }
      expect(isWhole ? [undefined] : ['FLUXLINE_TRUNCATED', 'FLUXLINE_FLUX']).toContain(code)
    }
  })
})

it.each([
  'cut-in-annotations',
  'cut-in-header',
  'cut-after-header',
  'cut-after-two-of-four-rows',
  'cut-in-second-annotations',
])('%s is a TruncatedResponseError', async (name) => {
  const bytes = await readCase(name)
  for (const [, read] of readers) await expect(read(bytes)).rejects.toMatchObject({ code: 'FLUXLINE_TRUNCATED' })
})

it('a whole response is read, and a file needs no empty line', async () => {
  const bytes = await readCase('whole')
  for (const [, read] of readers) await expect(read(bytes)).resolves.toBeGreaterThan(0)
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
