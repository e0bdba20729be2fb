import { createClient } from '@fluxline/core'
import { createBatchWriter } from '@fluxline/write-batching'
import { countOf, same } from './support.ts'
import type { Access } from './support.ts'

/** Background batches, a rejected line, and the report. */
export default async function writeBatching({ url, token, org, bucket }: Access): Promise<void> {
  const influx = createClient({ url, token, org })
  const rejected: string[] = []
  const writer = createBatchWriter(influx, {
    bucket,
    batchSize: 500,
    gzip: true,
    onRejected: ({ line }) => rejected.push(line),
  })
  for (let at = 0; at < 1200; at++)
    await writer.write({ measurement: 'batches', tags: { room: 'attic' }, fields: { at } })
  await writer.write('batches not a line')
  const { written, failed, unsent } = await writer.close()
  same('report', { written, failed, unsent }, { written: 1200, failed: 1, unsent: 0 })
  same('rejected', rejected.length, 1)
  same('points', await countOf(influx, bucket, 'batches'), 1200)
  await influx.close()
}
