import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '@fluxline/core'
import { fileSpool } from '@fluxline/spool'
import { createWorkerBatchWriter } from '@fluxline/write-batching/worker'
import { countOf, same } from './support.ts'
import type { Access } from './support.ts'

/** Batches that a worker thread compresses and sends, and keeps on disk before. */
export default async function workerBatching({
  url,
  token,
  org,
  bucket,
}: Omit<Access, 'influxdb1' | 'influxdb3'>): Promise<void> {
  const writer = createWorkerBatchWriter({ url, token, org }, { bucket, batchSize: 500, gzip: true })
  for (let at = 0; at < 1200; at++) await writer.write({ measurement: 'threads', fields: { at } })
  const { written, failed, unsent } = await writer.close()
  same('report', { written, failed, unsent }, { written: 1200, failed: 0, unsent: 0 })
  const influx = createClient({ url, token, org })
  same('points', await countOf(influx, bucket, 'threads'), 1200)
  await spooled({ url, token, org, bucket })
  same('spooled points', await countOf(influx, bucket, 'spooled'), 300)
  await influx.close()
}

/** Lines that the thread of one writer leaves on disk, and that of the next one sends. */
async function spooled({ url, token, org, bucket }: Omit<Access, 'influxdb1' | 'influxdb3'>): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'spool-'))
  const options = { bucket, spool: fileSpool({ directory }) }
  const first = createWorkerBatchWriter({ url: 'http://127.0.0.1:9', token, org }, options)
  for (let at = 0; at < 300; at++) await first.write({ measurement: 'spooled', fields: { at } })
  same('left', (await first.close()).spooled, 300)
  const second = createWorkerBatchWriter({ url, token, org }, options)
  const { written, recovered, spooled: left } = await second.close({ until: 'stored' })
  same('spooled report', { written, recovered, left }, { written: 300, recovered: 300, left: 0 })
  rmSync(directory, { recursive: true })
}
