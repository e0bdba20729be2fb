import { describe, expect, it } from 'vitest'
import { createBucketsApi, createDbrpsApi, ensureDbrp, permissions } from '../src/index.ts'
import type { Bucket, Dbrp } from '../src/index.ts'
import { ABSENT, collect, unique, useOrg } from './support.ts'

const place = useOrg()
const dbrps = createDbrpsApi(place.client)
const newBucket = (name = unique('bucket')): Promise<Bucket> => createBucketsApi(place.client).create({ name })

const ensure = (bucket: Bucket | string, database: string, isDefault?: boolean): Promise<Dbrp> =>
  ensureDbrp(place.client, { bucket, database, retentionPolicy: 'autogen', default: isDefault })

describe('a mapping', () => {
  it('can be created, found, listed, changed and deleted', async () => {
    const bucket = await newBucket()
    const database = unique('db')
    const mapping = await dbrps.create({ bucket: bucket.name, database, retentionPolicy: 'a' })
    expect(mapping).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{16}$/),
      orgID: place.orgID,
      bucketID: bucket.id,
      database,
      retentionPolicy: 'a',
      // The first of a database is its default.
      default: true,
      virtual: false,
    })
    expect(await dbrps.find(mapping.id)).toEqual(mapping)
    expect(await dbrps.find(mapping)).toEqual(mapping)
    const other = await dbrps.create({ bucket, database, retentionPolicy: 'b', default: true })
    expect((await dbrps.list({ database })).map(({ retentionPolicy, default: is }) => [retentionPolicy, is])).toEqual([
      ['a', false],
      ['b', true],
    ])
    expect(await dbrps.update(other.id, { default: false })).toEqual({ ...other, default: false })
    expect(await dbrps.find(mapping)).toEqual(mapping)
    const renamed = await dbrps.update(mapping, { retentionPolicy: 'c' })
    expect(renamed).toEqual({ ...mapping, retentionPolicy: 'c' })
    await dbrps.delete(mapping.id)
    await dbrps.delete({ ...other, default: false })
    expect(await dbrps.list({ database })).toEqual([])
    await expect(dbrps.delete(renamed)).rejects.toMatchObject({ status: 404, serverCode: 'not found' })
    expect(await createBucketsApi(place.client).find(bucket)).toMatchObject({ id: bucket.id })
  })

  it('is listed by bucket, database, retention policy, default and origin', async () => {
    const [bucket, other] = [await newBucket(), await newBucket()]
    const database = unique('db')
    const a = await dbrps.create({ bucket: bucket.id, database, retentionPolicy: 'a' })
    const b = await dbrps.create({ bucket: { name: other.name }, database, retentionPolicy: 'b' })
    expect(await dbrps.list({ database, retentionPolicy: 'b' })).toEqual([b])
    expect(await dbrps.list({ database, default: true })).toEqual([a])
    expect(await dbrps.list({ bucket: other, virtual: false })).toEqual([b])
    expect(await dbrps.list({ bucket: other.name, database })).toEqual([b])
    expect(await collect(dbrps.iterate({ bucket, virtual: false }))).toEqual([a])
    const real = await dbrps.list({ virtual: false })
    expect(real).toEqual(expect.arrayContaining([a, b]))
    const virtual = await dbrps.list({ virtual: true })
    expect(virtual.find(({ database: name }) => name === '_tasks')).toMatchObject({ virtual: true, default: true })
    expect(await dbrps.list()).toHaveLength(real.length + virtual.length)
  })

  it('belongs to the organization of the call', async () => {
    const { access } = place
    const database = unique('elsewhere')
    const bucket = await createBucketsApi(place.client).create({ name: unique('bucket'), org: access.org })
    const mapping = await dbrps.create({ bucket: bucket.name, database, retentionPolicy: 'a', org: access.org })
    expect(mapping.orgID).toBe(access.orgID)
    expect(await dbrps.list({ database })).toEqual([])
    expect(await dbrps.list({ database, org: { name: access.org } })).toEqual([mapping])
    await expect(dbrps.find(mapping.id)).rejects.toMatchObject({ status: 404 })
    expect(await dbrps.find(mapping.id, { orgID: access.orgID })).toEqual(mapping)
    expect(await dbrps.find(mapping)).toEqual(mapping)
    await dbrps.delete(mapping)
    await createBucketsApi(place.client).delete(bucket)
  })

  it('that is virtual cannot be changed or deleted', async () => {
    const bucket = await newBucket(unique('slash') + '/long')
    const [mapping] = await dbrps.list({ bucket })
    expect(mapping).toMatchObject({ id: bucket.id, retentionPolicy: 'long', default: false, virtual: true })
    const refused = { code: 'FLUXLINE_OPTION', message: expect.stringContaining('is virtual: InfluxDB derives it') }
    await expect(dbrps.update(mapping!, { default: true })).rejects.toMatchObject(refused)
    await expect(dbrps.update(mapping!.id, { default: true })).rejects.toMatchObject(refused)
    await expect(dbrps.delete(mapping!)).rejects.toMatchObject(refused)
    await expect(dbrps.delete(mapping!.id)).rejects.toMatchObject(refused)
  })
})

