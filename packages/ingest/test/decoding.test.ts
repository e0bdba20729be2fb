import { gzipSync } from 'node:zlib'
import { Point } from '@fluxline/point'
import { createBatchWriter } from '@fluxline/write-batching'
import { from } from 'rxjs'
import { expect, it } from 'vitest'
import { ingest, json } from '../src/index.ts'
import type { Decode, IngestOptions } from '../src/index.ts'
import { FakeInflux } from './fake-influx.ts'
import { MemoryLog } from './memory-log.ts'
import type { PublishOptions } from './memory-log.ts'

/** Ingests one message; returns what was sent, by precision, and why it is poison. */
async function ingestOne(
  data: string | Uint8Array,
  options: IngestOptions = {},
  publish: PublishOptions = {},
): Promise<{ sent: string[]; dead: string[] }> {
  const log = new MemoryLog()
  const influx = new FakeInflux()
  const writer = createBatchWriter(influx.client, { bucket: 'b', flushInterval: 1, defaultTags: { site: 'x' } })
  log.publish(data, publish)
  log.end()
  await ingest(log.reader(), writer, options).ended
  await writer.close()
  const sent = influx.requests.flatMap(({ lines, precision, bucket }) =>
    lines.map((line) => `${bucket} ${precision} ${line}`),
  )
  return { sent: sent.toSorted(), dead: log.dead.map(({ reason }) => reason) }
}

const at = 1_700_000_000_123_456_789n
const first = '1700000000123000000'

it.each([
  ['text', 'm v=1 1\nm v=2 2'],
  ['gzip', gzipSync('m v=1 1\nm v=2 2')],
])('reads line protocol as %s', async (_, data) => {
  expect(await ingestOne(data)).toEqual({ sent: ['b ns m v=1 1', 'b ns m v=2 2'], dead: [] })
})

it.each([
  ['gzip that is damaged', gzipSync('m v=1 1').subarray(0, 20), {}, 'begins as gzip, and cannot be decompressed'],
  ['gzip that is a bomb', gzipSync(Buffer.alloc(65 * 1024 * 1024)), {}, 'more than 67108864 bytes'],
  ['text that is not JSON', '{', { decode: json() }, 'not JSON'],
  ['JSON in another encoding', Uint8Array.of(0x22, 0xff, 0x22), { decode: json() }, 'not JSON'],
  ['JSON that is not an object', '5', { decode: json() }, 'neither an object nor an array'],
  ['an array that holds no objects', '[5]', { decode: json() }, 'Cannot write 5'],
  ['an unknown key', '{"measurement":"m","fields":{"v":1},"tag":{}}', { decode: json() }, 'Unknown key "tag"'],
  ['a line whose quote never closes', 'm v="1 1', {}, 'ends inside a quoted string'],
  ['what a decoder throws', 'x', { decode: () => Promise.reject(new Error('version 7')) }, 'version 7'],
  [
    'an object without a prototype that a decoder throws',
    'x',
    { decode: () => Promise.reject(Object.create(null)) },
    'object',
  ],
  [
    'an object that throws when it is read',
    'x',
    {
      decode: () => ({
        measurement: 'm',
        get fields(): never {
          throw new TypeError('no fields')
        },
      }),
    },
    'no fields',
  ],
  ['what a target returns', 'x v=1 1', { target: () => ({ precision: 'h' as never }) }, '`precision` must be'],
] as const)('is poison: %s', async (_, data, options, reason) => {
  const { sent, dead } = await ingestOne(data, options)
  expect(sent).toEqual([])
  expect(dead).toEqual([expect.stringContaining(reason)])
})

it('a message is poison if one of its objects throws, also nothing', async () => {
  const bad = {
    toLineProtocol: () => {
      throw undefined
    },
  }
  const { sent, dead } = await ingestOne('x', { decode: () => ['m v=1 1', bad] })
  expect(sent).toEqual(['b ns m v=1 1'])
  expect(dead).toEqual([expect.stringContaining('without a reason')])
})

it('reads points from JSON, an object or an array', async () => {
  const message =
    '[{"measurement":"m","tags":{"a":"b"},"fields":{"v":1},"time":5},{"measurement":"m","fields":{"v":2}}]'
  expect(await ingestOne(message, { decode: json() }, { timestamp: at })).toEqual({
    sent: ['b ns m,a=b,site=x v=1 5', `b ns m,site=x v=2 ${BigInt(first) + 1n}`],
    dead: [],
  })
})

