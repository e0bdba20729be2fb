import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createClient } from '@fluxline/core'
import { createQueryApi } from '@fluxline/query'
import { describeLeaving, startLoopback } from '@fluxline/test-support'
import { expect, it } from 'vitest'
import { createDataFrameApi, streamFrames } from '../src/index.ts'

const head =
  '#datatype,string,long,dateTime:RFC3339,double,string,string\r\n#group,false,false,false,false,true,false\r\n' +
  '#default,_result,,,,,\r\n,result,table,_time,_value,host,message\r\n'

/** Returns rows that are all different, so that nothing can be cached. */
function rowsFrom(row: number, count: number): string {
  let text = ''
  for (let at = row; at < row + count; at++)
    text += `,,${at >> 10},2026-01-01T00:00:00.${String(at).padStart(9, '0')}Z,${at / 8},host${at >> 10},message ${at}\r\n`
  return text
}

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** Streams a response and returns by how many bytes the memory in use has grown since a tenth of its rows. */
async function growth(response: Iterable<Uint8Array>, expected: number): Promise<number> {
  const kept: number[] = []
  let rows = 0
  for await (const frame of streamFrames(response)) {
    rows += frame.numRows
    if (rows < ((kept.length + 1) * expected) / 10) continue
    collectGarbage()
    const { heapUsed, external } = process.memoryUsage()
    kept.push(heapUsed + external)
  }
  expect(rows).toBe(expected)
  return Math.max(...kept) - kept[0]!
}

function* millionRows(): Generator<Uint8Array> {
  yield new TextEncoder().encode(head)
  for (let row = 0; row < 1_000_000; row += 1_000) yield new TextEncoder().encode(rowsFrom(row, 1_000))
}

it('streams a million rows with the memory of a few, even if all texts differ', { timeout: 30_000 }, async () => {
  // The frames are 80 MB together.
  expect(await growth(millionRows(), 1_000_000)).toBeLessThan(25_000_000)
})

it('streams ten million rows with the memory of a few', { timeout: 60_000 }, async () => {
  const chunk = new TextEncoder().encode(',,0,1.5,attic\r\n'.repeat(5_000))
  function* response(): Generator<Uint8Array> {
    yield new TextEncoder().encode(
      '#datatype,string,long,double,string\r\n#group,false,false,false,true\r\n#default,_result,,,\r\n,result,table,_value,room\r\n',
    )
    for (let row = 0; row < 10_000_000; row += 5_000) yield chunk
  }
  // The frames are 430 MB together.
  expect(await growth(response(), 10_000_000)).toBeLessThan(25_000_000)
})

const start = { body: head + rowsFrom(0, 1024) + rowsFrom(1024, 1), values: 1 }

describeLeaving([
  {
    name: 'the stream of frames',
    open: (url, signal) =>
      createDataFrameApi(createQueryApi(createClient({ url, org: 'acme' }))).stream('x', { signal, blockRows: 1024 }),
    start,
  },
])

it('closes the socket after leaving the loop, and does not read ahead of the loop', { timeout: 30_000 }, async () => {
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
    // While nothing is requested, the server can only fill the buffers of the sockets, and then stops.
    for (let before = -1; before !== sentRows; await delay(100)) before = sentRows
    if (rows >= 3000) break
  }
  while (!closed.signal.aborted) await delay(5)
  expect(rows).toBe(3000)
})
