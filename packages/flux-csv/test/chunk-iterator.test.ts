import { describe, expect, it } from 'vitest'
import { parseRecords } from '../src/index.ts'
// oxlint-disable-next-line import/no-unassigned-import -- it sets what it says
import './always-wasm.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text.replaceAll('\n', '\r\n'))

/** A block with one double column `v` beside `result` and `table`. */
const column = (type: string, ...cells: string[]): string =>
  `#datatype,string,long,${type}\n#group,false,false,false\n#default,_result,,\n,result,table,v\n${cells.map((cell) => `,,0,${cell}\n`).join('')}`

describe('an iteration', () => {
  it('returns a record before it requests the next chunk', async () => {
    const asked: number[] = []
    async function* chunks(): AsyncGenerator<Uint8Array> {
      for (const [at, text] of [column('double', '1'), ',,0,2\n', ',,0,3\n'].entries()) {
        asked.push(at)
        yield bytes(text)
      }
    }
    const iterator = parseRecords(chunks())
    expect((await iterator.next()).value?.values['v']).toBe(1)
    expect(asked).toEqual([0])
    expect((await iterator.next()).value?.values['v']).toBe(2)
    expect(asked).toEqual([0, 1])
  })

  it('ends its source if it is left', async () => {
    let ended = false
    async function* chunks(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield bytes(column('double', '1'))
      } finally {
        ended = true
      }
    }
    for await (const record of parseRecords(chunks())) {
      expect(record.values['v']).toBe(1)
      break
    }
    expect(ended).toBe(true)
  })

  it('settles calls that do not wait for each other in order', async () => {
    const text = bytes(column('double', '1', '2', '3'))
    const iterator = parseRecords(Array.from(text, (byte) => Uint8Array.of(byte)))
    const results = await Promise.all([iterator.next(), iterator.next(), iterator.next(), iterator.next()])
    expect(results.map(({ value, done }) => (done ? 'end' : value.values['v']))).toEqual([1, 2, 3, 'end'])
  })

  it('keeps that order over several chunks and the end', async () => {
    const chunks = [column('double', '1', '2'), ',,0,3\n', ',,0,4\n,,0,5\n'].map((text) => bytes(text))
    const iterator = parseRecords(chunks)
    const settled: unknown[] = []
    const calls = Array.from({ length: 7 }, async (): Promise<void> => {
      const { done, value } = await iterator.next()
      settled.push(done ? 'end' : value.values['v'])
    })
    await Promise.all(calls)
    expect(settled).toEqual([1, 2, 3, 4, 5, 'end', 'end'])
  })

  it('returns what is there without a wait, also after it waited for a chunk', async () => {
    const iterator = parseRecords([bytes(column('double', '1', '2'))])
    await iterator.next()
    const order: string[] = []
    const record = iterator.next().then(() => order.push('record'))
    const tick = Promise.resolve().then(() => order.push('tick'))
    await Promise.all([record, tick])
    expect(order).toEqual(['record', 'tick'])
  })
})
