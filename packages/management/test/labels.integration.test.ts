import { describe, expect, it } from 'vitest'
import { createLabelsApi, permissions } from '../src/index.ts'
import { ABSENT, collect, unique, useOrg } from './support.ts'

const place = useOrg()
const labels = createLabelsApi(place.client)

describe('a label', () => {
  it('can be created, found, changed, cloned and deleted', async () => {
    const label = await labels.create({ name: ' Red ', properties: { color: '#f00', description: 'hot' } })
    expect(label).toEqual({
      id: expect.any(String),
      orgID: place.orgID,
      name: 'Red',
      properties: { color: '#f00', description: 'hot' },
    })
    expect(await labels.find(label.id)).toEqual(label)
    expect(await labels.findByName('red')).toEqual(label)
    expect(await labels.findByName(' Red ')).toEqual(label)
    expect(await labels.findByName('Red\u0085')).toEqual(label)
    expect(await labels.findByName('\uFEFFRed')).toBeUndefined()
    expect(await labels.findByName('Nope')).toBeUndefined()
    expect(await labels.list({ name: 'Red' })).toEqual([label])

    const clone = await labels.clone(label, 'Blue')
    expect(clone).toEqual({ ...label, id: clone.id, name: 'Blue' })
    expect(await labels.clone(label.id, 'Green')).toMatchObject({ name: 'Green', properties: label.properties })
    expect((await collect(labels.iterate())).map(({ name }) => name)).toEqual(['Red', 'Blue', 'Green'])

    await labels.delete(label)
    await expect(labels.find(label)).rejects.toMatchObject({ status: 404, serverCode: 'not found' })
  })

  it('loses the properties that are null, and keeps the others', async () => {
    const label = await labels.create({ name: unique('label'), properties: { color: '#f00', a: '1', b: '2' } })
    const changed = await labels.update(label, { properties: { color: '#00f', a: null } })
    expect(changed.properties).toEqual({ color: '#00f', b: '2' })
    expect(await labels.update(changed, { name: 'renamed' })).toEqual({ ...changed, name: 'renamed' })
    expect(await labels.update(label.id, { properties: null })).not.toHaveProperty('properties')
  })

  it('belongs to the organization of the call, and is listed only there', async () => {
    const { access } = place
    const label = await labels.create({ name: unique('elsewhere'), org: access.org })
    expect(label.orgID).toBe(access.orgID)
    expect(await labels.findByName(label.name)).toBeUndefined()
    expect(await labels.findByName(label.name, { orgID: access.orgID })).toEqual(label)
    expect(await labels.list({ name: label.name, org: null })).toEqual([label])
    expect(await labels.findByName(label.name, { org: null })).toEqual(label)
    const twin = await labels.create({ name: label.name })
    await expect(labels.findByName(label.name, { org: null })).rejects.toMatchObject({ code: 'FLUXLINE_OPTION' })
    await Promise.all([label, twin].map((one) => labels.delete(one)))
  })
})

describe('an error explains itself:', () => {
  it('conflict, even if only the case differs', async () => {
    const { name } = await labels.create({ name: unique('taken') })
    await expect(labels.create({ name: name.toUpperCase() })).rejects.toMatchObject({
      status: 422,
      serverCode: 'conflict',
    })
  })

  it('invalid and not found', async () => {
    await expect(labels.create({ name: '' })).rejects.toMatchObject({ code: 'FLUXLINE_OPTION' })
    await expect(labels.list({ orgID: 'acme' })).rejects.toMatchObject({ code: 'FLUXLINE_OPTION' })
    await expect(labels.create({ name: 'x', properties: { n: 1 as never } })).rejects.toMatchObject({ status: 400 })
    await expect(labels.update(ABSENT, { name: 'x' })).rejects.toMatchObject({ status: 404 })
  })

  it('forbidden', async () => {
    const label = await labels.create({ name: unique('mine') })
    const reader = createLabelsApi(await place.only(permissions.read.labels(place.orgID)))
    expect(await reader.find(label)).toEqual(label)
    await expect(reader.update(label, { name: 'x' })).rejects.toMatchObject({
      status: 401,
      message: expect.stringContaining(`The token lacks write:orgs/${place.orgID}/labels/${label.id}`),
    })
  })
})
