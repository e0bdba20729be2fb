import { writeSync } from 'node:fs'
import { createClient } from '@fluxline/core'
import { createBatchWriter } from '@fluxline/write-batching'
import { createWorkerBatchWriter } from '@fluxline/write-batching/worker'
import { nodeFiles } from '../src/files/node-files.ts'
import { spoolOver } from '../src/file-spool.ts'
import { fileSpool } from '../src/index.ts'
import type { Durability } from '../src/index.ts'
import { systemClocks } from '../src/segments/segment-age.ts'
import { volatileFiles } from './volatile-files.ts'

/** What the process that is killed works with. */
export interface KilledWriterOptions {
  readonly url: string
  readonly token: string
  readonly org: string
  readonly bucket: string
  readonly directory: string
  readonly durability: Durability
  readonly syncInterval: number
  /** The file that records what was synced; absent if the machine survives. */
  readonly journal: string | undefined
  /** The tag of its points. */
  readonly run: number
  /** Whether the writer and its spool are in another thread. */
  readonly isWorker: boolean
}

const TICK_MS = 5
const LINES_PER_TICK = 100
const LINES_PER_WRITE = 20

// Writes 20 000 points a second, numbered from 0 and without times, and names each number below which all are spooled.
const options = JSON.parse(process.argv[2]!) as KilledWriterOptions
const { url, token, org, bucket, directory, durability, syncInterval, journal, run, isWorker } = options
const access = { url, token, org, timeout: 2000 }
const pace = { bucket, batchSize: 1000, flushInterval: 50, retryInterval: 20, maxRetryDelay: 200 }
const spoolOptions = { directory, durability, syncInterval, segmentBytes: 256 * 1024 }
const files = journal === undefined ? nodeFiles : volatileFiles(journal)
const writer = isWorker
  ? createWorkerBatchWriter(access, { ...pace, spool: fileSpool(spoolOptions) })
  : createBatchWriter(createClient(access), { ...pace, spool: spoolOver(files, systemClocks(), spoolOptions) })
let next = 0
setInterval(() => {
  for (let at = 0; at < LINES_PER_TICK; at += LINES_PER_WRITE) {
    let text = ''
    for (let line = 0; line < LINES_PER_WRITE; line++) text += `killed,run=${run} v=${next++}i\n`
    const spooled = next
    void (writer.write(text) as Promise<void>).then(() => tell(spooled))
  }
}, TICK_MS)

/** Writes at once, since the process may be killed next. With a thread beside it, the pipe of the output may be full. */
function tell(spooled: number): void {
  for (;;) {
    try {
      writeSync(1, `${spooled}\n`)
      return
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
    }
  }
}
