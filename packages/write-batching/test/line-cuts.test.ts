import { createClient } from '@fluxline/core'
import { parseLineProtocol } from '@fluxline/point'
import { startLoopback } from '@fluxline/test-support'
import type { Loopback } from '@fluxline/test-support'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createBatchWriter, writeNow } from '../src/index.ts'

interface Received {
  readonly server: Loopback
  /** The bodies that the server stored. */
  readonly stored: string[]
}

/** Starts a server that finds bodies of more bytes too large. */
async function startServer(maxBytes: () => number): Promise<Received> {
  const stored: string[] = []
  const server = await startLoopback(({ body }, response) => {
    if (body.length > maxBytes()) return void response.writeHead(413).end()
    stored.push(body.toString())
    response.writeHead(204).end()
  })
  return { server, stored }
}

/** Returns the points of a text, each as a line. */
function pointsOf(text: string): string[] {
  return parseLineProtocol(text).map((point) => point.toLineProtocol()!)
}

const textual = fc.string({ unit: fc.constantFrom('p', ' ', '=', ',', '"', '\\', '\n', '#', '1', 'é'), maxLength: 20 })
const quoted = textual.map((text) => `"${text.replace(/["\\]/g, String.raw`\$&`)}"`)
const escaped = fc.constantFrom('a', String.raw`a\ b`, String.raw`a\=b`, String.raw`a\,b`, 'a"b', String.raw`a\"b`)
const point = fc
  .tuple(
    escaped,
    fc.array(fc.oneof(quoted, fc.constantFrom('1', '2i', 'true')), { minLength: 1, maxLength: 3 }),
    fc.nat(1_000_000),
  )
  .map(([tag, fields, time]) => `m,t=${tag} ${fields.map((value, at) => `f${at}=${value}`).join(',')} ${time + 1}`)
const comment = textual.map((text) => `# ${text.replaceAll('\n', ' ')}`)
const body = fc.array(fc.oneof({ weight: 3, arbitrary: point }, comment, fc.constant('')), {
  minLength: 1,
  maxLength: 12,
})

it('cuts neither a string nor a comment of this text', async () => {
  const text = ['m,t=a\\ b f=2 4', '# seen a b="2 x', 'm s="p', 'qqqqqqqqqqqqqqqqqq" 2', ''].join('\n')
  const { server, stored } = await startServer(() => 30)
  await using _ = server
  await using client = createClient({ url: server.url, gzip: false, server: '2' })
  await writeNow(client, text, { bucket: 'b' })
  expect(stored).toEqual(['m,t=a\\ b f=2 4\n', 'm s="p\nqqqqqqqqqqqqqqqqqq" 2\n'])
  const writer = createBatchWriter(client, { bucket: 'b' })
  await writer.write(text)
  expect(await writer.close()).toMatchObject({ written: 2, failed: 0 })
  expect(stored.slice(2)).toEqual(stored.slice(0, 2))
})

it('no cut of writeNow or of a writer lies in a string or in a comment, whatever the server finds too large', async () => {
  let maxBytes = 0
  const { server, stored } = await startServer(() => maxBytes)
  await using _ = server
  await using client = createClient({ url: server.url, gzip: false, server: '2' })
  await fc.assert(
    fc.asyncProperty(body, fc.integer({ min: 200, max: 400 }), fc.nat(4), async (parts, limit, batchSize) => {
      maxBytes = limit
      const text = parts.join('\n')
      const expected = pointsOf(text)
      const check = (): void => {
        // Each body has whole lines, and together they are what was written.
        expect(stored.splice(0).flatMap(pointsOf)).toEqual(expected)
      }
      await writeNow(client, text, { bucket: 'b' })
      check()
      await writeNow(client, new Blob([text]).stream(), { bucket: 'b', maxBatchBytes: limit })
      check()
      const writer = createBatchWriter(client, { bucket: 'b', batchSize: batchSize + 1, concurrency: 1 })
      await writer.write(text)
      expect(await writer.close()).toEqual({ written: expected.length, failed: 0, unsent: 0, rejected: [] })
      check()
    }),
    { numRuns: 150 },
  )
})
