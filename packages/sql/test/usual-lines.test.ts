import type { Client } from '@fluxline/core'
import { formatRfc3339 } from '@fluxline/internal/rfc3339'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createSqlFrameApi } from '../src/frames.ts'
import { createSqlApi } from '../src/index.ts'
import type { SqlOptions } from '../src/index.ts'

const digits = (least: number, most: number): fc.Arbitrary<string> =>
  fc.stringMatching(new RegExp(`^[0-9]{${least},${most}}$`))
const time = fc
  .tuple(fc.integer({ min: -9_000_000_000, max: 9_000_000_000 }), digits(0, 9))
  .map(([seconds, rest]) => `${new Date(seconds * 1000).toISOString().slice(0, 19)}${rest && `.${rest}`}`)
const oddTime = fc.constantFrom(
  '',
  '2023-11-14',
  '2023-11-14T22:13:20.1234567890',
  '9999-12-31T00:00:00',
  '2023-13-01T00:00:00',
)

/** The JSON of values of one column each. */
const columns: Readonly<Record<string, fc.Arbitrary<string>>> = {
  time: fc.oneof({ weight: 9, arbitrary: time }, oddTime).map((text) => JSON.stringify(text)),
  i: fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n).map(String),
  u: fc.bigInt(0n, 2n ** 64n - 1n).map(String),
  f: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => {
    const text = Object.is(value, -0) ? '-0' : String(value)
    return /[.e]/.test(text) ? text : `${text}.0`
  }),
  b: fc.boolean().map(String),
  'a key, "quoted" \\ and\nlong': fc.string({ unit: 'binary' }).map((text) => JSON.stringify(text)),
  tag: fc.constantFrom('"a"', '"true"', '""', '"ä"', '"\\u0061"', '"}\\n{"'),
  list: fc.constantFrom('[]', '[1,2]', '{"a":"}","b":[null]}'),
}

/** A row is what each of its columns has, in an order that is mostly the same. */
const row = fc.tuple(fc.record(columns, { requiredKeys: [] }), fc.integer({ min: 0, max: 9 })).map(([cells, order]) => {
  const members = Object.entries(cells).map(([key, json]) => [JSON.stringify(key), json ?? 'null'] as const)
  return order === 0 ? members.toReversed() : members
})

type Rows = readonly (readonly (readonly [string, string])[])[]

/** Returns lines as InfluxDB writes them, or with blanks, which only the reader of any JSON takes. */
function linesOf(rows: Rows, blank: '' | ' '): Uint8Array {
  const lines = rows.map((cells) => `{${blank}${cells.map((cell) => cell.join(`:${blank}`)).join(`,${blank}`)}}\n`)
  return new TextEncoder().encode(lines.join(''))
}

const options: SqlOptions = { integers: 'bigint', times: 'string', database: 'main' }
const shown = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'bigint' ? `${each}n` : Object.is(each, -0) ? '-0' : each,
  )

it('reads usual lines as it reads any JSON, and as JSON.parse does', async () => {
  const parts = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 5 })
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 12 }), parts, async (rows, sizes) => {
      const fast = await read(split(linesOf(rows, ''), sizes))
      const plain = await read([linesOf(rows, ' ')])
      expect(fast).toEqual(plain)
      const parsed = rows.map((cells) => JSON.parse(`{${cells.map((cell) => cell.join(':')).join()}}`) as object)
      expect(fast.texts).toEqual(parsed.map((cells) => textsOf(cells)))
    }),
    { numRuns: 300 },
  )
})

it('keeps all nanoseconds of a time in records and in tables, from the first to the last of 64 bits', async () => {
  const edge = fc.constantFrom(-(2n ** 63n), -(2n ** 63n) + 1n, -1n, 0n, 2n ** 53n + 1n, 2n ** 63n - 2n, 2n ** 63n - 1n)
  const nanoseconds = fc.oneof(edge, fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n))
  await fc.assert(
    fc.asyncProperty(fc.array(nanoseconds, { minLength: 1, maxLength: 20 }), async (expected) => {
      const lines = expected.map((time) => `{"time":"${formatRfc3339(time).slice(0, -1)}"}\n`)
      const replay = replaying([new TextEncoder().encode(lines.join(''))])
      const records = await createSqlApi(replay, { database: 'main' }).collect('SELECT 1', { times: 'nanoseconds' })
      expect(records.map(({ time }) => time)).toEqual(expected)
      const [table] = await createSqlFrameApi(replay, { database: 'main' }).collectFrames('SELECT 1')
      expect(table!.getChild('time')!.data.flatMap(({ values }) => Array.from(values as BigInt64Array))).toEqual(
        expected,
      )
    }),
  )
})

