import { parentPort, workerData } from 'node:worker_threads'
import { createClient } from '@fluxline/core'
import type { Access } from '@fluxline/test-support'
import { createBatchWriter } from '../../src/index.ts'

/** What a process or a thread writes. */
export interface ClockWriterOptions {
  readonly access: Pick<Access, 'url' | 'token' | 'org' | 'bucket'>
  readonly points: number
  readonly perSecond: number
}

// Writes points without times to one series at a steady rate, and says how many of them the server stored.
const port = parentPort
const options = (port ? workerData : JSON.parse(process.argv[2]!)) as ClockWriterOptions
const { access, points, perSecond } = options
const { bucket, ...connection } = access
const writer = createBatchWriter(createClient({ ...connection, timeout: 60_000 }), { bucket })
const start = performance.now()
let given = 0
const timer = setInterval(() => {
  const due = Math.min(points, Math.floor(((performance.now() - start) / 1000) * perSecond))
  for (; given < due; given++) void writer.write({ measurement: 'clock', fields: { v: 1 } })
  if (given < points) return
  clearInterval(timer)
  void writer.close().then(({ written }) => {
    if (port) port.postMessage(written)
    else process.send!(written, () => process.disconnect())
  })
}, 1)
