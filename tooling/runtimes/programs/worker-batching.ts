import { createClient } from '@fluxline/core'
import { createWorkerBatchWriter } from '@fluxline/write-batching/worker'
import { countOf, same } from './support.ts'
import type { Access } from './support.ts'

/** Batches that a worker thread compresses and sends. */
export default async function workerBatching({ url, token, org, bucket }: Access): Promise<void> {
  const writer = createWorkerBatchWriter({ url, token, org }, { bucket, batchSize: 500, gzip: true })
  for (let at = 0; at < 1200; at++) await writer.write({ measurement: 'threads', fields: { at } })
  const { written, failed, unsent } = await writer.close()
  same('report', { written, failed, unsent }, { written: 1200, failed: 0, unsent: 0 })
  const influx = createClient({ url, token, org })
  same('points', await countOf(influx, bucket, 'threads'), 1200)
  await influx.close()
}
