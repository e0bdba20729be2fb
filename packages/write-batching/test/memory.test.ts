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
  worker: `import { createWorkerBatchWriter } from './src/worker.ts'
    const open = (options) => createWorkerBatchWriter({ url }, options)`,
}

/** Writes to nobody for a while, as much as the writer takes, and tells how much memory that took at most. */
const program = (writer: keyof typeof writers, overflow: Overflow): string => `
  import { setImmediate } from 'node:timers/promises'
  const url = 'http://127.0.0.1:9'
  ${writers[writer]}

  const options = { bucket: 'b', maxBufferBytes: ${maxBufferBytes}, overflow: '${overflow}', gzip: true }
  const writer = open({ ...options, retryInterval: 20, maxRetryDelay: 50, maxRetries: 1e9, maxRetryTime: 0 })
  // Bytes, so that what is measured is the writer's memory, and not that of making points.
  const lines = new TextEncoder().encode(('m,host=a text="' + 'x'.repeat(200) + '" 1\\n').repeat(100))
  let written = 0
  async function write(untilMs) {
    while (performance.now() < untilMs) {
      for (let times = 0; times < 20; times++) {
        const wait = writer.write(lines)
        written += 100
        if (wait) await Promise.race([wait, new Promise((resolve) => setTimeout(resolve, untilMs - performance.now()))])
      }
      await setImmediate()
    }
  }
  // A thread takes memory of its own, whatever it does.
  await writer.start?.()
  const before = process.memoryUsage.rss()
  let most = 0
  setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 10)
  await write(performance.now() + 3000)
  const { buffered, inFlight, retrying, dropped } = writer.stats
  const held = buffered.bytes + inFlight.bytes + retrying.bytes
  console.log(JSON.stringify({ grown: most - before, held, written, dropped }))
  process.exit()
`

it.each<[keyof typeof writers, Overflow]>([
  ['plain', 'wait'],
  ['plain', 'drop-oldest'],
  ['worker', 'wait'],
])(
  'while the server is away, the %s writer takes no more memory than maxBufferBytes and 64 MiB (%s)',
  { timeout: 60_000 },
  async (writer, overflow) => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--conditions=@fluxline/source', '--input-type=module', '--eval', program(writer, overflow)],
      { cwd: new URL('..', import.meta.url) },
    )
    const { grown, held, dropped } = JSON.parse(stdout) as Record<'grown' | 'held' | 'written' | 'dropped', number>
    expect(grown).toBeLessThan(maxBufferBytes + 64 * MIB)
    // It was full, and went on where it could.
    expect(held).toBeGreaterThan(maxBufferBytes * 0.9)
    expect(held).toBeLessThan(maxBufferBytes * 1.01)
    expect(dropped > 0).toBe(overflow === 'drop-oldest')
  },
)
