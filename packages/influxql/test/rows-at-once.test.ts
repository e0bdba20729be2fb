import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createInfluxQLFrameApi } from '../src/frames.ts'
import type { InfluxQLFrameOptions } from '../src/frames.ts'
import { rowsOf } from './frame-rows.ts'
import { apiOf, clientOf, outcomeOf, split } from './in-memory.ts'

const INT64 = 0xd3
const UINT64 = 0xcf
const JSON_TYPE = 'application/json'
const MSGPACK_TYPE = 'application/x-msgpack'

/** A value in both formats. */
interface Cell {
  readonly json: string
  readonly msgpack: readonly number[]
}

const word = (json: string, byte: number): Cell => ({ json, msgpack: [byte] })

function text(value: string): Cell {
  const bytes = new TextEncoder().encode(value)
  const { length } = bytes
  const head = length < 32 ? [0xa0 + length] : length < 256 ? [0xd9, length] : [0xda, length >> 8, length & 255]
  return { json: JSON.stringify(value), msgpack: [...head, ...bytes] }
}

function float(value: number): Cell {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, value)
  return { json: JSON.stringify(value), msgpack: [0xcb, ...new Uint8Array(view.buffer)] }
}

/** An integer in eight bytes, or in as few as it needs. */
function integer(value: bigint, isShort: boolean): Cell {
  const json = String(value)
  if (isShort && value >= -32n && value < 128n) return { json, msgpack: [Number(value & 255n)] }
  if (isShort && value >= 0n && value < 65_536n)
    return { json, msgpack: [0xcd, Number(value >> 8n), Number(value & 255n)] }
  if (isShort && value >= 0n && value < 2n ** 32n) {
    const number = Number(value)
    return { json, msgpack: [0xce, number >>> 24, (number >>> 16) & 255, (number >>> 8) & 255, number & 255] }
  }
  const view = new DataView(new ArrayBuffer(8))
  view.setBigInt64(0, BigInt.asIntN(64, value))
  return { json, msgpack: [value >= 2n ** 63n ? UINT64 : INT64, ...new Uint8Array(view.buffer)] }
}

const edges = [
  0n,
  1n,
  -1n,
  127n,
  -33n,
  2n ** 32n,
  2n ** 53n - 1n,
  2n ** 53n,
  -(2n ** 53n),
  1n - 2n ** 53n,
  2n ** 63n - 1n,
]
const whole = fc.oneof(fc.bigInt({ min: 0n, max: 2n ** 62n }), fc.constantFrom(...edges, -(2n ** 63n)))
const kinds = {
  integer: fc.tuple(whole, fc.boolean()).map(([value, isShort]) => integer(value, isShort)),
  unsigned: fc.tuple(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.boolean()).map((given) => integer(...given)),
  float: fc.double({ noNaN: true, noDefaultInfinity: true }).map(float),
  boolean: fc.constantFrom(word('true', 0xc3), word('false', 0xc2)),
  text: fc
    .constantFrom('', 'a', 'b', 'host_1', 'host_2', 'eu-west', 'größer', 'x'.repeat(40), 'y"\n'.repeat(120))
    .map(text),
}
const NULL = word('null', 0xc0)
const time = fc.bigInt({ min: -(2n ** 60n), max: 2n ** 61n }).map((value) => integer(value, false))

/** Most columns have values of one kind and nulls; a few change. */
const column = fc
  .tuple(
    fc.constantFrom(...Object.values(kinds)),
    fc.constantFrom(...Object.values(kinds)),
    fc.constantFrom(0, 0, 1, 20),
  )
  .map(([usual, other, weight]) =>
    fc.oneof(
      { weight: 60, arbitrary: usual },
      { weight: 12, arbitrary: fc.constant(NULL) },
      { weight, arbitrary: other },
    ),
  )

interface Series {
  readonly tags: Readonly<Record<string, string>>
  readonly columns: readonly string[]
  readonly rows: readonly (readonly Cell[])[]
  readonly isPartial: boolean
}

const series: fc.Arbitrary<Series[]> = fc.array(column, { minLength: 0, maxLength: 4 }).chain((columns) =>
  fc.array(
    fc.record({
      tags: fc.constantFrom({}, { host: 'a' }, { host: 'b' }),
      columns: fc.constant(['time', ...columns.map((_, index) => `c${index}`)]),
      rows: fc.array(fc.tuple(time, ...columns), { maxLength: 60 }),
      isPartial: fc.boolean(),
    }),
    { minLength: 1, maxLength: 4 },
  ),
)

const encoder = new TextEncoder()

