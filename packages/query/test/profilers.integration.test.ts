import { createClient } from '@fluxline/core'
import type { Client } from '@fluxline/core'
import { startLoopback, useServer } from '@fluxline/test-support'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createQueryApi } from '../src/index.ts'
import type { ProfileRecord, QueryApi } from '../src/index.ts'
import { all } from './all.ts'

const access = useServer()
let client: Client
let query: QueryApi
const profiles: ProfileRecord[] = []
const kinds = (): (string | undefined)[] => [...new Set(profiles.map(({ measurement }) => measurement))]

const script = 'import "array"\narray.from(rows: [{v: "a, \\"b\\""}, {v: "c"}])'

function failing(): never {
  throw new Error('a bug')
}

beforeAll(() => {
  client = createClient({ url: access.url, token: access.token, org: access.org })
  query = createQueryApi(client, {
    profilers: ['query', 'operator'],
    onProfile: (record) => void profiles.push(record),
  })
})

beforeEach(() => void (profiles.length = 0))
afterAll(() => client.close())

describe('profilers', () => {
  it.each<[string, () => Promise<unknown[]>]>([
    ['tables', async () => (await query.collect(script)).toValues(['v']).flat()],
    ['records', async () => (await all(query.stream(script))).map(({ values }) => values['v'])],
    ['rows of text', async () => (await all(query.csv(script))).slice(4).map((row) => row[3])],
    [
      'rows of text in another dialect',
      async () => (await all(query.csv(script, { dialect: { delimiter: ';' } }))).slice(4).map((row) => row[3]),
    ],
    ['an observable', async () => (await all(query.observable(script))).map(({ values }) => values['v'])],
  ])('are left out of %s, and their rows go to the callback', async (_, results) => {
    expect(await results()).toEqual(['a, "b"', 'c'])
    expect(kinds()).toEqual(['profiler/query', 'profiler/operator'])
    expect(profiles[0]?.values['TotalDuration']).toBeGreaterThan(0)
    expect(profiles[0]?.values['flux/query-plan']).toContain('digraph')
  })

  it('are part of the raw response', async () => {
    const text = await query.raw(script)
    expect(text.match(/profiler\/\w+/g)).toEqual(['profiler/query', 'profiler/operator'])
    expect(profiles).toEqual([])
  })

  it('can be disabled for a call, and drop their rows without a callback', async () => {
    expect((await query.collect(script, { profilers: [] })).toValues(['v'])).toHaveLength(2)
    expect(profiles).toEqual([])
    const silent = createQueryApi(client, { profilers: ['query'] })
    expect((await silent.collect(script)).toValues(['v'])).toHaveLength(2)
  })

  it.each([
    ['is in a package', `package main\n${script}`],
    ['imports the profiler itself', `import "profiler"\n${script}`],
    [
      'mentions the option in a comment and in text',
      `// option profiler.enabledProfilers = []\n${script}
      |> set(key: "v", value: "option profiler.enabledProfilers = []")`,
    ],
  ])('are enabled for a script that %s', async (_, whole) => {
    await query.collect(whole, { profilers: ['query'] })
    expect(kinds()).toEqual(['profiler/query'])
  })

  it('are those of the script if it sets the option itself', async () => {
    const own = `import p "profiler"\nimport "array"\noption p.enabledProfilers = ["operator"]\narray.from(rows: [{v: 1}])`
    expect((await query.collect(own)).toValues(['v'])).toEqual([[1]])
    expect(kinds()).toEqual(['profiler/operator'])
  })

  it('do not change the locations of errors in the script, even with parameters', async () => {
    await expect(query.collect('a = host\nb', { params: { host: 'x' } })).rejects.toThrow(
      /undefined identifier b\b.*\n  2 \| b\n    \| \^$/,
    )
  })

  it('ignore a callback that throws', async () => {
    expect((await query.collect(script, { onProfile: failing })).toValues(['v'])).toHaveLength(2)
  })

  it('are refused if a dialect leaves out what distinguishes their tables', () => {
    expect(() => query.csv(script, { dialect: { annotations: ['datatype'] } })).toThrow(
      expect.objectContaining({
        code: 'FLUXLINE_OPTION',
        message: expect.stringMatching(/annotations datatype, group and default/),
      }),
    )
  })

  it("are refused together with InfluxDB Cloud's own parameters", async () => {
    await using loopback = await startLoopback((_, response) => void response.end('\r\n'))
    await using cloud = createClient({ url: loopback.url, org: 'acme' })
    const both = createQueryApi(cloud, { paramsMode: 'params', profilers: ['query'] })
    await expect(both.collect(script)).rejects.toMatchObject({ code: 'FLUXLINE_OPTION' })
    await both.collect(`import "profiler"\noption profiler.enabledProfilers = ["query"]\n${script}`)
    expect(loopback.requests).toHaveLength(1)
  })
})
