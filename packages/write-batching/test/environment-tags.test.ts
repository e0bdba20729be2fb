import { createClient, write } from '@fluxline/core'
import { Point } from '@fluxline/point'
import { afterEach, expect, it, vi } from 'vitest'
import { createBatchWriter, writeNow } from '../src/index.ts'
import { createWorkerBatchWriter } from '../src/worker/index.ts'
import { fakeClient } from './fake-client.ts'

afterEach(() => vi.unstubAllEnvs())

const point = Point.measurement('m').intField('n', 1).time(5n)
const defaultTags = { site: '<${env.SITE}>', rack: '${env.RACK:-r1}' }

it('default tags given in the program take variables of the process', async () => {
  vi.stubEnv('SITE', 'north')
  const client = fakeClient()
  const writer = createBatchWriter(client, { bucket: 'b', defaultTags })
  await writer.write(point)
  await writer.close()
  await writeNow(client, point, { bucket: 'b', defaultTags })
  await write(client, point, { bucket: 'b', defaultTags })
  const lines = client.sent.map(({ spec }) => new TextDecoder().decode(spec.body as Uint8Array).trimEnd())
  expect(lines).toEqual(Array(3).fill('m,rack=r1,site=<north> n=1i 5'))
  expect(createClient({ url: 'http://a', defaultTags }).defaultTags).toEqual({ site: '<north>', rack: 'r1' })
})

it.each<[string, () => unknown]>([
  ['createClient', () => createClient({ url: 'http://a', defaultTags })],
  ['write', () => write(fakeClient(), point, { bucket: 'b', defaultTags })],
  ['createBatchWriter', () => createBatchWriter(fakeClient(), { defaultTags })],
  ['createWorkerBatchWriter', () => createWorkerBatchWriter({ url: 'http://a' }, { defaultTags })],
  ['writeNow', () => writeNow(fakeClient(), point, { bucket: 'b', defaultTags })],
])('%s refuses a default tag whose variable is not set', async (what, act) => {
  vi.stubEnv('SITE', undefined)
  await expect(new Promise((resolve) => resolve(act()))).rejects.toMatchObject({
    code: 'FLUXLINE_OPTION',
    message: `${what}: default tag "site" needs the variable SITE, which is not set; set it, or write a fallback: \${env.SITE:-value}`,
  })
})

const withTag = (rack: unknown): { bucket: string; defaultTags: Record<string, string> } => ({
  bucket: 'b',
  defaultTags: { rack: rack as string },
})

it('a default tag of null takes that of the client away; one that is not text is refused', async () => {
  const client = { ...fakeClient(), defaultTags: { site: 'north', rack: 'r1' } }
  for (const rack of [null, undefined]) {
    const writer = createBatchWriter(client, withTag(rack))
    await writer.write(point)
    await writer.close()
    await writeNow(client, point, withTag(rack))
    await write(client, point, withTag(rack))
  }
  const lines = client.sent.map(({ spec }) => new TextDecoder().decode(spec.body as Uint8Array).trimEnd())
  expect(lines).toEqual(Array(6).fill('m,site=north n=1i 5'))
  for (const rack of [Number.NaN, {}, ['a']]) {
    const refused = /default tag "rack" must be a string, not /
    expect(() => createBatchWriter(client, withTag(rack))).toThrow(refused)
    expect(() => createClient({ url: 'http://a', defaultTags: withTag(rack).defaultTags })).toThrow(refused)
    await expect(writeNow(client, point, withTag(rack))).rejects.toThrow(refused)
    await expect(write(client, point, withTag(rack))).rejects.toThrow(refused)
  }
})
