import { ClosedError, OptionError } from '@fluxline/core'
import { expect, it } from 'vitest'
import { createBatchWriter, writeNow } from '../src/index.ts'
import type { BatchOptions, WriteTarget } from '../src/index.ts'
import { createWorkerBatchWriter } from '../src/worker/index.ts'
import { fakeClient } from './fake-client.ts'
import { line } from './lines.ts'

type Door = (options: unknown) => unknown

const client = { url: 'http://localhost:8086', token: 'secret' }
const writers: readonly [string, Door][] = [
  ['createBatchWriter', (options) => createBatchWriter(fakeClient(), options as BatchOptions)],
  ['createWorkerBatchWriter', (options) => createWorkerBatchWriter(client, options as BatchOptions)],
]
const writeNowDoor: [string, Door] = [
  'writeNow',
  (options) => writeNow(fakeClient(), line(0), { bucket: 'b', ...(options as object) }),
]
const open = (): ReturnType<typeof createBatchWriter> => createBatchWriter(fakeClient(), { bucket: 'b' })
const targets: readonly [string, Door][] = [
  ['write', (options) => open().write(line(0), options as WriteTarget)],
  ['submit', (options) => open().submit(line(0), options as WriteTarget)],
]
const waits: readonly [string, Door][] = [
  ['flush', (options) => open().flush(options as object)],
  ['close', (options) => open().close(options as object)],
]

/** What a call throws, or rejects with. */
async function errorOf(door: Door, options: unknown): Promise<unknown> {
  try {
    await door(options)
  } catch (error) {
    return error
  }
  return undefined
}

const js = '@influxdata/influxdb-client'
const python = 'the Python client'
const ofTargets: readonly [string, string, string][] = [
  ['write_precision', python, 'precision'],
  ['record_measurement_name', python, 'record: { measurement }'],
  ['record_measurement_key', python, 'record: { measurementKey }'],
  ['record_time_key', python, 'record: { timeKey }'],
  ['record_tag_keys', python, 'record: { tagKeys }'],
  ['record_field_keys', python, 'record: { fieldKeys }'],
  ['data_frame_measurement_name', python, 'tableLines(table, { measurement })'],
  ['data_frame_tag_columns', python, 'tableLines(table, { tagColumns })'],
  ['data_frame_timestamp_column', python, 'tableLines(table, { timeColumn })'],
  ['data_frame_timestamp_timezone', python, 'tableLines(table, { timeZone })'],
]
const ofWrites: readonly [string, string, string][] = [
  ...ofTargets,
  ['gzipThreshold', js, 'gzip: { threshold }'],
  ['enable_gzip', python, 'gzip'],
  ['default_tags', python, 'defaultTags'],
  ['point_settings', python, 'defaultTags'],
]
const ofWriters: readonly [string, string, string][] = [
  ...ofWrites,
  ['minRetryDelay', js, 'retryInterval'],
  ['maxBufferLines', js, 'maxBufferBytes'],
  ['writeSuccess', js, 'onSuccess'],
  ['writeFailed', js, 'onError and onRetry'],
  ['writeRetrySkipped', js, 'onDrop'],
  ['batch_size', python, 'batchSize'],
  ['flush_interval', python, 'flushInterval'],
  ['jitter_interval', python, 'jitterInterval'],
  ['retry_interval', python, 'retryInterval'],
  ['max_retries', python, 'maxRetries'],
  ['max_retry_delay', python, 'maxRetryDelay'],
  ['max_retry_time', python, 'maxRetryTime'],
  ['max_close_wait', python, 'maxCloseWait'],
  ['exponential_base', python, 'exponentialBase'],
  ['success_callback', python, 'onSuccess'],
  ['error_callback', python, 'onError'],
  ['retry_callback', python, 'onRetry'],
]
const rowsOf = ([what, door]: readonly [string, Door], rows: typeof ofTargets): object[] =>
  rows.map(([theirs, name, ours]) => ({ what, door, theirs, name, ours }))
const renamed = [
  ...writers.flatMap((door) => rowsOf(door, ofWriters)),
  ...rowsOf(writeNowDoor, ofWrites),
  ...targets.flatMap((door) => rowsOf(door, ofTargets)),
] as { what: string; door: Door; theirs: string; name: string; ours: string }[]

it.each(renamed)('$what says what $theirs of $name is called here', async ({ what, door, theirs, name, ours }) => {
  const error = await errorOf(door, { [theirs]: undefined })
  expect(error).toBeInstanceOf(OptionError)
  expect(error).toMatchObject({
    message: `${what}: "${theirs}" of ${name} is called "${ours}" here.`,
    option: theirs,
  })
})

it.each(writers)('%s says what has no counterpart', async (what, door) => {
  for (const option of ['retryJitter', 'randomRetry']) {
    expect(await errorOf(door, { [option]: 1 })).toMatchObject({
      message: `${what}: "${option}" is not needed: delays are always spread at random.`,
    })
  }
  expect(await errorOf(door, { consistency: 'one' })).toMatchObject({
    message: `${what}: "consistency" is a setting of InfluxDB Enterprise 1.x clusters, which InfluxDB 2.x does not have; omit it.`,
  })
})

it.each([
  ['flushIntervall', 'flushInterval', writers],
  ['maxBatchByte', 'maxBatchBytes', [writeNowDoor]],
  ['precison', 'precision', targets],
  ['timeOut', 'timeout', waits],
] as const)('refuses %s and suggests %s', async (option, nearest, doors) => {
  for (const [what, door] of doors) {
    expect(await errorOf(door, { [option]: undefined })).toMatchObject({
      code: 'FLUXLINE_OPTION',
      message: `${what}: unknown option "${option}". Did you mean "${nearest}"?`,
    })
  }
})