it('takes a time that does not fit in 64 bits of nanoseconds as text', async () => {
  const texts = ['1677-09-21T00:12:43.145224191', '2262-04-11T23:47:16.854775808', '2262-04-11T23:47:17']
  const lines = texts.map((text) => `{"time":"${text}"}\n`)
  const replay = replaying([new TextEncoder().encode(lines.join(''))])
  const records = await createSqlApi(replay, { database: 'main' }).collect('SELECT 1')
  expect(records.map(({ time }) => time)).toEqual(texts)
})

it('reads many lines the same, wherever the chunks are cut', async () => {
  const text = fc.integer({ min: 0, max: 40 }).map((length) => 'x'.repeat(length))
  const escapes = fc.integer({ min: 0, max: 4 }).map((count) => 'y"\\'.repeat(count))
  const cells = { a: text, n: fc.nat(99_999), b: escapes, c: fc.boolean() }
  const lines = fc.array(fc.record(cells, { requiredKeys: ['a', 'n'] }), { minLength: 10, maxLength: 40 })
  const parts = fc.array(fc.integer({ min: 1, max: 160 }), { minLength: 1, maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(lines, parts, async (rows, sizes) => {
      const bytes = new TextEncoder().encode(rows.map((each) => `${JSON.stringify(each)}\n`).join(''))
      const records = await createSqlApi(replaying(split(bytes, sizes)), { database: 'main' }).collect('SELECT 1')
      const given = rows.map(({ a, n, b = null, c = null }) => [a, n, b, c])
      expect(records.toValues(['a', 'n', 'b', 'c'])).toEqual(given)
    }),
    { numRuns: 2_000 },
  )
})

it('looks for the last line again if a chunk fills the block up to the same end', async () => {
  const pairs = [[0], [9, 1], [3], [9, 3], [10, 9], [8, 8], [7]]
  const rows = pairs.map(([a, b]) => ({ a: 'x'.repeat(a!), b: b && 'y'.repeat(b) }))
  const bytes = new TextEncoder().encode(rows.map((each) => `${JSON.stringify(each)}\n`).join(''))
  const chunks = split(bytes, [20, 16, 14, 29, 28, 19, 29, 3])
  const records = await createSqlApi(replaying(chunks), { database: 'main' }).collect('SELECT 1')
  expect(records.toValues(['a', 'b'])).toEqual(rows.map(({ a, b = null }) => [a, b]))
})

it('makes tables of rows without any value too, also if they come first', async () => {
  for (const text of ['{}\n{}\n', '{}\n{"a":1.5}\n{}\n', '{"a":1.5}\n{}\n']) {
    const replay = replaying([new TextEncoder().encode(text)])
    const records = await createSqlApi(replay, { database: 'main' }).collect('SELECT 1')
    for (const blockRows of [1, 2, 3]) {
      const [table] = await createSqlFrameApi(replay, { database: 'main', blockRows }).collectFrames('SELECT 1')
      expect(table!.numRows).toBe(records.length)
      expect(shown(table!.toArray())).toBe(shown(records.map(({ values }) => values)))
    }
  }
})

function split(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const chunks: Uint8Array[] = []
  for (let start = 0; start < bytes.length; start += chunks.at(-1)!.length) {
    chunks.push(bytes.slice(start, start + sizes[chunks.length % sizes.length]!))
  }
  return chunks
}

/** Returns a client whose every response has these chunks. */
function replaying(chunks: readonly Uint8Array[]): Client {
  async function* body(): AsyncGenerator<Uint8Array> {
    yield* chunks
  }
  const headers = { get: () => 'application/jsonl' }
  return { url: 'http://localhost', request: async () => ({ status: 200, headers, body: body() }) } as unknown as Client
}

async function read(pieces: readonly Uint8Array[]): Promise<{ records: string; frames: unknown; texts: unknown }> {
  const replay = replaying(pieces)
  const records = await createSqlApi(replay, options).collect('SELECT 1')
  const frames = await createSqlFrameApi(replay, { database: 'main' })
    .collectFrames('SELECT 1')
    .then((tables) => tables.map((table) => shown([String(table.schema), table.toArray()])), String)
  return {
    records: shown([records.columns, records.toValues()]),
    frames,
    texts: records.map(({ values }) => textsOf(values)),
  }
}

/** Returns what must be the same in any reader: texts and booleans that have a value. */
function textsOf(values: object): unknown {
  return Object.fromEntries(Object.entries(values).filter(isSame))
}

function isSame([key, value]: [string, unknown]): boolean {
  return key !== 'time' && /^(?:string|boolean)$/.test(typeof value)
}
