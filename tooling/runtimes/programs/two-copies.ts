import { createRequire } from 'node:module'
import * as modules from '@fluxline/client'
import { rateLimitsOf } from '@fluxline/core/rate-limits'
import { same } from './support.ts'
import type { Access } from './support.ts'

const require = createRequire(import.meta.url)
const commonJs = require('@fluxline/client') as typeof modules
const commonJsLimits = require('@fluxline/core/rate-limits') as { rateLimitsOf: typeof rateLimitsOf }

/** The ES modules and the CommonJS build in one process: what one makes, the other takes as its own. */
export default async function twoCopies({ url, token, org, bucket }: Access): Promise<void> {
  same('two copies', modules.Point === commonJs.Point, false)
  for (const [ours, theirs] of [
    [modules, commonJs],
    [commonJs, modules],
  ] as const) {
    const influx = new theirs.InfluxDBClient({ url, token, org, defaultTags: { site: 'x' } })
    points(ours, theirs)
    await writing(ours, theirs, influx, bucket)
    await reading(ours, theirs, influx, bucket)
    await failing(ours, theirs, influx)
    await influx.close()
  }
  await shared(url, bucket)
}

type Copy = typeof modules

function points(ours: Copy, theirs: Copy): void {
  const point = theirs.Point.measurement('copies').tag('room', 'a').floatField('t', 1.5).time(5, 'ms')
  const Room = theirs.defineMeasurement('copies', { tags: { room: theirs.tag() }, fields: { n: theirs.int() } })
  const encoder = new ours.LineProtocolEncoder()
  // Text is what an encoder asks of objects that it does not know, and slower.
  for (const each of [point, Room.record({ room: 'b', n: 2n, time: 6n })]) {
    Object.defineProperty(each, 'toLineProtocol', { value: () => 'not as text' })
    encoder.encode(each)
  }
  same('points', new TextDecoder().decode(encoder.takeBytes()), 'copies,room=a t=1.5 5000000\ncopies,room=b n=2i 6\n')
  const times = Array.from({ length: 1000 }, (_, at) => (at % 2 === 0 ? ours : theirs).processClock())
  same('distinct times', new Set(times).size, 1000)
  const query = ours.flux`from(bucket: ${'b'}) |> range(start: ${theirs.fluxDuration('-1h')})`
  same('a piece of Flux', query.toString(), 'from(bucket: "b") |> range(start: -1h)')
}

async function writing(ours: Copy, theirs: Copy, influx: modules.InfluxDBClient, bucket: string): Promise<void> {
  const writer = ours.createBatchWriter(influx, { bucket, maxRetries: 0 })
  await writer.write(theirs.Point.measurement('copies').floatField('v', 1))
  const { written } = await writer.close()
  same('written', written, 1)
  await ours.write(influx, theirs.Point.measurement('copies').floatField('v', 2).time(7n), { bucket })
}

async function reading(ours: Copy, theirs: Copy, influx: modules.InfluxDBClient, bucket: string): Promise<void> {
  const selection = theirs.flux`from(bucket: ${bucket}) |> range(start: 0) |> filter(fn: (r) => r._field == "v" and r.site == "x")`
  const rows = await ours.createQueryApi(influx).collect(ours.flux`${selection} |> last()`)
  const [record] = rows[0]?.records ?? []
  if (record === undefined) throw new Error('No record was read.')
  // The time of one copy is a time of the other.
  const point = ours.Point.measurement('again').floatField('v', 1).time(record.time)
  same('a timestamp', point.timestamp?.value, record.time?.nanoseconds)
}

async function failing(ours: Copy, theirs: Copy, influx: modules.InfluxDBClient): Promise<void> {
  const missing: unknown = await ours.write(influx, 'm v=1', { bucket: 'missing' }).catch((error: unknown) => error)
  const closed = new theirs.InfluxDBClient({ url: influx.url })
  await closed.close()
  const late: unknown = await ours.write(closed, 'm v=1', { bucket: 'b', org: 'o' }).catch((error: unknown) => error)
  let wrong: unknown
  try {
    theirs.createClient({ url: influx.url, ...({ tokn: 't' } as object) })
  } catch (error) {
    wrong = error
  }
  const is = [missing, late, wrong].map((error) => [
    ours.isInfluxDBError(error),
    error instanceof ours.HttpError,
    error instanceof ours.ClosedError,
    error instanceof ours.OptionError,
  ])
  same('errors', is, [
    [true, true, false, false],
    [true, false, true, false],
    [true, false, false, true],
  ])
}

/** What must exist once in a process. */
async function shared(url: string, bucket: string): Promise<void> {
  const warnings: string[] = []
  const emitWarning = process.emitWarning.bind(process)
  process.emitWarning = (...[, options]: unknown[]) => void warnings.push((options as { code: string }).code)
  try {
    for (const { createClient } of [modules, commonJs]) createClient({ url: `${url}/api/v2` })
    const influx = modules.createClient({ url, token: 'wrong', org: 'o' })
    rateLimitsOf(influx).close({ path: '/x' }, 0, 500)
    same('rate limits', commonJsLimits.rateLimitsOf(influx).waitMs({ path: '/x' }, 100), 400)
    const before = process.listenerCount('SIGTERM')
    const writers = [modules, commonJs].map(({ createBatchWriter }) =>
      createBatchWriter(influx, { bucket, closeOnExit: true, maxRetries: 0 }),
    )
    same('listeners', process.listenerCount('SIGTERM'), before + 1)
    for (const writer of writers) {
      await writer.write('m v=1')
      await writer.close()
    }
    same('listeners that are left', process.listenerCount('SIGTERM'), before)
    same('warnings', warnings, ['FLUXLINE_URL', 'FLUXLINE_UNHEARD'])
  } finally {
    process.emitWarning = emitWarning
  }
}
