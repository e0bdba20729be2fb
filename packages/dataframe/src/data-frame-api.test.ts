import { describe, expect, it } from 'vitest'
import { createDataFrameApi } from './index.ts'
import type { DataFrameOptions, RawQueries } from './index.ts'

const block = (type: string, name: string, ...rows: string[]): string =>
  `#datatype,string,long,${type},string\r\n#group,false,false,false,true\r\n#default,${name},,,\r\n` +
  `,result,table,_value,_measurement\r\n${rows.map((row) => `,,${row}\r\n`).join('')}\r\n`

/** Makes a query API that responds with these chunks, one for each that is requested. */
function responding(...chunks: string[]): RawQueries & { calls: unknown[]; sent: number; isCancelled: boolean } {
  const api = {
    calls: [] as unknown[],
    sent: 0,
    isCancelled: false,
    raw: async (...call: unknown[]) => {
      api.calls.push(call)
      return new ReadableStream<Uint8Array>(
        {
          pull(controller) {
            const chunk = chunks[api.sent++]
            if (chunk === undefined) controller.close()
            else controller.enqueue(new TextEncoder().encode(chunk))
          },
          cancel() {
            api.isCancelled = true
          },
        },
        { highWaterMark: 0 },
      )
    },
  }
  return api
}

function fail(): never {
  throw new Error('mine')
}

describe('collect', () => {
  it('returns one table, and merges the options of the call over those of the API', async () => {
    const queries = responding(block('double', '_result', '0,1.5,m', '1,2.5,n'))
    const frames = createDataFrameApi(queries, { org: 'acme', compression: 'identity', index: ['_measurement'] })
    const options: DataFrameOptions = { compression: 'gzip', org: undefined, pivot: true, params: { a: 1 } }
    const frame = await frames.collect('from(bucket: "b") |> range(start: a)', options)
    expect(frame.schema.names).toEqual(['_measurement', 'result', 'table', '_value'])
    expect([...frame.getChild('_value')!]).toEqual([1.5, 2.5])
    expect(queries.calls).toEqual([
      [
        'from(bucket: "b") |> range(start: a)\n|> pivot(rowKey: ["_time"], columnKey: ["_field"], valueColumn: "_value")',
        expect.objectContaining({
          org: 'acme',
          compression: 'gzip',
          params: { a: 1 },
          as: 'stream',
          dialect: expect.anything(),
        }),
      ],
    ])
  })

  it('names the differences and collectAll if there are several schemas', async () => {
    const response =
      block('double', '_result', '0,1.5,m') + block('long', 'b', '0,1,m').replaceAll('_measurement', 'host')
    await expect(createDataFrameApi(responding(response)).collect('x')).rejects.toMatchObject({
      code: 'FLUXLINE_DATAFRAME',
      message:
        'The response has 2 schemas, but one table has only one: only the first has "_measurement", only the second has ' +
        '"host", "_value" is Float64 in the first and Int64 in the second. Use collectAll, narrow the query, or pivot it.',
    })
    const frames = await createDataFrameApi(responding(response)).collectAll('x')
    expect(frames.map(({ numRows }) => numRows)).toEqual([1, 1])
  })

  it('returns a table without columns for a response without rows', async () => {
    const frame = await createDataFrameApi(responding(block('double', '_result'))).collect('x')
    expect([frame.numRows, frame.numCols]).toEqual([0, 0])
  })
})

describe('stream', () => {
  it('requests the next chunk when its tables were taken, and cancels the response when the loop is left', async () => {
    const queries = responding(...Array.from({ length: 9 }, (_, n) => block('double', '_result', `${n},${n},m`)))
    const seen: unknown[] = []
    for await (const frame of createDataFrameApi(queries).stream('x', { blockRows: 1 })) {
      seen.push(frame.getChild('_value')!.get(0))
      if (seen.length === 2) break
    }
    expect([seen, queries.sent, queries.isCancelled]).toEqual([[0, 1], 2, true])
  })

  it('sends nothing before its loop begins', () => {
    const queries = responding()
    createDataFrameApi(queries).stream('x')
    expect(queries.calls).toEqual([])
  })
})

describe('profilers', () => {
  const response =
    block('double', '_result', '0,1.5,profiler/mine') +
    block('long', '_profiler', '0,7,profiler/query', '1,,profiler/query')

  it('are left out of the tables, and their rows go to onProfile', async () => {
    const profiles: unknown[] = []
    const frame = await createDataFrameApi(responding(response)).collect('x', {
      profilers: ['query'],
      onProfile: (record) => profiles.push([record.measurement, record.table, record.value, record.values]),
    })
    // A measurement of the user may have such a name.
    expect([...frame.getChild('_measurement')!]).toEqual(['profiler/mine'])
    expect(profiles).toEqual([
      ['profiler/query', 0, 7, { result: '_profiler', table: 0, _value: 7, _measurement: 'profiler/query' }],
      ['profiler/query', 1, null, { result: '_profiler', table: 1, _value: null, _measurement: 'profiler/query' }],
    ])
  })

  it('are ignored if onProfile throws, or is missing', async () => {
    for (const options of [{ onProfile: fail }, {}])
      expect((await createDataFrameApi(responding(response)).collect('x', options)).numRows).toBe(1)
  })
})