it.each([...writers, ...targets, ...waits])('%s takes options as an object', async (what, door) => {
  for (const options of ['metrics', 5, null, ['metrics']]) {
    expect(await errorOf(door, options)).toMatchObject({
      code: 'FLUXLINE_OPTION',
      message: expect.stringMatching(new RegExp(`^${what} takes options as an object: \\{ .* \\}\\.$`)) as string,
    })
  }
})

it('writeNow takes options as an object', async () => {
  expect(await errorOf((options) => writeNow(fakeClient(), line(0), options as never), 'metrics')).toMatchObject({
    message: "writeNow takes options as an object: { bucket: 'metrics' }.",
  })
})

it.each([...writers, writeNowDoor])('%s checks the options of its options', async (what, door) => {
  const messages = await Promise.all(
    [
      { gzip: { treshold: 5 } },
      { gzip: 'yes' },
      { gzip: { level: 10 } },
      { gzip: { threshold: -1 } },
      { timeout: { firstbyte: 5 } },
      { timeout: { idle: -1 } },
      { timeout: Number.NaN },
      { timeout: '5' },
      { defaultTags: 'site' },
      { nonFinite: 'drop' },
      { bucket: 5 },
      { precision: 'm' },
    ].map(async (options) => ((await errorOf(door, options)) as Error).message),
  )
  expect(messages).toEqual([
    `${what}: gzip: unknown option "treshold". Did you mean "threshold"?`,
    `${what}: gzip takes options as an object.`,
    `${what}: \`gzip.level\` must be an integer from 1 to 9, not 10.`,
    `${what}: \`gzip.threshold\` must be an integer of at least 0, not -1.`,
    `${what}: timeout: unknown option "firstbyte". Did you mean "firstByte"?`,
    `${what}: \`timeout.idle\` must be 0 (no limit) to 2147483647 milliseconds, not -1.`,
    `${what}: \`timeout\` must be 0 (no limit) to 2147483647 milliseconds, not NaN.`,
    `${what}: \`timeout\` must be 0 (no limit) to 2147483647 milliseconds, not "5".`,
    `${what}: \`defaultTags\` must be an object, not a text of 4 characters.`,
    `${what}: \`nonFinite\` must be "throw" or "omit", not a text of 4 characters.`,
    `${what}: \`bucket\` must be a name, an ID or a bucket, not 5.`,
    `${what}: \`precision\` must be "ns", "us", "ms" or "s", not "m".`,
  ])
})

it.each([...targets, writeNowDoor])('%s checks the record mapping', async (what, door) => {
  expect(await errorOf(door, { record: { tagKey: ['host'] } })).toMatchObject({
    message: `${what}: record: unknown option "tagKey". Did you mean "tagKeys"?`,
  })
  for (const [theirs, ours] of [
    ['record_measurement_name', 'measurement'],
    ['record_measurement_key', 'measurementKey'],
    ['record_time_key', 'timeKey'],
    ['record_tag_keys', 'tagKeys'],
    ['record_field_keys', 'fieldKeys'],
  ]) {
    expect(await errorOf(door, { record: { [theirs!]: 'x' } })).toMatchObject({
      message: `${what}: record: "${theirs}" of ${python} is called "${ours}" here.`,
    })
  }
  expect(await errorOf(door, { record: 'weather' })).toMatchObject({
    message: `${what}: record takes options as an object.`,
  })
})

it('write checks each target, also if it names the same destination as the one before', () => {
  const writer = open()
  void writer.write(line(0), { bucket: 'b' })
  expect(() => writer.write(line(1), { bucket: 'b', prec: 's' } as never)).toThrow(/unknown option "prec"/)
  expect(() => writer.write(line(1), { bucket: 'b', precision: 'm' } as never)).toThrow(/`precision` must be/)
  writer.abort()
})

it.each(writers)('%s refuses callbacks that are not functions', async (what, door) => {
  expect(await errorOf(door, { onError: 'log' })).toMatchObject({
    message: `${what}: \`onError\` must be a function, not a text of 3 characters.`,
  })
})

it('the time-out of a wait is a number of milliseconds', async () => {
  for (const timeout of [-1, Number.NaN, '5']) {
    expect(await errorOf((options) => open().flush(options as object), { timeout })).toMatchObject({
      option: 'timeout',
      message: expect.stringMatching(
        /^flush: `timeout` must be a number of milliseconds of at least 0 \(no limit\)/,
      ) as string,
    })
  }
})

it('a close with wrong options leaves the writer open', async () => {
  const writer = open()
  await expect(writer.close({ deadline: 5 } as never)).rejects.toThrow(/unknown option "deadline"/)
  void writer.write(line(0))
  expect(await writer.close()).toMatchObject({ written: 1 })
  expect(() => writer.write(line(1))).toThrow(ClosedError)
  expect(() => writer.write(line(1))).toThrow(expect.objectContaining({ what: 'writer' }) as Error)
})

it('a worker writer takes the options of a client as an object, and refuses unknown ones', () => {
  expect(() => createWorkerBatchWriter('http://localhost:8086' as never)).toThrow(
    /takes a client's options as an object/,
  )
  expect(() => createWorkerBatchWriter({ ...client, tokn: 'x' } as never)).toThrow(
    /unknown option "tokn". Did you mean "token"/,
  )
})
