import { randomUUID } from 'node:crypto'
import { write } from '@fluxline/core'
import { Point } from '@fluxline/point'
import { beforeAll, describe, expect, it } from 'vitest'
import { createInfluxQLSchemaApi, influxql } from '../src/index.ts'
import type { InfluxQLSchemaApi } from '../src/index.ts'
import { usePlaces } from './servers.ts'
import type { Place } from './servers.ts'

const places = usePlaces()
/** What InfluxDB escapes in the key of a series, and what needs quotes in a query. */
const ODD = `m"e' a,s=u\\x`

beforeAll(async () => {
  const points = [
    new Point('cpu').tag('host', 'a').tag('region', 'eu').floatField('usage', 1).intField('n', 1).time(1, 'ns'),
    new Point('cpu').tag('host', 'b').floatField('usage', 2).booleanField('ok', true).time(2, 'ns'),
    new Point('mem').tag('host', 'a').stringField('s', 'x').time(3, 'ns'),
    new Point(ODD).tag('k, =\\1', `v, ="'\\2`).floatField(`f, ="'`, 1).time(4, 'ns'),
  ]
  for (const { client, bucket } of places) await write(client, points, { bucket })
})

const schemaOf = ({ client, database }: Place): InfluxQLSchemaApi => createInfluxQLSchemaApi(client, { database })

