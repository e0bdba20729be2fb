import { createBatchWriter } from '@fluxline/write-batching'
import type { WriteClient } from '@fluxline/write-batching'
import { fileSpool } from '../src/index.ts'

// Opens a backlog, sends it to nowhere, and prints how long the first took and how much memory the second.
const client: WriteClient = {
  url: 'http://nowhere',
  org: 'acme',
  closing: new AbortController().signal,
  async request() {
    await new Promise((resolve) => setImmediate(resolve))
    return { status: 204, text: () => Promise.resolve('') }
  },
}
const start = performance.now()
const writer = createBatchWriter(client, { bucket: 'b', spool: fileSpool({ directory: process.argv[2]! }) })
const openMs = performance.now() - start
let rss = 0
const timer = setInterval(() => (rss = Math.max(rss, process.memoryUsage().rss)), 20)
const { written, recovered } = await writer.close({ until: 'stored', timeout: 3_600_000 })
clearInterval(timer)
process.stdout.write(JSON.stringify({ openMs, rssMB: Math.round(rss / 2 ** 20), written, recovered }))
