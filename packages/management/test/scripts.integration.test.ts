import { describe, expect, it } from 'vitest'
import { createScriptsApi } from '../src/scripts/index.ts'
import { ABSENT, collect, useOrg } from './support.ts'

const scripts = createScriptsApi(useOrg().client)

describe('on InfluxDB OSS, which has no scripts,', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['create', () => scripts.create({ name: 'x', script: 'y' })],
    ['update', () => scripts.update(ABSENT, { script: 'y' })],
    ['delete', () => scripts.delete(ABSENT)],
    ['find', () => scripts.find(ABSENT)],
    ['findByName', () => scripts.findByName('x')],
    ['list', () => scripts.list()],
    ['iterate', () => collect(scripts.iterate())],
    ['parameters', () => scripts.parameters(ABSENT)],
    ['collect', () => scripts.collect(ABSENT)],
    ['stream', () => collect(scripts.stream(ABSENT))],
    ['csv', () => collect(scripts.csv(ABSENT))],
    ['raw', () => scripts.raw(ABSENT)],
    ['collectFrames', () => scripts.collectFrames(ABSENT)],
    ['streamFrames', () => collect(scripts.streamFrames(ABSENT))],
  ])('%s throws a NotOnThisServerError', async (_, act) => {
    await expect(act()).rejects.toMatchObject({
      code: 'FLUXLINE_NOT_ON_THIS_SERVER',
      status: 404,
      message: expect.stringContaining('InfluxDB Cloud only'),
    })
  })
})
