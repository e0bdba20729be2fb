import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createClient } from '@fluxline/core'
import { createQueryApi } from '@fluxline/query'
import { startLoopback } from '@fluxline/test-support'
import { expect, it, vi } from 'vitest'
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

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** Streams an answer of so many rows, and gives by how many bytes what is kept has grown since a tenth of it. */
async function growth(answer: Iterable<Uint8Array>, expected: number): Promise<number> {
  const kept: number[] = []
  let rows = 0
  for await (const frame of streamFrames(answer)) {
    rows += frame.numRows
    if (rows < ((kept.length + 1) * expected) / 10) continue
    collectGarbage()
    const { heapUsed, external } = process.memoryUsage()
    kept.push(heapUsed + external)
  }
  expect(rows).toBe(expected)
  return Math.max(...kept) - kept[0]!
}

function* millionOfOwn(): Generator<Uint8Array> {
  yield new TextEncoder().encode(head)
  for (let row = 0; row < 1_000_000; row += 1_000) yield new TextEncoder().encode(rowsFrom(row, 1_000))
}

it('a stream of a million rows takes the memory of few, though no text comes again', { timeout: 30_000 }, async () => {
  // The frames are 80 MB together.
  expect(await growth(millionOfOwn(), 1_000_000)).toBeLessThan(25_000_000)
})

it('a stream of ten million rows takes the memory of few', { timeout: 60_000 }, async () => {
  const chunk = new TextEncoder().encode(',,0,1.5,attic\r\n'.repeat(5_000))
  function* answer(): Generator<Uint8Array> {
    yield new TextEncoder().encode(
      '#datatype,string,long,double,string\r\n#group,false,false,false,true\r\n#default,_result,,,\r\n,result,table,_value,room\r\n',
    )
    for (let row = 0; row < 10_000_000; row += 5_000) yield chunk
  }
  // The frames are 430 MB together.
  expect(await growth(answer(), 10_000_000)).toBeLessThan(25_000_000)
})

it('leaving closes the socket at once, while frames are waited for too', async () => {
  await using server = await startLoopback((_, response) => void response.writeHead(200).write(head + rowsFrom(0, 1)))
  await using influx = createClient({ url: server.url, org: 'acme' })
  const frames = createDataFrameApi(createQueryApi(influx)).stream('x')
  const next = frames.next()
  await vi.waitFor(() => expect(server.requests).toHaveLength(1))
  await frames.return?.()
  expect(await next).toEqual({ done: true, value: undefined })
  await vi.waitFor(() => expect(server.sockets.size).toBe(0), { interval: 2 })
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
