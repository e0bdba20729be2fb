import { createClient, write } from '@fluxline/core'
import type { Client } from '@fluxline/core'
import { Point } from '@fluxline/point'
import { createQueryApi, Timestamp } from '@fluxline/query'
import { useBucket } from '@fluxline/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { and, createAuthorizationsApi, createBucketsApi, deleteData, eq, ne, permissions } from '../src/index.ts'

const access = useBucket()
let client: Client

beforeAll(() => {
  client = createClient({ url: access.url, token: access.token, org: access.org })
})

afterAll(() => client.close())

const start = new Date('2026-01-01T00:00:00Z')
const stop = new Date('2026-01-02T00:00:00Z')

/** Writes a point for each tag value at midnight, and returns a function that lists those that are left. */
async function given(measurement: string, rooms: readonly string[]): Promise<() => Promise<string[]>> {
  const points = rooms.map((room) =>
    Point.measurement(measurement).tag('the "room"', room).floatField('v', 1).time(start),
  )
  await write(client, points, { bucket: access.bucket })
  return () => left(measurement, 'the "room"')
}

async function nanosecondsLeft(): Promise<number[]> {
  return (await left('fine', '_time')).map((time) => Number(time.slice(-3, -1)) || 0).sort((one, other) => one - other)
}

async function left(measurement: string, column: string): Promise<string[]> {
  const script = `from(bucket: "${access.bucket}") |> range(start: 0, stop: 2030-01-01T00:00:00Z) |> filter(fn: (r) => r._measurement == "${measurement}")`
  const tables = await createQueryApi(client).collect(script, { times: 'string' })
  return tables.flatMap(({ records }) => records.map(({ values }) => String(values[column]))).sort()
}

describe('deletes points', () => {
  it('by predicates of eq and and, with any tag values', async () => {
    const rooms = [
      'plain',
      'a "quoted" one',
      'back\\slash',
      'back\\\\slash',
      "it's",
      'a, b = c',
      'ä ö',
      'and',
      '(x)',
      'a" OR "b',
    ]
    const rest = await given('odd', rooms)
    const kept = new Set(rooms)
    for (const room of rooms.slice(1)) {
      const predicate = and(eq('_measurement', 'odd'), eq('the "room"', room))
      await deleteData(client, { bucket: access.bucket, start, stop, predicate })
      kept.delete(room)
      expect(await rest()).toEqual([...kept].sort())
    }
  })

  it('by ne, also those that have the tag with any value', async () => {
    const rest = await given('others', ['one', 'two'])
    const where = { bucket: access.bucketID, start, stop }
    await deleteData(client, { ...where, predicate: and(eq('_measurement', 'others'), ne('the "room"', 'one')) })
    expect(await rest()).toEqual(['one'])
    await deleteData(client, { ...where, predicate: and('_measurement="others"', ne('the "room"', '')) })
    expect(await rest()).toEqual([])
  })

  it('but not those of all measurements but one, of which InfluxDB deletes a part', async () => {
    const lists = await Promise.all(['not-1', 'not-2', 'not-3'].map((measurement) => given(measurement, ['one'])))
    const where = { bucket: access.bucket, start, stop }
    for (const predicate of ['_measurement != "not-2"', 'room = "x" AND "_measurement" <> "not-2"']) {
      await expect(deleteData(client, { ...where, predicate })).rejects.toMatchObject({
        code: 'FLUXLINE_OPTION',
        message: expect.stringContaining("List the measurements, and delete each with eq('_measurement', name)."),
      })
    }
    for (const rest of lists) expect(await rest()).toEqual(['one'])
  })

  it('to the nanosecond, both ends included', async () => {
    const base = BigInt(start.getTime()) * 1_000_000n
    const points = [0n, 1n, 2n, 3n, 4n].map((at) =>
      Point.measurement('fine')
        .floatField('v', 1)
        .time(Timestamp.fromNanoseconds(base + at)),
    )
    await write(client, points, { bucket: access.bucket })
    const where = { bucket: { name: access.bucket }, predicate: eq('_measurement', 'fine') }
    await deleteData(client, {
      ...where,
      start: Timestamp.fromNanoseconds(base + 1n),
      stop: { epochNanoseconds: base + 2n },
    })
    expect(await nanosecondsLeft()).toEqual([0, 3, 4])
    await deleteData(client, {
      ...where,
      start: '2026-01-01T01:00:00.000000003+01:00',
      stop: '2026-01-01T00:00:00.000000003Z',
    })
    expect(await nanosecondsLeft()).toEqual([0, 4])
  })

  it('all of them with everything: true', async () => {
    const bucket = await createBucketsApi(client).create({ name: `${access.bucket}-all` })
    await write(client, Point.measurement('all').floatField('v', 1).time(start), { bucket: bucket.name })
    await deleteData(client, { bucket, org: access.orgID, start, stop, everything: true })
    const rows = await createQueryApi(client).collect(`from(bucket: "${bucket.name}") |> range(start: 0)`)
    expect(rows).toEqual([])
    await createBucketsApi(client).delete(bucket)
  })
})

describe('an error explains itself:', () => {
  const everything = true as const

  it.each([
    ['no predicate', { start, stop }, 'everything: true'],
    ['an empty predicate', { start, stop, predicate: ' ' }, 'everything: true'],
    ['both', { start, stop, predicate: 'a="b"', everything }, 'mutually exclusive'],
    ['start after stop', { start: stop, stop: start, everything }, '`start` is after `stop`'],
    ['no time', { start: 'yesterday', stop, everything }, 'is not an RFC 3339 timestamp'],
    ['no bucket', { start, stop, everything, bucket: '' }, 'name of the bucket is empty'],
  ])('%s', async (_, options, remedy) => {
    const refused = deleteData(client, { bucket: access.bucket, ...options } as never)
    await expect(refused).rejects.toMatchObject({ code: 'FLUXLINE_OPTION', message: expect.stringContaining(remedy) })
  })

  it.each([
    ['a="b" or c="d"', '  a="b" or c="d"\n        ^'],
    ['a > 1', '  a > 1\n    ^'],
    ['a="b" and', '  a="b" and\n           ^'],
  ])('the position of the error in %s', async (predicate, place) => {
    const refused = deleteData(client, { bucket: access.bucket, start, stop, predicate })
    await expect(refused).rejects.toMatchObject({ status: 400, message: expect.stringContaining(`\n${place}`) })
  })

  it('a field in the predicate', async () => {
    const refused = deleteData(client, { bucket: access.bucket, start, stop, predicate: '_field="v"' })
    await expect(refused).rejects.toMatchObject({ status: 501, message: expect.stringContaining('delete by field') })
  })

  it('not found and forbidden', async () => {
    const where = { start, stop, everything }
    await expect(deleteData(client, { ...where, bucket: 'nowhere' })).rejects.toMatchObject({ status: 404 })
    await expect(deleteData(client, { ...where, bucket: access.bucket, org: 'nowhere' })).rejects.toMatchObject({
      status: 404,
    })
    const authorizations = createAuthorizationsApi(client)
    const authorization = await authorizations.create({ permissions: [permissions.read.bucket(access.bucketID)] })
    await using reader = createClient({ url: access.url, token: authorization.token, org: { id: access.orgID } })
    await expect(deleteData(reader, { ...where, bucket: { id: access.bucketID } })).rejects.toMatchObject({
      status: 403,
      message: expect.stringContaining('The token lacks write:'),
    })
    await authorizations.delete(authorization)
  })
})
