import { appendFileSync } from 'node:fs'
import { createBatchWriter } from '@fluxline/write-batching'
import type { WriteClient } from '@fluxline/write-batching'
import { fileSpool } from '../src/index.ts'

// A worker of a cluster: opens its slot, sends what it finds, keeps what it has sent in a file, and prints its report.
const [directory, slot, received] = process.argv.slice(2) as [string, string, string]
const client: WriteClient = {
  url: 'http://influx',
  org: 'acme',
  closing: new AbortController().signal,
  async request({ body }) {
    await new Promise((resolve) => setImmediate(resolve))
    appendFileSync(received, body as Uint8Array)
    return { status: 204, text: () => Promise.resolve('') }
  },
}
const writer = createBatchWriter(client, { bucket: 'b', spool: fileSpool({ directory, slot }) })
const { written, recovered } = await writer.close({ until: 'stored' })
process.stdout.write(JSON.stringify({ written, recovered }))
