import { defineMeasurement, int, Point } from '@fluxline/point'
import { describe, expect, it } from 'vitest'
import { createBatchWriter, writeNow } from '../src/index.ts'
import type { BatchInput, BatchOptions, WriteTarget } from '../src/index.ts'
import { fakeClient } from './fake-client.ts'

const SECONDS = 1_598_846_404
const MS = 1_598_846_404_123
const US = 1_598_846_404_123_456
/** What each precision takes for early 1970. */
const slips = [
  ['ms', SECONDS, 'seconds, not milliseconds'],
  ['us', SECONDS, 'seconds, not microseconds'],
  ['us', MS, 'milliseconds, not microseconds'],
  ['ns', SECONDS, 'seconds, not nanoseconds'],
  ['ns', MS, 'milliseconds, not nanoseconds'],
  ['ns', US, 'microseconds, not nanoseconds'],
] as const

const record = (time: unknown): BatchInput => ({ measurement: 'm', fields: { v: 1 }, time }) as BatchInput

async function written(input: BatchInput, options: BatchOptions = {}, target?: WriteTarget): Promise<string[]> {
  const client = fakeClient()
  const writer = createBatchWriter(client, { bucket: 'b', ...options })
  await writer.write(input, target)
  await writer.close()
  return client.sent.flatMap(({ lines }) => lines)
}

describe.each(slips)('in the precision %s the time %d', (precision, time, units) => {
  const message = `looks like the wrong unit (${units}?)`

  it('of an object is refused, as that of the writer, of a write and of a mapping', async () => {
    const writer = createBatchWriter(fakeClient(), { bucket: 'b', precision })
    const inNanoseconds = createBatchWriter(fakeClient(), { bucket: 'b' })
    for (const slip of [time, BigInt(time)]) {
      expect(() => writer.write(record(slip))).toThrow(message)
      expect(() => inNanoseconds.write(record(slip), { precision })).toThrow(message)
      expect(() => inNanoseconds.write(record(slip), { record: { precision } })).toThrow(message)
      await expect(writeNow(fakeClient(), record(slip), { bucket: 'b', precision })).rejects.toThrow(message)
      const schema = defineMeasurement('m', { fields: { v: int() }, time: precision })
      expect(() => schema.record({ v: 1, time: slip })).toThrow(message)
      expect(() => Point.from({ measurement: 'm', fields: { v: 1 }, time: slip }, { precision })).toThrow(message)
    }
    expect(await writer.close()).toMatchObject({ written: 0, failed: 0, unsent: 0 })
  })

  it('of text is rejected, and the other lines are written', async () => {
    const client = fakeClient()
    const writer = createBatchWriter(client, { bucket: 'b', precision, onRejected: () => {} })
    const bad = `m v="a",w=1i ${time}`
    const receipt = writer.submit([
      'm v=1 5',
      `m v=2 6\n${bad}\nm v=3 7`,
      new TextEncoder().encode(`${bad} \r\nm v=4 8`),
    ])
    const rejected = { line: bad, reason: expect.stringContaining(message) as string }
    expect(await writer.close()).toEqual({ written: 4, failed: 2, unsent: 0, rejected: [rejected, rejected] })
    expect(client.sent.flatMap(({ lines }) => lines)).toEqual(['m v=1 5', 'm v=2 6', 'm v=3 7', 'm v=4 8'])
    expect(await receipt.outcome).toMatchObject({ written: 4, failed: 2 })
    const now = fakeClient()
    await expect(writeNow(now, `m v=1 5\n${bad}`, { bucket: 'b', precision })).rejects.toThrow(message)
    expect(now.sent).toEqual([])
  })

  it('is written if it is meant', async () => {
    const line = `m v=1 ${time}`
    expect(await written(line, { precision, checkTimes: false })).toEqual([line])
    const now = fakeClient()
    await writeNow(now, line, { bucket: 'b', precision, checkTimes: false })
    expect(now.sent[0]!.lines).toEqual([line])
    const point = Point.measurement('m').floatField('v', 1).time(time, precision)
    expect(await written(point, { precision })).toEqual([line])
    // What an object that writes its lines says about its times is known to be right.
    const table = {
      [Symbol.for('fluxline.lines')]: () => [new TextEncoder().encode(`${line}\n`)],
    } as unknown as BatchInput
    expect(await written(table, { precision })).toEqual([line])
    expect(await written({ toLineProtocol: () => line }, { precision })).toEqual([line])
  })
})

