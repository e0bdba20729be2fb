import { createClient } from '@fluxline/core'
import { createQueryApi } from '@fluxline/query'
import { Int64, Table, vectorFromArray } from 'apache-arrow'
import { expect, it } from 'vitest'
import { collectFrames, createDataFrameApi, DataFrameError, streamFrames, tableLines } from '../src/index.ts'
import { linesOf } from './written-lines.ts'

const queries = createQueryApi(createClient({ url: 'http://localhost:1', org: 'acme' }))
const frames = createDataFrameApi(queries)

/** The error of a call, whether it is thrown or its promise rejects. */
async function errorOf(call: () => unknown): Promise<unknown> {
  try {
    await call()
    return undefined
  } catch (error) {
    return error
  }
}

it.each<[string, string, (options: never) => unknown]>([
  ['createDataFrameApi', 'pivots', (options) => createDataFrameApi(queries, options)],
  ['dataFrame.collect', 'pivots', (options) => frames.collect('x', options)],
  ['dataFrame.collectAll', 'pivots', (options) => frames.collectAll('x', options)],
  ['dataFrame.stream', 'pivots', (options) => frames.stream('x', options)],
  ['collectFrames', 'indexes', (options) => collectFrames([], options)],
  ['streamFrames', 'indexes', (options) => streamFrames([], options)],
])('%s refuses unknown options and suggests the nearest', async (name, option, call) => {
  expect(await errorOf(() => call({ [option]: true } as never))).toMatchObject({
    code: 'FLUXLINE_OPTION',
    option,
    message: `${name}: unknown option "${option}". Did you mean "${option === 'pivots' ? 'pivot' : 'index'}"?`,
  })
  expect(await errorOf(() => call('x' as never))).toMatchObject({
    code: 'FLUXLINE_OPTION',
    message: `${name} takes options as an object.`,
  })
})

it('createDataFrameApi needs a query API', () => {
  for (const other of [undefined, {}, 'http://localhost:8086']) {
    expect(() => createDataFrameApi(other as never)).toThrow(
      expect.objectContaining({
        code: 'FLUXLINE_OPTION',
        message: expect.stringMatching(
          /^createDataFrameApi takes a query API, not .*; pass createQueryApi\(client\)\.$/,
        ),
      }),
    )
  }
})

it('tableLines needs an Arrow table', () => {
  for (const other of [undefined, {}, [{ a: 1 }]]) {
    expect(() => tableLines(other as never, { measurement: 'm' })).toThrow(
      expect.objectContaining({
        code: 'FLUXLINE_OPTION',
        message: expect.stringMatching(
          /^tableLines takes a table of apache-arrow, not .*\. Pass tableFromIPC\(bytes\) with the Arrow IPC that its library writes, or tableFromJSON\(rows\)\.$/,
        ),
      }),
    )
  }
})

it('a pivot that cannot be appended is an error before anything is sent', async () => {
  const script = 'from(bucket: "b") |> yield(name: "x")'
  const error = { code: 'FLUXLINE_QUERY', message: expect.stringContaining('yield names its results') }
  await expect(frames.collect(script, { pivot: true })).rejects.toMatchObject(error)
  expect(() => frames.stream(script, { pivot: true })).toThrow(expect.objectContaining(error))
})

it('an error shows only the members that are set', () => {
  expect(JSON.parse(JSON.stringify(new DataFrameError('no')))).toEqual({
    name: 'DataFrameError',
    code: 'FLUXLINE_DATAFRAME',
    message: 'no',
  })
})

it('options may change as soon as a call has returned', async () => {
  const table = new Table({ t: vectorFromArray([1n], new Int64()), v: vectorFromArray([1.5]) })
  const roles = { measurement: 'm', timeColumn: 't', precision: 's' as 's' | 'ns' }
  const lines = tableLines(table, roles)
  Object.assign(roles, { measurement: 'other', precision: 'ns' })
  expect(linesOf(lines)).toBe('m v=1.5 1000000000\n')

  const shape = { index: ['b'], drop: ['a'] }
  const streamed = streamFrames([new TextEncoder().encode('#datatype,long,long,long\n,a,b,c\n,1,2,3\n\n')], shape)
  shape.index[0] = 'c'
  shape.drop.push('b')
  Object.assign(shape, { index: [], drop: [] })
  for await (const frame of streamed) expect(frame.schema.names).toEqual(['b', 'c'])
})

it('the defaults of an API are those that it was created with', async () => {
  const defaults = { drop: ['a'] }
  const body = new TextEncoder().encode('#datatype,long,long\n,a,b\n,1,2\n\n')
  const raw = async (): Promise<ReadableStream<Uint8Array>> => new Response(body).body!
  const api = createDataFrameApi({ raw }, defaults)
  const streamed = api.stream('x')
  defaults.drop = ['b']
  expect((await api.collect('x')).schema.names).toEqual(['b'])
  expect((await api.collectAll('x', { blockRows: 1 })).map(({ schema }) => schema.names)).toEqual([['b']])
  for await (const frame of streamed) expect(frame.schema.names).toEqual(['b'])
})
