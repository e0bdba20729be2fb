import { Readable } from 'node:stream'
import { describe, expect, it, vi } from 'vitest'
import { parseColumns, parseRecordBatches, parseRecords, parseRows } from '../src/index.ts'
import type { Chunks } from '../src/index.ts'
// oxlint-disable-next-line import/no-unassigned-import -- it sets what it says
import './always-wasm.ts'

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
const start = bytesOf('#datatype,string,long,double\r\n,result,table,v\r\n,r,0,1\r\n,r,0,2\r\n')

type Parse = (chunks: Chunks) => AsyncIterableIterator<unknown>
const functions: readonly (readonly [name: string, parse: Parse])[] = [
  ['parseRecords', parseRecords],
  ['parseRecordBatches', parseRecordBatches],
  ['parseColumns', (chunks) => parseColumns(chunks, { blockRows: 1 })],
  ['parseRows', parseRows],
]

/** A source that gives some chunks and then nothing more, and whether it was ended. */
interface Stalled {
  readonly chunks: Chunks
  isEnded(): boolean
}

const sources: readonly (readonly [name: string, make: (...chunks: Uint8Array[]) => Stalled])[] = [
  [
    'a Web stream',
    (...chunks) => {
      const cancel = vi.fn<() => void>()
      const stream = new ReadableStream<Uint8Array>({
        start(controller) {
          for (const chunk of chunks) controller.enqueue(chunk)
        },
        cancel,
      })
      return { chunks: stream, isEnded: () => cancel.mock.calls.length === 1 }
    },
  ],
  [
    'a Node stream',
    (...chunks) => {
      const stream = new Readable({ read() {} })
      for (const chunk of chunks) stream.push(chunk)
      return { chunks: stream, isEnded: () => stream.destroyed }
    },
  ],
  [
    'an iterator',
    (...chunks) => {
      const end = vi.fn<() => Promise<IteratorReturnResult<undefined>>>(async () => ({ done: true, value: undefined }))
      const next = async (): Promise<IteratorResult<Uint8Array>> => {
        const value = chunks.shift()
        return value === undefined ? new Promise(() => {}) : { done: false, value }
      }
      return {
        chunks: { [Symbol.asyncIterator]: () => ({ next, return: end }) },
        isEnded: () => end.mock.calls.length === 1,
      }
    },
  ],
]

describe.each(functions)('leaving %s', (_, parse) => {
  it.each(sources)('ends %s at once, while a chunk is awaited', async (_name, make) => {
    const source = make()
    const values = parse(source.chunks)
    const next = values.next()
    await expectAtOnce(values.return!())
    expect(await next).toEqual({ done: true, value: undefined })
    expect(source.isEnded()).toBe(true)
    expect(await values.next()).toEqual({ done: true, value: undefined })
  })

  it.each(sources)('ends %s at once, while nothing is awaited', async (_name, make) => {
    const source = make(start)
    const values = parse(source.chunks)
    expect(await values.next()).toMatchObject({ done: false })
    await expectAtOnce(values.return!())
    expect(source.isEnded()).toBe(true)
    expect(await values.next()).toEqual({ done: true, value: undefined })
  })

  it('returns even if the source does not end', async () => {
    let awaited = 0
    async function* chunks(): AsyncGenerator<Uint8Array> {
      yield start
      awaited++
      await new Promise(() => {})
    }
    const values = parse(chunks())
    const next = (async () => {
      for (let count = 0; ; count++) if ((await values.next()).done) return count
    })()
    await vi.waitFor(() => expect(awaited).toBe(1))
    await expectAtOnce(values.return!())
    expect(await next).toBeGreaterThan(0)
  })

  it('ends the source after an error, which comes first', async () => {
    const [, make] = sources[2]!
    const source = make(bytesOf('#datatype,string\r\n,v\r\n,"a"x\r\n'))
    await expect(count(parse(source.chunks))).rejects.toMatchObject({ code: 'FLUXLINE_CSV' })
    expect(source.isEnded()).toBe(true)
  })
})

async function count(values: AsyncIterable<unknown>): Promise<number> {
  let seen = 0
  for await (const value of values) seen += value === undefined ? 0 : 1
  return seen
}

async function expectAtOnce(leaving: Promise<unknown>): Promise<void> {
  const begin = performance.now()
  expect(await leaving).toEqual({ done: true, value: undefined })
  expect(performance.now() - begin).toBeLessThan(300)
}