describe('ensureDbrp', () => {
  it('creates a mapping once, even if called many times at once', async () => {
    const bucket = await newBucket()
    const database = unique('db')
    const made = await Promise.all(Array.from({ length: 8 }, () => ensure(bucket.name, database)))
    expect(new Set(made.map(({ id }) => id)).size).toBe(1)
    expect(await dbrps.list({ database })).toEqual([made[0]])
    expect(await ensure(bucket, database)).toEqual(made[0])
  })

  it('makes it the default, or leaves it as it is', async () => {
    const bucket = await newBucket()
    const database = unique('db')
    await dbrps.create({ bucket, database, retentionPolicy: 'first' })
    const made = await ensure(bucket, database)
    expect(made.default).toBe(false)
    expect(await ensure(bucket, database, true)).toEqual({ ...made, default: true })
    expect(await ensure(bucket, database)).toEqual({ ...made, default: true })
  })

  it('accepts a virtual mapping that is enough, and creates one instead of another', async () => {
    const bucket = await newBucket()
    expect(await ensure(bucket, bucket.name, true)).toMatchObject({ id: bucket.id, virtual: true })
    const database = unique('slash')
    const slash = await newBucket(`${database}/autogen`)
    expect(await ensure(slash, database)).toMatchObject({ virtual: true })
    expect(await ensure(slash, database, true)).toMatchObject({ bucketID: slash.id, default: true, virtual: false })
  })

  it('does not take a database from another bucket', async () => {
    const [bucket, other] = [await newBucket(), await newBucket()]
    const database = unique('db')
    const made = await ensure(bucket, database)
    await expect(ensure(other, database)).rejects.toMatchObject({
      code: 'FLUXLINE_OPTION',
      message: expect.stringContaining(`is for the bucket ${bucket.id}, not ${other.id}`),
    })
    expect(await dbrps.find(made)).toEqual(made)
    await expect(ensure(unique('nope'), database)).rejects.toMatchObject({
      code: 'FLUXLINE_OPTION',
      message: expect.stringContaining('does not exist, or the token cannot read it'),
    })
  })
})

describe('an error explains itself:', () => {
  it('conflict and not found', async () => {
    const bucket = await newBucket()
    const database = unique('db')
    const first = await dbrps.create({ bucket, database, retentionPolicy: 'a' })
    await dbrps.create({ bucket, database, retentionPolicy: 'b' })
    const conflict = { status: 422, serverCode: 'conflict' }
    await expect(dbrps.create({ bucket, database, retentionPolicy: 'a' })).rejects.toMatchObject(conflict)
    await expect(dbrps.update(first, { retentionPolicy: 'b' })).rejects.toMatchObject(conflict)
    await expect(dbrps.create({ bucket: ABSENT, database, retentionPolicy: 'x' })).rejects.toMatchObject({
      status: 404,
    })
    await expect(dbrps.find(ABSENT)).rejects.toMatchObject({ status: 404 })
  })

  it('forbidden', async () => {
    const bucket = await newBucket()
    const mapping = await dbrps.create({ bucket, database: unique('db'), retentionPolicy: 'a' })
    const granted = [permissions.read.of('dbrp', { orgID: place.orgID }), permissions.read.bucket(bucket)]
    const reader = createDbrpsApi(await place.only(...granted))
    expect(await reader.list({ bucket })).toContainEqual(mapping)
    await expect(reader.create({ bucket, database: unique('db'), retentionPolicy: 'a' })).rejects.toMatchObject({
      status: 401,
      message: expect.stringContaining(`The token lacks write:orgs/${place.orgID}/buckets/${bucket.id}`),
    })
  })
})
