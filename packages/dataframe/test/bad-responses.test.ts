import { createClient } from '@fluxline/core'
import { createQueryApi } from '@fluxline/query'
import { startLoopback } from '@fluxline/test-support'
import { describe, expect, it } from 'vitest'
import { createDataFrameApi } from '../src/index.ts'
import type { DataFrameOptions } from '../src/index.ts'

// Responses that were cut, are not CSV, or are too large.

const whole =
  '#datatype,string,long,dateTime:RFC3339\r\n#group,false,false,false\r\n#default,_result,,\r\n,result,table,_time\r\n' +
  ',,0,2026-03-01T08:00:01Z\r\n,,0,2026-03-01T08:00:02Z\r\n\r\n'

/** Reads a response, which ends by closing, as frames; returns how many rows they have. */
async function rowsOf(body: string, options?: DataFrameOptions, type = 'text/csv'): Promise<number[]> {
  await using server = await startLoopback(
    (_request, _response, socket) =>
      void socket.end(`HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\nconnection: close\r\n\r\n${body}`),
  )
  await using client = createClient({ url: server.url, org: 'acme' })
  const frames = createDataFrameApi(createQueryApi(client))
  const { numRows } = await frames.collect('x', options)
  let streamed = 0
  for await (const frame of frames.stream('x', options)) streamed += frame.numRows
  return [numRows, streamed]
}

describe('a frame', () => {
  it('has all rows of a whole response', async () => {
    expect(await rowsOf(whole)).toEqual([2, 2])
    expect(await rowsOf('\r\n')).toEqual([0, 0])
  })

  it.each([0, 30, 60, 100, -2, -1])('is not made of a response cut at %i', async (length) => {
    await expect(rowsOf(whole.slice(0, length))).rejects.toMatchObject({ code: 'FLUXLINE_TRUNCATED' })
  })

  it('is not made of text', async () => {
    await expect(rowsOf('no healthy upstream\r\n\r\n')).rejects.toMatchObject({ code: 'FLUXLINE_CSV' })
    await expect(rowsOf(whole, {}, 'text/plain')).rejects.toMatchObject({ code: 'FLUXLINE_CSV' })
  })

  it('needs no empty line with typeHints', async () => {
    const body = 'result,table,_value\r\nr,0,5\r\n'
    expect(await rowsOf(body, { typeHints: { _value: 'long' } })).toEqual([1, 1])
  })

  it.each(['maxRows', 'maxBytes', 'maxColumns', 'maxCellBytes'] as const)(
    'cannot exceed %s, which must be a number',
    async (limit) => {
      await expect(rowsOf(whole, { [limit]: 1 })).rejects.toMatchObject({ code: 'FLUXLINE_LIMIT', limit })
      await expect(rowsOf(whole, { [limit]: Number.NaN })).rejects.toMatchObject({
        code: 'FLUXLINE_OPTION',
        option: limit,
      })
    },
  )

  it('has no time of another year', async () => {
    const far = whole.replace('2026-03-01T08:00:02Z', '2600-03-01T08:00:02Z')
    await expect(rowsOf(far)).rejects.toMatchObject({ code: 'FLUXLINE_CSV', row: 6, column: '_time' })
  })
})