function jsonOf(all: readonly Series[]): Uint8Array {
  const results = all.map(({ tags, columns, rows, isPartial }, index) => {
    const values = rows.map((row) => `[${row.map(({ json }) => json).join(' , ')}]`).join(',\n')
    const isLast = index === all.length - 1
    const end = isPartial && !isLast ? ',"partial":true' : ''
    const one = `{"name":"m","tags":${JSON.stringify(tags)},"columns":${JSON.stringify(columns)},"values":[${values}]${end}}`
    return `{"results":[{"statement_id":0,"series":[${one}]${isLast ? '' : ',"partial":true'}}]}\n`
  })
  return encoder.encode(results.join(''))
}

function msgpackOf(all: readonly Series[]): Uint8Array {
  const bytes: number[] = []
  const put = (...more: readonly number[]): void => void bytes.push(...more)
  const key = (name: string): void => put(...text(name).msgpack)
  const list = (length: number): void => put(0xdc, length >> 8, length & 255)
  for (const [index, { tags, columns, rows, isPartial }] of all.entries()) {
    const isLast = index === all.length - 1
    put(0x81)
    key('results')
    put(0x91, isLast ? 0x82 : 0x83)
    key('statement_id')
    put(0)
    key('series')
    put(0x91, isPartial && !isLast ? 0x85 : 0x84)
    for (const name of ['name', 'm', 'tags']) key(name)
    put(0x80 + Object.keys(tags).length)
    for (const [name, value] of Object.entries(tags)) [name, value].forEach(key)
    key('columns')
    list(columns.length)
    columns.forEach(key)
    key('values')
    list(rows.length)
    for (const row of rows) {
      put(0x90 + row.length)
      for (const { msgpack } of row) put(...msgpack)
    }
    if (isPartial && !isLast) {
      key('partial')
      put(0xc3)
    }
    if (!isLast) {
      key('partial')
      put(0xc3)
    }
  }
  return Uint8Array.from(bytes)
}

/** What tables have: their types and rows, and the error after them. */
async function tablesOf(chunks: Uint8Array[], type: string, options: InfluxQLFrameOptions): Promise<unknown> {
  const got: unknown[] = []
  try {
    const frames = createInfluxQLFrameApi(clientOf(chunks, type), options).streamFrames('SELECT * FROM m')
    for await (const frame of frames) {
      const types = frame.schema.fields.map(({ name, type: of }) => `${name}: ${String(of)}`)
      got.push([Object.fromEntries(frame.schema.metadata), types, rowsOf(frame)])
    }
  } catch (error) {
    const { code, row, column } = error as { code?: string; row?: number; column?: string }
    got.push({ code, row, column })
  }
  return got
}

// Byte by byte, each row is read alone.
const formats = { msgpack: [msgpackOf, MSGPACK_TYPE], json: [jsonOf, JSON_TYPE] } as const
const limits = fc.record({
  blockRows: fc.constantFrom(1, 3, 16, 16_384),
  maxRows: fc.constantFrom(undefined, undefined, 1, 20),
  maxCellBytes: fc.constantFrom(undefined, undefined, 39),
})
const sizes = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 8 })

describe.each(Object.entries(formats))('rows of %s that are read at once', (_, [encode, type]) => {
  it('give the same tables as rows that are read one by one', async () => {
    await fc.assert(
      fc.asyncProperty(series, limits, sizes, async (all, options, given) => {
        const bytes = encode(all)
        const plain = await tablesOf(split(bytes, [1]), type, options)
        expect(await tablesOf([bytes], type, options)).toEqual(plain)
        expect(await tablesOf(split(bytes, given), type, options)).toEqual(plain)
      }),
      { numRuns: 150 },
    )
  })

  it('give the same records as rows that are read one by one', async () => {
    await fc.assert(
      fc.asyncProperty(series, limits, sizes, async (all, { maxRows, maxCellBytes }, given) => {
        const bytes = encode(all)
        const options = { integers: 'safe', times: 'nanoseconds', maxRows, maxCellBytes } as const
        const read = (chunks: Uint8Array[]): ReturnType<typeof outcomeOf> =>
          outcomeOf(apiOf(chunks, type).stream('SELECT * FROM m', options))
        const plain = await read(split(bytes, [1]))
        expect(await read([bytes])).toEqual(plain)
        expect(await read(split(bytes, given))).toEqual(plain)
      }),
      { numRuns: 150 },
    )
  })

  it('come before a byte that fits nowhere, if they are complete', async () => {
    await fc.assert(
      fc.asyncProperty(series, fc.nat(), fc.integer({ min: 0, max: 255 }), async (all, place, byte) => {
        const bytes = encode(all)
        bytes[place % bytes.length] = byte
        const plain = await tablesOf(split(bytes, [1]), type, {})
        expect(await tablesOf([bytes], type, {})).toEqual(plain)
      }),
      { numRuns: 150 },
    )
  })
})
