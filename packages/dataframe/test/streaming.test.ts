import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { createClient } from '@fluxline/core'
import { createQueryApi } from '@fluxline/query'
import { startLoopback } from '@fluxline/testing'
import { expect, it } from 'vitest'
import { createDataFrameApi, streamFrames } from '../src/index.ts'

const head =
  '#datatype,string,long,dateTime:RFC3339,double,string,string\r\n#group,false,false,false,false,true,false\r\n' +
  '#default,_result,,,,,\r\n,result,table,_time,_value,host,message\r\n'

/** Rows that never come again, so that nothing can be remembered for ever. */
function rowsFrom(row: number, count: number): string {
  let text = ''
  for (let at = row; at < row + count; at++)
    text += `,,${at >> 10},2026-01-01T00:00:00.${String(at).padStart(9, '0')}Z,${at / 8},host${at >> 10},message ${at}\r\n`
  return text
}

it('a stream of many rows takes the memory of few', { timeout: 30_000 }, async () => {
  const rows = 200_000
  async function* answer(): AsyncGenerator<Uint8Array> {
    yield new TextEncoder().encode(head)
    for (let row = 0; row < rows; row += 500) yield new TextEncoder().encode(rowsFrom(row, 500))
  }
  const resident: number[] = []
  let seen = 0
  for await (const frame of streamFrames(answer())) {
    seen += frame.numRows
    resident.push(process.memoryUsage().rss)
  }
  expect(seen).toBe(rows)
  // An answer of 20 MB, whose frames would be 15 MB together.
  const early = Math.max(...resident.slice(0, resident.length / 2))
  expect(Math.max(...resident) - early).toBeLessThan(15 * 1024 * 1024)
})

it(
  'leaving the loop closes the socket, and the server is not read ahead of the loop',
  { timeout: 30_000 },
  async () => {
    let sentRows = 0
    const closed = new AbortController()
    await using server = await startLoopback(async (_, response) => {
      response.on('close', () => closed.abort())
      response.writeHead(200, { 'content-type': 'text/csv' }).write(head)
      while (!closed.signal.aborted) {
        const isFlowing = response.write(rowsFrom(sentRows, 500))
        sentRows += 500
        if (!isFlowing) await once(response, 'drain', closed).catch(() => {})
      }
    })
    await using influx = createClient({ url: server.url, org: 'acme' })
    const frames = createDataFrameApi(createQueryApi(influx))
    let rows = 0
    for await (const frame of frames.stream('from(bucket: "b") |> range(start: 0)', { blockRows: 1000 })) {
      rows += frame.numRows
      // While nobody asks, the server can fill the buffers of the sockets, and no more: at some time it rests.
      for (let before = -1; before !== sentRows; await delay(100)) before = sentRows
      if (rows >= 3000) break
    }
    while (!closed.signal.aborted) await delay(5)
    expect(rows).toBe(3000)
  },
)
