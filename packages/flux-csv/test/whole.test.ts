import { readFileSync } from 'node:fs'
import { WholeBody } from '@fluxline/internal/whole-body'
import { describe, expect, it } from 'vitest'
import { parseRecordBatches, parseRecords, parseTables } from '../src/index.ts'
import type { Chunks, RecordOptions } from '../src/index.ts'
import { wasmUse } from '../src/records/record-reader.ts'
import { cut } from './cut.ts'

// A body that has arrived is read without a wait; the values and the errors must be those of any other body.

const options = { lineEnd: 'emptyLine', maxRows: 6 } as const

/** Returns what came, and how it ended. */
async function outcome(values: () => AsyncIterable<unknown>): Promise<unknown[]> {
  const found: unknown[] = []
  try {
    for await (const value of values()) found.push(value)
  } catch (error) {
    const { name, message, code } = error as { name: string; message: string; code: string }
    found.push({ name, message, code })
  }
  return found
}

async function* parseTablesIn(chunks: Chunks, given: RecordOptions): AsyncGenerator {
  yield* await parseTables(chunks, given)
}

const inTables = (chunks: Chunks): AsyncGenerator => parseTablesIn(chunks, options)

/** By name, so that a failure tells which. */
const readers: readonly (readonly [string, (chunks: Chunks) => AsyncIterable<unknown>])[] = [
  ['parseTables', inTables],
  ['parseRecords', (chunks) => parseRecords(chunks, options)],
  ['parseRecordBatches', (chunks) => parseRecordBatches(chunks, options)],
]

describe.each(readers)('%s', (_, read) => {
  it.each(['yields', 'types', 'failing', 'specials', 'nothing'])('reads %s, cut at any byte', async (name) => {
    const bytes = new Uint8Array(readFileSync(new URL(`golden/${name}.csv`, import.meta.url)))
    for (let length = 0; length <= bytes.length; length++) {
      const part = bytes.slice(0, length)
      for (const chunks of [
        [part],
        cut(part, [(length % 97) + 1]),
        [part.slice(0, length / 2), part.slice(length / 2)],
      ]) {
        expect(await outcome(() => read(new WholeBody([...chunks])))).toEqual(await outcome(() => read(chunks)))
      }
    }
  })
})

it.each(['yields', 'types', 'failing', 'specials'])('reads %s with WebAssembly as without', async (name) => {
  const bytes = new Uint8Array(readFileSync(new URL(`golden/${name}.csv`, import.meta.url)))
  const { leastBytes } = wasmUse
  for (let length = 0; length <= bytes.length; length++) {
    const read = (): AsyncIterable<unknown> => parseRecords([bytes.slice(0, length)], options)
    const small = await outcome(read)
    wasmUse.leastBytes = 0
    expect(await outcome(read)).toEqual(small)
    wasmUse.leastBytes = leastBytes
  }
})

it('reads a header that it knows as one that it does not know', async () => {
  const names = ['yields', 'types', 'failing', 'specials', 'pivot', 'empty', 'nothing']
  const all = names.map((name) => new Uint8Array(readFileSync(new URL(`golden/${name}.csv`, import.meta.url))))
  for (const bytes of all) {
    for (let length = 0; length <= bytes.length; length += 29) {
      for (const chunks of [[bytes], [bytes.slice(0, length)], cut(bytes, [length + 1])]) {
        const read = (): Promise<unknown[]> => outcome(() => parseRecords(chunks))
        // With a limit, a header is always read.
        const unknown = await outcome(() => parseRecords(chunks, { maxColumns: 1000 }))
        expect(await read()).toEqual(unknown)
        expect(await read()).toEqual(unknown)
        expect(await outcome(() => inTables(chunks))).toEqual(
          await outcome(() => parseTablesIn(chunks, { ...options, maxColumns: 1000 })),
        )
      }
    }
  }
})

it('gives each response its own columns', async () => {
  const bytes = new Uint8Array(readFileSync(new URL('golden/yields.csv', import.meta.url)))
  const [first] = await parseTables([bytes])
  const [second] = await parseTables([bytes])
  expect(second!.columns).toEqual(first!.columns)
  expect(second!.columns[0]).not.toBe(first!.columns[0])
})

it('can be left, and has then no more records', async () => {
  const bytes = new Uint8Array(readFileSync(new URL('golden/types.csv', import.meta.url)))
  const records = parseRecords(new WholeBody([bytes]))
  await records.next()
  await records.return?.()
  expect(await records.next()).toEqual({ done: true, value: undefined })
})
