import { createClient } from '@fluxline/core'
import { startLoopback } from '@fluxline/test-support'
import { expect, it } from 'vitest'
import { createQueryApi } from '../src/index.ts'
import type { FluxRecord, QueryApi } from '../src/index.ts'

const head =
  '#datatype,string,long,double\r\n#group,false,false,false\r\n#default,_result,,\r\n,result,table,_value\r\n'
const profile =
  '\r\n#datatype,string,long,string\r\n#group,false,false,true\r\n#default,_profiler,,\r\n,result,table,_measurement\r\n,,0,profiler/query\r\n'

/** Runs a test against a server that sends these chunks, each after the one before has arrived. */
async function sending(chunks: readonly string[], use: (query: QueryApi) => Promise<void>): Promise<void> {
  await using server = await startLoopback(async (_, response) => {
    for (const chunk of chunks) {
      response.write(chunk)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    response.end('\r\n')
  })
  await using client = createClient({ url: server.url, org: 'acme' })
  await use(createQueryApi(client))
}

const valuesOf = (batch: readonly FluxRecord[]): unknown[] => batch.map(({ value }) => value)

it('streamBatches yields the records of each chunk as an array that is never empty', async () => {
  await sending([head, ',,0,1\r\n,,0,2\r\n', ',,0,', '3\r\n,,0,4\r\n,,0,5\r\n', '\r\n'], async (query) => {
    const batches: unknown[][] = []
    for await (const batch of query.streamBatches('x')) batches.push(valuesOf(batch))
    expect(batches.flat()).toEqual([1, 2, 3, 4, 5])
    expect(batches.length).toBeGreaterThan(1)
    expect(batches.every((batch) => batch.length > 0)).toBe(true)
  })
})

it('streamBatches yields the records before an error first', async () => {
  await sending([`${head},,0,1\r\n,,0,2\r\n\r\n,error,reference\r\n,@1:1-1:2: boom,897\r\n`], async (query) => {
    const batches = query.streamBatches('x')
    const first = await batches.next()
    expect(valuesOf(first.value)).toEqual([1, 2])
    await expect(batches.next()).rejects.toMatchObject({
      code: 'FLUXLINE_FLUX',
      message: expect.stringMatching(/^@1:1-1:2: boom \(response to .*\)\n {2}1 \| x\n {4}\| \^$/),
    })
    expect(await batches.next()).toEqual({ done: true, value: undefined })
  })
})

it('streamBatches leaves the rows of profilers out, and batches that contain nothing else', async () => {
  await sending([`${head},,0,1\r\n`, profile, profile], async (query) => {
    const profiles: unknown[] = []
    const batches: unknown[][] = []
    const options = {
      profilers: ['query'],
      onProfile: (record: FluxRecord) => profiles.push(record.measurement),
    } as const
    for await (const batch of query.streamBatches('x', options as never)) batches.push(valuesOf(batch))
    expect(batches).toEqual([[1]])
    expect(profiles).toEqual(['profiler/query', 'profiler/query'])
  })
})

function failing(): never {
  throw new Error('a bug')
}

it('what the callback of profilers throws or rejects with is ignored', async () => {
  await sending([`${head},,0,1\r\n`, profile], async (query) => {
    for (const onProfile of [failing, async () => failing()]) {
      const tables = await query.collect('x', { profilers: ['query'], onProfile })
      expect(tables.toValues(['_value'])).toEqual([[1]])
    }
  })
})

it('streamBatches yields the same records as stream, as the options say', async () => {
  const body = `${head.replace('double', 'long')},,0,1\r\n,,0,9007199254740993\r\n`
  await sending([body], async (query) => {
    const records: unknown[] = []
    for await (const batch of query.streamBatches('x', { integers: 'bigint' })) records.push(...batch)
    const others: unknown[] = []
    for await (const record of query.stream('x', { integers: 'bigint' })) others.push(record)
    expect(JSON.stringify(records)).toBe(JSON.stringify(others))
    expect(records).toMatchObject([{ value: 1n }, { value: 9_007_199_254_740_993n }])
  })
})