it('takes times of today, of the epoch and of other centuries in every precision', async () => {
  const today = { s: 1_700_000_001, ms: 1_700_000_000_001, us: 1_700_000_000_000_001, ns: 1_700_000_000_000_000_001n }
  for (const [precision, time] of Object.entries(today) as ['s', number][]) {
    const lines = [time, 0, 1, -1, 1_000_000_000, `-${time}`].map((each) => `m v=1 ${each}`)
    const rejected: unknown[] = []
    const onRejected = (event: unknown): void => void rejected.push(event)
    expect(await written(lines.join('\n'), { precision, onRejected })).toEqual(lines)
    expect(await written(lines, { precision, onRejected })).toEqual(lines)
    expect(rejected).toEqual([])
    expect(await written(record(time), { precision })).toEqual([`m v=1 ${time}`])
  }
})

it('reads only the time of a line: neither a string, a field nor a tag is one', async () => {
  const lines = [
    `m v="x ${MS}" 5`,
    `m v=${MS} 5`,
    `m,t=${MS} v=${MS}i 5`,
    `m,t=a\\ ${MS} v=1 5`,
    `m v="x ${MS}",w=${MS}i 6`,
  ]
  expect(await written(lines.join('\n'))).toEqual(lines)
})

it('rejects text that would be dropped too, and drops the rest', async () => {
  const dropped: string[] = []
  const writer = createBatchWriter(
    fakeClient(() => new Promise(() => {})),
    {
      bucket: 'b',
      maxBufferBytes: 1,
      overflow: 'drop-newest',
      onDrop: (event) => void dropped.push(event.text()),
      onRejected: (event) => void dropped.push(`rejected ${event.line}`),
    },
  )
  void writer.write('m v=1 1')
  void writer.write(`m v=2 2\nm v=3 ${MS}`)
  expect(dropped).toEqual(['m v=2 2\n', `rejected m v=3 ${MS}`])
  writer.abort()
})

it('leaves text without a time to the server if timestampText is false, beside a wrong one', async () => {
  const options = { precision: 's', timestampText: false, onRejected: () => {} } as const
  expect(await written('m v=1\nm v=2 5', options)).toEqual(['m v=1', 'm v=2 5'])
})

describe('text of digits', () => {
  it.each(['20091110', '1700000000', '1700000000123456789', '-5'])('%s needs a named unit', async (time) => {
    for (const precision of [undefined, 's', 'ns'] as const) {
      const writer = createBatchWriter(fakeClient(), { bucket: 'b', precision })
      expect(() => writer.write(record(time))).toThrow(/is digits without a unit; pass their precision, or a date/)
      expect(() => writer.write(record(time), { precision: 's' })).toThrow(/is digits without a unit/)
    }
    await expect(writeNow(fakeClient(), record(time), { bucket: 'b', precision: 's' })).rejects.toThrow(/digits/)
    expect(() => defineMeasurement('m', { fields: { v: int() } }).record({ v: 1, time })).toThrow(/is digits/)
  })

  it('is read with the unit of a mapping or of a schema', async () => {
    expect(await written(record('1700000001'), {}, { record: { precision: 's' } })).toEqual([
      'm v=1 1700000001000000000',
    ])
    const schema = defineMeasurement('m', { fields: { v: int() }, time: 's' })
    expect(await written(schema.record({ v: 1, time: '1700000001' }))).toEqual(['m v=1i 1700000001000000000'])
  })
})

it('refuses a fraction, and names it', () => {
  const writer = createBatchWriter(fakeClient(), { bucket: 'b', precision: 'ms' })
  expect(() => writer.write(record(MS + 0.5))).toThrow(
    `Time ${MS}.5 has a fraction; round it, or pass it in a finer unit.`,
  )
  expect(() => writer.write(record(SECONDS + 0.5))).toThrow(/looks like the wrong unit/)
  expect(() => writer.write(record(Date.now() + 0.25))).toThrow(/has a fraction/)
})

it('reads dates of objects as points do', async () => {
  const times = ['2004-01-02', '2009-11-10 10:00', '2009-11-10T10:00Z', '2009-11-10T11:00:00+0100']
  expect(await written(times.map(record), { precision: 's' })).toEqual([
    'm v=1 1073001600',
    'm v=1 1257847200',
    'm v=1 1257847200',
    'm v=1 1257847200',
  ])
})
