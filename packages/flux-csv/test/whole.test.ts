import { readFileSync } from 'node:fs'
import { WholeBody } from '@fluxline/internal/whole-body'
import { describe, expect, it } from 'vitest'
import { parseRecordBatches, parseRecords, parseTables } from '../src/index.ts'
import type { Chunks } from '../src/index.ts'
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

async function* inTables(chunks: Chunks): AsyncGenerator {
  yield* await parseTables(chunks, options)
}

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

it('can be left, and has then no more records', async () => {
  const bytes = new Uint8Array(readFileSync(new URL('golden/types.csv', import.meta.url)))
  const records = parseRecords(new WholeBody([bytes]))
  await records.next()
  await records.return?.()
  expect(await records.next()).toEqual({ done: true, value: undefined })
})
