import { expect, it } from 'vitest'
import { parseRecordBatches, parseRecords, parseRecordsSync } from '../src/index.ts'
import { cut } from './cut.ts'

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
const head =
  '#datatype,string,long,dateTime:RFC3339,long\r\n#group,false,false,false,false\r\n#default,r,,,\r\n,result,table,t,v\r\n'
/** A row with a time that no other has. */
const timed = (row: number): string => `,,0,2026-01-01T00:00:00.${String(row).padStart(9, '0')}Z,${row}\r\n`
/** Few rows are read by the tokenizer, many by WebAssembly. */
const sizes = [1, 30, 60, 3000]

it('empty times are null after numbers that lay in the same memory', () => {
  const numbers = `#datatype,string,long,double,double,double\r\n,result,table,a,b,c\r\n${',r,0,-1.5,-1.5,-1.5\r\n'.repeat(1000)}`
  expect([...parseRecordsSync(bytesOf(numbers))]).toHaveLength(1000)
  const records = [...parseRecordsSync(bytesOf(head + ',,0,,7\r\n'.repeat(1000)))]
  expect(records.map(({ row }) => row)).toEqual(Array.from({ length: 1000 }, () => ['r', 0, null, 7]))
})

it.each(sizes)('a reader of times gets no empty cell, of %d pairs of rows', (pairs) => {
  for (const isGroup of [false, true]) {
    const texts = new Set<string>()
    const times = (text: string): number => {
      texts.add(text)
      return Date.parse(text)
    }
    const columns = isGroup ? head.replace('false,false,false,false', 'false,false,true,false') : head
    const bytes = bytesOf(columns + ',,0,,1\r\n,,0,1970-01-01T00:00:00.005Z,2\r\n'.repeat(pairs))
    const values = [...parseRecordsSync(bytes, { times })].map(({ row }) => row[2])
    expect(values).toEqual(Array.from({ length: pairs * 2 }, (_, row) => (row % 2 === 0 ? null : 5)))
    expect([...texts]).toEqual(['1970-01-01T00:00:00.005Z'])
  }
})

it.each(sizes)('what a reader of times throws comes after the %d records before', async (before) => {
  const bytes = bytesOf(head + Array.from({ length: before + 1000 }, (_, row) => timed(row)).join(''))
  const refused = new RangeError('refused')
  const times = (text: string): string => {
    if (Number(text.slice(20, 29)) === before) throw refused
    return text
  }
  for (const least of [bytes.length, 700, 64]) {
    const chunks = cut(bytes, [least])
    const one: unknown[] = []
    const readAll = async (): Promise<void> => {
      for await (const { row } of parseRecords(chunks, { times })) one.push(row[3])
    }
    await expect(readAll()).rejects.toBe(refused)
    const batched: unknown[] = []
    const readBatches = async (): Promise<void> => {
      for await (const batch of parseRecordBatches(chunks, { times })) batched.push(...batch.map(({ row }) => row[3]))
    }
    await expect(readBatches()).rejects.toBe(refused)
    expect(one).toEqual(Array.from({ length: before }, (_, row) => row))
    expect(batched).toEqual(one)
  }
})
