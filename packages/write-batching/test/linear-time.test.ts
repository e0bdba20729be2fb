import { createClient } from '@fluxline/core'
import { startLoopback } from '@fluxline/test-support'
import { describe, expect, it } from 'vitest'
import { createBatchWriter } from '../src/index.ts'

// A server's message that is eight times as long may take eight times as long to read, not 64 times.

/** Writes two lines to a server that refuses the first request with a message; gives the milliseconds. */
async function timed(status: number, message: string): Promise<number> {
  let asked = 0
  await using server = await startLoopback((_, response) => {
    if (asked++ > 0) response.writeHead(204).end()
    else response.writeHead(status).end(JSON.stringify({ code: 'invalid', message }))
  })
  await using client = createClient({ url: server.url, token: 't', server: '2' })
  const writer = createBatchWriter(client, { bucket: 'b', onError() {}, onRejected() {} })
  await writer.write(['m v=1 1', 'm v=2 2'])
  const start = performance.now()
  await writer.close()
  return performance.now() - start
}

describe('a message of the server is read in linear time:', () => {
  it.each([
    [400, '', "unable to parse '"],
    [400, "unable to parse 'm v=1 1': ", "': "],
    [422, 'partial write: input field "', '" on measurement "'],
    [422, 'partial write: ', 'input field "'],
    [422, 'partial write: input field "v" on measurement "m', '" is type float, already exists as type '],
    [422, 'partial write: input field "v" on measurement "m', '" is type '],
    [422, 'partial write error (', '1'],
  ])('%i %s%s', async (status, head, piece) => {
    let before = Infinity
    for (const length of [15_625, 125_000, 1_000_000]) {
      const now = await timed(status, head + piece.repeat(Math.ceil(length / piece.length)))
      // Less harms nobody, and is noise.
      expect(now).toBeLessThan(Math.max(1000, before * 32))
      before = now
    }
  })
})

it.each<[string, string[]]>([
  ['a bad line with a million blanks is', [`m v="${' '.repeat(1_000_000)}x`]],
  // The last one opens a string that nothing closes.
  ['many lines that end in a backslash are', [...Array<string>(20_000).fill('m v=1\\'), 'm v="']],
])('%s reported in linear time', async (_, bad) => {
  await using client = createClient({ url: 'http://localhost:1' })
  const writer = createBatchWriter(client, { bucket: 'b', maxRejected: bad.length })
  const start = performance.now()
  const receipt = writer.submit(bad.join('\n'))
  expect(performance.now() - start).toBeLessThan(5000)
  expect((await receipt.outcome).rejected.map(({ line }) => line)).toEqual(bad)
  await writer.close()
})