describe.each(places.map((place) => [place.name, place] as const))('on %s', (_, place) => {
  it('lists databases, retention policies and measurements', async () => {
    const schema = schemaOf(place)
    expect(await schema.databases()).toContain(place.database)
    const policies = await schema.retentionPolicies()
    expect(policies).toEqual([expect.objectContaining({ name: 'autogen', default: true, replication: 1 })])
    expect(policies[0]!.duration).toMatch(/^\d+/)
    expect(await createInfluxQLSchemaApi(place.client).retentionPolicies(place.database)).toEqual(policies)
    expect(await schema.measurements()).toEqual(['cpu', ODD, 'mem'])
    expect(await schema.measurements({ limit: 1, offset: 1 })).toEqual([ODD])
    expect(await schema.measurements({ from: ODD })).toEqual([ODD])
    expect(await schema.measurements({ from: /^(?:cpu|x)$/ })).toEqual(['cpu'])
    expect(await schema.measurements({ from: ['mem', ODD, 'no'] })).toEqual([ODD, 'mem'])
    expect(await schema.measurements({ where: influxql`region = ${'eu'}` })).toEqual(['cpu'])
  })

  it('lists keys and values of tags', async () => {
    const schema = schemaOf(place)
    expect(await schema.tagKeys({ from: ['cpu', 'mem'] })).toEqual([
      { measurement: 'cpu', key: 'host' },
      { measurement: 'cpu', key: 'region' },
      { measurement: 'mem', key: 'host' },
    ])
    expect(await schema.tagKeys({ from: ODD })).toEqual([{ measurement: ODD, key: 'k, =\\1' }])
    // `limit` and `offset` count the keys of each measurement.
    expect(await schema.tagKeys({ from: /^[cm]..$/, limit: 1, offset: 1 })).toEqual([
      { measurement: 'cpu', key: 'region' },
    ])
    expect(await schema.tagValues('host')).toEqual([
      { measurement: 'cpu', key: 'host', value: 'a' },
      { measurement: 'cpu', key: 'host', value: 'b' },
      { measurement: 'mem', key: 'host', value: 'a' },
    ])
    expect(await schema.tagValues(['host', 'region'], { from: 'cpu', where: influxql`host = ${'a'}` })).toEqual([
      { measurement: 'cpu', key: 'host', value: 'a' },
      { measurement: 'cpu', key: 'region', value: 'eu' },
    ])
    expect(await schema.tagValues(/^k/)).toEqual([{ measurement: ODD, key: 'k, =\\1', value: `v, ="'\\2` }])
    expect(await schema.tagValues('k, =\\1')).toHaveLength(1)
    expect(await schema.tagValues('host', { from: 'cpu', limit: 1, offset: 1 })).toEqual([
      { measurement: 'cpu', key: 'host', value: 'b' },
    ])
    expect(await schema.tagValues('none')).toEqual([])
  })

  it('lists fields with their types, and series', async () => {
    const schema = schemaOf(place)
    expect(await schema.fieldKeys()).toEqual([
      { measurement: 'cpu', key: 'n', type: 'integer' },
      { measurement: 'cpu', key: 'ok', type: 'boolean' },
      { measurement: 'cpu', key: 'usage', type: 'float' },
      { measurement: ODD, key: `f, ="'`, type: 'float' },
      { measurement: 'mem', key: 's', type: 'string' },
    ])
    const hints = (await schema.fieldKeys({ from: 'cpu' })).map(({ key, type }) => [key, type])
    const api = place.api({ format: 'json', integers: 'bigint', typeHints: Object.fromEntries(hints) })
    expect((await api.collect('SELECT n, usage FROM cpu')).toValues(['n', 'usage'])).toEqual([
      [1n, 1],
      [null, 2],
    ])
    const series = await schema.series()
    expect(series.map(({ measurement, tags }) => [measurement, tags])).toEqual([
      ['cpu', { host: 'a', region: 'eu' }],
      ['cpu', { host: 'b' }],
      [ODD, { 'k, =\\1': `v, ="'\\2` }],
      ['mem', { host: 'a' }],
    ])
    expect(await schema.series({ limit: 2, offset: 1 })).toEqual(series.slice(1, 3))
    expect(await schema.series({ where: influxql`host = ${'b'}` })).toEqual([series[1]])
  })

  it('deletes measurements, where InfluxDB can', async () => {
    const schema = schemaOf(place)
    await write(place.client, ['gone v=1 1'], { bucket: place.bucket })
    await schema.dropMeasurement('gone')
    expect(await schema.measurements({ from: 'gone' })).toEqual([])
  })

  it('says that a database is missing, and refuses wrong options', async () => {
    const schema = schemaOf(place)
    for (const act of [
      () => schema.retentionPolicies('nodb'),
      () => schema.measurements({ database: 'nodb' }),
      () => schema.tagKeys({ database: 'nodb' }),
      () => schema.tagValues('host', { database: 'nodb' }),
      () => schema.fieldKeys({ database: 'nodb' }),
      () => schema.series({ database: 'nodb' }),
    ]) {
      await expect(act()).rejects.toMatchObject({
        code: 'FLUXLINE_INFLUXQL',
        serverMessage: expect.stringMatching(/^(?:database not found|default retention policy not set for): nodb/),
        message: expect.stringMatching(
          place === places[0]
            ? /^(?!.*ensureDbrp).*not found: nodb\./
            : /`ensureDbrp\(client, \{ bucket, database: "nodb", /,
        ),
      })
    }
    for (const act of [
      () => schema.measurements({ limit: 0 }),
      () => schema.tagKeys({ offset: -1 }),
      () => schema.tagKeys({ measurement: 'x' } as never),
      () => schema.fieldKeys({ where: influxql`a = 1` } as never),
      () => schema.series({ where: 'a = 1' as never }),
      () => schema.tagValues(''),
      () => schema.series({ from: [''] }),
      () => schema.createDatabase(''),
      () => schema.createRetentionPolicy('p', { replication: 0 }),
      () => schema.createRetentionPolicy('p', { default: 1 as never }),
      () => createInfluxQLSchemaApi(place.client).dropRetentionPolicy('p'),
      () => schema.dropSeries({}),
    ]) {
      await expect(act()).rejects.toMatchObject({ code: 'FLUXLINE_OPTION' })
    }
    await expect(schema.createDatabase('d', { duration: '1y' })).rejects.toMatchObject({ code: 'FLUXLINE_QUERY' })
  })
})

describe('on InfluxDB 1.x', () => {
  const [place] = places

  it('creates and deletes databases and retention policies', async () => {
    const name = `"d" 'é'-${randomUUID()}`
    const schema = createInfluxQLSchemaApi(place!.client, { database: name })
    await schema.createDatabase(name, { retentionPolicy: 'p "1"', duration: '3d', shardDuration: '1h', replication: 1 })
    await schema.createDatabase(name, { retentionPolicy: 'p "1"', duration: '3d', shardDuration: '1h' })
    await schema.createRetentionPolicy('other', { default: true })
    await schema.alterRetentionPolicy('p "1"', { duration: '30d', shardDuration: '1d' })
    expect(await schema.retentionPolicies()).toEqual([
      { name: 'p "1"', duration: '720h0m0s', shardGroupDuration: '24h0m0s', replication: 1, default: false },
      { name: 'other', duration: '0s', shardGroupDuration: '168h0m0s', replication: 1, default: true },
    ])
    await schema.dropRetentionPolicy('p "1"')
    await schema.dropRetentionPolicy('p "1"')
    expect(await schema.retentionPolicies()).toHaveLength(1)
    await schema.dropDatabase(name)
    await schema.dropDatabase(name)
    expect(await schema.databases()).not.toContain(name)
  })

  it('deletes series', async () => {
    const schema = schemaOf(place!)
    await write(place!.client, ['drop,host=a v=1 1', 'drop,host=b v=1 1'], { bucket: place!.bucket })
    await schema.dropSeries({ from: 'drop', where: influxql`host = ${'a'}` })
    expect(await schema.series({ from: 'drop' })).toMatchObject([{ tags: { host: 'b' } }])
    await schema.dropMeasurement('drop')
  })
})

it.each<[string, (schema: InfluxQLSchemaApi) => Promise<void>, string]>([
  ['createDatabase', (schema) => schema.createDatabase('d'), '`createBucketsApi(client).create({ name })`'],
  ['dropDatabase', (schema) => schema.dropDatabase('d'), '`createBucketsApi(client).delete(bucket)`'],
  ['createRetentionPolicy', (schema) => schema.createRetentionPolicy('p', {}), '`ensureDbrp`'],
  ['alterRetentionPolicy', (schema) => schema.alterRetentionPolicy('p', { duration: '1d' }), '`ensureDbrp`'],
  ['dropRetentionPolicy', (schema) => schema.dropRetentionPolicy('p'), '`ensureDbrp`'],
])('on InfluxDB 2.x, %s says what to do instead', async (_, act, instead) => {
  await expect(act(schemaOf(places[1]!))).rejects.toMatchObject({
    code: 'FLUXLINE_INFLUXQL',
    serverMessage: expect.stringMatching(/^not implemented: /),
    message: expect.stringContaining(instead),
  })
})
