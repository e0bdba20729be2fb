import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import type { Overflow } from '../src/index.ts'

const MIB = 1024 * 1024
const maxBufferBytes = 32 * MIB
const writers = {
  plain: `import { createClient } from '@fluxline/core'
    import { createBatchWriter } from './src/index.ts'
    const open = (options) => createBatchWriter(createClient({ url }), options)`,
  worker: `import { createWorkerBatchWriter } from './src/worker/index.ts'
    const open = (options) => createWorkerBatchWriter({ url }, options)`,
}

const pieces = {
  bytes: `const lines = new TextEncoder().encode(('m,host=a text="' + 'x'.repeat(200) + '" 1\\n').repeat(100))
    const writeHundred = () => writer.write(lines)`,
  points: `const text = 'x'.repeat(200)
    const writeHundred = () => {
      let wait
      for (let at = 0; at < 100; at++) wait = writer.write(Point.measurement('m').tag('host', 'a').stringField('text', text))
      return wait
    }`,
}
type Piece = keyof typeof pieces

/** Writes to nobody for a while, as much as the writer takes, and tells how much memory that took at most. */
const program = (writer: keyof typeof writers, overflow: Overflow, piece: Piece): string => `
  import { setImmediate } from 'node:timers/promises'
  import { Point } from '@fluxline/point'
  const url = 'http://127.0.0.1:9'
  ${writers[writer]}

  // Each attempt copies its batch for the thread, and copies are collected late: small batches show what is held.
  const options = { bucket: 'b', batchSize: 1000, maxBufferBytes: ${maxBufferBytes}, overflow: '${overflow}', gzip: true }
  const writer = open({ ...options, retryInterval: 20, maxRetryDelay: 50, maxRetries: 1e9, maxRetryTime: 0 })
  ${pieces[piece]}
  const held = ({ buffered, inFlight, retrying }) => buffered.bytes + inFlight.bytes + retrying.bytes
  /** Writes until the buffer is full, and for a while longer. */
  async function write() {
    let untilMs = performance.now() + 60_000
    let isFull = false
    while (performance.now() < untilMs) {
      if (!isFull && held(writer.stats) >= 0.95 * ${maxBufferBytes}) {
        isFull = true
        untilMs = performance.now() + 1500
      }
      for (let times = 0; times < 20; times++) {
        const wait = writeHundred()
        if (wait) await Promise.race([wait, new Promise((resolve) => setTimeout(resolve, untilMs - performance.now()))])
      }
      await setImmediate()
    }
  }
  // A thread takes memory, whatever it does.
  await writer.start?.()
  const before = process.memoryUsage.rss()
  let most = 0
  setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 10)
  await write()
  const { stats } = writer
  console.log(JSON.stringify({ grown: most - before, held: held(stats), dropped: stats.dropped }))
  process.exit()
`

async function run(text: string): Promise<Record<'grown' | 'held' | 'dropped', number>> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=@fluxline/source', '--input-type=module', '--eval', text],
    { cwd: new URL('..', import.meta.url) },
  )
  return JSON.parse(stdout) as Record<'grown' | 'held' | 'dropped', number>
}

it.each<[keyof typeof writers, Overflow, Piece]>([
  ['plain', 'wait', 'bytes'],
  ['plain', 'drop-oldest', 'bytes'],
  ['plain', 'drop-newest', 'points'],
  ['worker', 'drop-oldest', 'points'],
])(
  'the %s writer uses at most maxBufferBytes and 96 MiB while the server is unreachable (%s, %s)',
  { timeout: 120_000 },
  async (writer, overflow, piece) => {
    const { grown, held, dropped } = await run(program(writer, overflow, piece))
    expect(grown).toBeLessThan(maxBufferBytes + 96 * MIB)
    // It was full, and continued by its policy.
    expect(held).toBeGreaterThan(maxBufferBytes * 0.9)
    expect(held).toBeLessThan(maxBufferBytes * 1.01)
    expect(dropped > 0).toBe(overflow.startsWith('drop'))
  },
)

it('a destination with few lines takes little memory, so there can be thousands', { timeout: 60_000 }, async () => {
  const { grown } = await run(`
    ${writers.plain}
    const url = 'http://127.0.0.1:9'
    const writer = open({ flushInterval: 20 })
    const before = process.memoryUsage.rss()
    for (let round = 0; round < 3; round++) {
      for (let bucket = 0; bucket < 5000; bucket++) writer.write('m v=1', { bucket: 'b' + bucket })
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    console.log(JSON.stringify({ grown: process.memoryUsage.rss() - before }))
    process.exit()
  `)
  expect(grown).toBeLessThan(150 * MIB)
})
