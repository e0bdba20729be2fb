import { createClient } from '@fluxline/core'
import { ingest, json } from '@fluxline/ingest'
import type { Source } from '@fluxline/ingest'
import { createBatchWriter } from '@fluxline/write-batching'
import { countOf, same } from './support.ts'
import type { Access } from './support.ts'

/** Messages of a log, each of them delivered twice. */
export default async function ingestion({ url, token, org, bucket }: Access): Promise<void> {
  const influx = createClient({ url, token, org })
  const writer = createBatchWriter(influx, { bucket })
  let acknowledged = 0
  const source: Source = {
    name: 'two deliveries',
    async *messages() {
      for (let at = 0; at < 200; at++) {
        const text = at === 100 ? '{"measurement":' : `{"measurement":"ingested","fields":{"at":${at % 100}}}`
        const data = new Response(new Blob([text]).stream().pipeThrough(new CompressionStream('gzip')))
        yield {
          data: new Uint8Array(await data.arrayBuffer()),
          subject: 'points',
          partition: 0,
          sequence: BigInt(at % 100),
          timestamp: 1_767_225_600_000_000_000n,
          ack: () => void acknowledged++,
        }
      }
    },
  }
  let poison = 0
  const { ended } = ingest(source, writer, { decode: json(), onPoison: () => void poison++, maxInFlightMessages: 50 })
  const { stored, poisoned } = await ended
  same(
    'messages',
    { stored, poisoned, poison, acknowledged },
    { stored: 199, poisoned: 1, poison: 1, acknowledged: 200 },
  )
  await writer.close()
  same('points', await countOf(influx, bucket, 'ingested'), 100)
  await influx.close()
}
