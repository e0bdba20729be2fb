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
    ['invoke', () => scripts.invoke(ABSENT)],
    ['invokeStream', () => collect(scripts.invokeStream(ABSENT))],
    ['invokeCsv', () => collect(scripts.invokeCsv(ABSENT))],
    ['invokeRaw', () => scripts.invokeRaw(ABSENT)],
    ['invokeDataFrame', () => scripts.invokeDataFrame(ABSENT)],
    ['invokeDataFrameStream', () => collect(scripts.invokeDataFrameStream(ABSENT))],
  ])('%s says so', async (_, act) => {
    await expect(act()).rejects.toMatchObject({
      code: 'FLUXLINE_NOT_ON_THIS_SERVER',
      status: 404,
      message: expect.stringContaining('InfluxDB Cloud only'),
    })
  })
})