it('maps objects of any shape, and keeps long integers', async () => {
  const record = {
    measurement: 'm',
    timeKey: 'ts',
    tagKeys: ['host'],
    fieldKeys: ['n', 'f'],
    fieldTypes: { n: 'uint' },
  } as const
  const message = '{"host":"a","n":18446744073709551615,"f":12345678901234567890,"ts":1700000000123456789}'
  const { sent } = await ingestOne(message, { decode: json({ record }), target: { record } })
  expect(sent).toEqual([`b ns m,host=a,site=x f=12345678901234567000,n=18446744073709551615u ${at}`])
  const untimed = await ingestOne(
    '{"host":"a","n":1}',
    { decode: json({ record }), target: { record } },
    { timestamp: at },
  )
  expect(untimed.sent).toEqual([`b ns m,host=a,site=x n=1u ${first}`])
})

it('writes what a schema returns, and says what does not fit', async () => {
  const schema = {
    '~standard': {
      version: 1 as const,
      vendor: 'test',
      validate: (value: unknown) =>
        typeof (value as { t?: unknown }).t === 'number'
          ? { value: { measurement: 'm', fields: { t: (value as { t: number }).t }, time: 1n } }
          : { issues: [{ message: 'expected a number', path: ['t'] }] },
    },
  }
  expect(await ingestOne('{"t":3}', { decode: json({ schema }) })).toEqual({ sent: ['b ns m,site=x t=3 1'], dead: [] })
  const { dead } = await ingestOne('[{"t":3},{"t":"3"}]', { decode: json({ schema }) })
  expect(dead).toEqual(['The message does not fit its schema: t: expected a number.'])
})

it('takes bucket, organization and precision from the message, its subject or its headers', async () => {
  const { sent } = await ingestOne(
    'm v=1 1700000000\nm v=2',
    { target: ({ subject, header }) => ({ bucket: `${subject}-${header!('tenant')!}`, precision: 's' }) },
    { subject: 'cpu', headers: { tenant: 'acme' }, timestamp: at },
  )
  expect(sent).toEqual([`cpu-acme ns m v=2 ${BigInt(first) + 1n}`, 'cpu-acme s m v=1 1700000000'])
})

const point = (): Point => Point.measurement('m').floatField('v', 1)
const decoders: readonly [string, Decode, string[]][] = [
  ['nothing', () => undefined, []],
  ['a point', point, [`m,site=x v=1 ${first}`]],
  ['a promise of points', async () => [point(), point().time(7n)], [`m,site=x v=1 ${first}`, 'm,site=x v=1 7']],
  [
    'a generator',
    function* () {
      yield 'm v=1'
      yield { measurement: 'm', fields: { v: 2 } }
    },
    [`m v=1 ${first}`, `m,site=x v=2 ${BigInt(first) + 1n}`],
  ],
  [
    'an async generator',
    async function* () {
      yield ['m v=1 5', point()]
    },
    ['m v=1 5', `m,site=x v=1 ${BigInt(first) + 1n}`],
  ],
  [
    'a generator that uses its bytes again',
    function* () {
      const bytes = Buffer.from('m v=1 5')
      yield bytes
      bytes.write('2', 4)
      yield bytes
    },
    ['m v=1 5', 'm v=2 5'],
  ],
  [
    'a generator that uses its object again',
    function* () {
      const record = { measurement: 'm', fields: { v: 1 }, time: 5n }
      yield record
      record.fields.v = 2
      yield record
    },
    ['m,site=x v=1 5', 'm,site=x v=2 5'],
  ],
  ['an observable', () => from(['m v=1', 'm v=2 6']), [`m v=1 ${first}`, 'm v=2 6']],
  ['an object that writes itself', () => ({ toLineProtocol: () => 'm v=1' }), [`m v=1 ${first}`]],
  [
    'a point whose measurement begins with a byte order mark',
    () => Point.measurement('\uFEFFm').floatField('v', 1),
    [`\uFEFFm,site=x v=1 ${first}`],
  ],
]

it.each(decoders)('writes %s that a function returns, with the times of the message', async (_, decode, lines) => {
  const { sent, dead } = await ingestOne('x', { decode }, { timestamp: at })
  expect(dead).toEqual([])
  expect(sent).toEqual(lines.map((line) => `b ns ${line}`).toSorted())
})

it.each(['m v=1\nm v=2 2', gzipSync('m v=1\nm v=2 2')])('refuses lines without times if told so', async (data) => {
  expect(await ingestOne(data, { untimed: 'reject' })).toEqual({
    sent: ['b ns m v=2 2'],
    dead: ['1 line is refused: the line has no time'],
  })
})

const mixed: Decode = () => [point(), { measurement: 'm', fields: { v: 2 } }, point().time(3n)]

it('refuses objects without times if told so, and all such lines of a log without times', async () => {
  const refused = await ingestOne('x', { decode: mixed, untimed: 'reject' })
  expect(refused.sent).toEqual(['b ns m,site=x v=1 3'])
  expect(refused.dead).toEqual([expect.stringContaining('has no time')])
  const { dead } = await ingestOne('m v=1', {}, { timestamp: undefined })
  expect(dead).toEqual(['1 line is refused: the line has no time, and its message has none either'])
})
